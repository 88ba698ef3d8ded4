/** What the role needs by which SageMaker validates an algorithm: what the jobs read and write, and nothing else. */
import { Stack, aws_iam as iam, type aws_ecr as ecr, type aws_kms as kms } from 'aws-cdk-lib';
import { SUPPRESSIONS, explain } from './nag-suppressions';
import { grantObjects } from './object-access';
import type { AlgorithmInference } from '../algorithm-inference';
import type { AlgorithmValidation } from '../algorithm-validation';
import type { S3Data } from '../s3-data';
import type { ValidationOutput } from '../validation-output';

export interface ValidationNeeds {
  readonly validation: AlgorithmValidation;
  readonly inference?: AlgorithmInference;
  readonly additionalData?: S3Data;
  readonly repositories: readonly (ecr.IRepository | undefined)[];
}

export function allowValidation(role: iam.IRole, { validation, inference, additionalData, repositories }: ValidationNeeds): void {
  const { training, transform } = validation;
  const data = [
    ...training.channels.map((channel) => channel.data._data),
    transform?.data,
    additionalData,
    ...(inference?.containers ?? []).flatMap(({ modelArchive, modelData, additionalModelData, additionalData: additional }) => [
      modelArchive, modelData?.data, modelData?.manifest, additional?.data,
      ...(additionalModelData ?? []).flatMap(({ source }) => [source.data, source.manifest]),
    ]),
  ];
  new Set(data).forEach((each) => each?._grantRead(role));
  // The transform job reads the model that the training job has written.
  allowWriting(role, training.output, transform === undefined ? ['s3:PutObject'] : ['s3:GetObject', 's3:PutObject']);
  if (transform !== undefined) {
    allowWriting(role, transform.output, ['s3:PutObject']);
  }
  for (const key of [training.resources.volumeEncryptionKey, transform?.resources.volumeEncryptionKey]) {
    allowVolumes(role, key);
  }
  new Set(repositories).forEach((repository) => repository?.grantPull(role));
  allowLogs(role);
  const policy = role.node.tryFindChild('DefaultPolicy');
  if (policy !== undefined) {
    explain(policy, SUPPRESSIONS.sageMakerValidation);
  }
}

function allowWriting(role: iam.IRole, { bucket, prefix, encryptionKey }: ValidationOutput, actions: readonly string[]): void {
  grantObjects(role, bucket, prefix === undefined ? '' : `${prefix}/`, actions);
  encryptionKey?.grant(role, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt');
}

function allowVolumes(role: iam.IRole, key: kms.IKey | undefined): void {
  key?.grant(role, 'kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext');
}

function allowLogs(role: iam.IRole): void {
  const logGroup = (name: string) => Stack.of(role).formatArn({ service: 'logs', resource: `log-group:/aws/sagemaker/${name}` });
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    resources: [logGroup('TrainingJobs*'), logGroup('TransformJobs*')],
  }));
  role.addToPrincipalPolicy(new iam.PolicyStatement({
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringLike: { 'cloudwatch:namespace': ['/aws/sagemaker/*', 'aws/sagemaker/*'] } },
  }));
}
