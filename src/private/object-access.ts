/** What a role may do with objects of a bucket, below a prefix. */
import { aws_iam as iam, type aws_s3 as s3 } from 'aws-cdk-lib';

/** Lists the objects as well: what is read by its prefix is listed first. The key of the bucket, where it is known, is one to read with. */
export function grantObjects(role: iam.IRole, bucket: s3.IBucket, prefix: string, actions: readonly string[]): void {
  role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [bucket.arnForObjects(`${prefix}*`)] }));
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    ...(prefix === '' ? {} : { conditions: { StringLike: { 's3:prefix': `${prefix}*` } } }),
  }));
  if (bucket.encryptionKey !== undefined) {
    const isWritten = actions.some((action) => action === 's3:PutObject');
    bucket.encryptionKey.grant(role, 'kms:Decrypt', ...isWritten ? ['kms:GenerateDataKey'] : []);
  }
}
