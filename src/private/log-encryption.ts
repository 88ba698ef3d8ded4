/** What a key's policy needs before Amazon CloudWatch Logs encrypts log groups with it. */
import { Stack, aws_iam as iam, type aws_kms as kms } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Lets the log groups of a stack's account and Region use a key. The policy of an imported key stays as it is.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function allowLogsToUse(key: kms.IKey, scope: IConstruct): void {
  const { partition, region, account } = Stack.of(scope);
  key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` } },
  }));
}
