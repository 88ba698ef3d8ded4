/** A stack with every property of every construct. */
import { App, Duration, Size, Stack, Tags, aws_ecr as ecr, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  ChannelCompute, ChannelQuery, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataDistribution, DataSize, EntityType, ExportFile,
  InferenceContainer, InferenceInstanceType, LogPolicy, LogRedaction, Membership, MlConfiguration, MlInputChannel, NoiseLevel, PrivacyPolicy,
  ResultFormat, Retraining, TrainedModel, TrainingChannel, TrainingContainer, TrainingInputMode, TrainingInstanceType, WorkerType,
} from '../src';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const MEMBERSHIP = '11111111-2222-4333-8444-555555555555';
export const IMAGES = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/pull-images`;
export const OTHER_MODEL = {
  arn: `arn:aws:cleanrooms-ml:${REGION}:${ACCOUNT}:membership/${MEMBERSHIP}/trained-model/another`,
  version: '99999999-8888-4777-8666-555555555555',
};
export const keyArn = (name: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${name}`;
export const inputChannel = (name: string) => `arn:aws:cleanrooms-ml:${REGION}:${ACCOUNT}:membership/${MEMBERSHIP}/ml-input-channel/${name}`;
export const associationArn = `arn:aws:cleanrooms-ml:${REGION}:${ACCOUNT}:membership/${MEMBERSHIP}/configured-model-algorithm-association/another`;
export const TEMPLATE_ARN = `arn:aws:cleanrooms:${REGION}:${ACCOUNT}:membership/${MEMBERSHIP}/analysistemplate/scores`;

/** Every property of every construct, each with a value of its own. */
export function everything(scope: Construct): void {
  const repository = ecr.Repository.fromRepositoryName(scope, 'Repository', 'fraud');
  const membership = Membership.fromMembershipId(scope, 'Membership', MEMBERSHIP);
  const algorithm = new ConfiguredModelAlgorithm(scope, 'Algorithm', {
    configuredModelAlgorithmName: 'fraud-algorithm',
    description: 'Scores card payments',
    role: iam.Role.fromRoleArn(scope, 'Role', ROLE),
    encryptionKey: kms.Key.fromKeyArn(scope, 'AlgorithmKey', keyArn('algorithm')),
    training: TrainingContainer.fromEcrRepository(repository, {
      tag: 'training',
      entrypoint: ['python3', 'train.py'],
      arguments: ['--verbose', '--folds=5'],
      metrics: [{ name: 'auc', regex: 'auc=([0-9.]+)' }, { name: 'loss', regex: 'loss=([0-9.]+)' }],
    }),
    inference: InferenceContainer.fromEcrRepository(repository, { tag: 'inference' }),
  });
  const association = new ConfiguredModelAlgorithmAssociation(scope, 'Association', {
    membership,
    algorithm,
    configuredModelAlgorithmAssociationName: 'fraud-association',
    description: 'Fraud in this collaboration',
    privacyPolicy: PrivacyPolicy.builder()
      .trainedModelLogs(LogPolicy.errorSummary(['222233334444'], {
        filterPattern: '?ERROR',
        redaction: LogRedaction.of(EntityType.NUMBERS).withCustomIdentifiers('card-[0-9]+'),
      }))
      .trainedModelMetrics(NoiseLevel.MEDIUM)
      .maxArtifactSize(DataSize.gigabytes(2.5))
      .trainedModelExports({ maxSize: DataSize.gigabytes(1.5), files: [ExportFile.MODEL, ExportFile.OUTPUT] })
      .inferenceLogs(LogPolicy.all(['333344445555'], {
        filterPattern: '?WARN',
        redaction: LogRedaction.of(EntityType.ALL_PERSONALLY_IDENTIFIABLE_INFORMATION).withCustomIdentifiers('iban-[A-Z]+', 'bic-[A-Z]+'),
      }))
      .maxInferenceOutputSize(DataSize.gigabytes(3.5))
      .build(),
  });
  const trainedModel = new TrainedModel(scope, 'Model', {
    membership,
    association,
    trainedModelName: 'fraud-model',
    description: 'Fraud in card payments',
    channels: [
      TrainingChannel.fromMlInputChannelArn('payments', inputChannel('payments'), { distribution: DataDistribution.SHARDED_BY_S3_KEY }),
      TrainingChannel.fromMlInputChannelArn('labels', inputChannel('labels'), { distribution: DataDistribution.FULLY_REPLICATED }),
    ],
    resources: { instanceType: TrainingInstanceType.ML_P4D_24XLARGE, instanceCount: 3, volumeSizeGb: 70 },
    hyperparameters: { epochs: '20', Ref: 'not an intrinsic function' },
    environment: { LOG_LEVEL: 'debug' },
    inputMode: TrainingInputMode.FAST_FILE,
    maxRuntime: Duration.hours(7),
    encryptionKey: kms.Key.fromKeyArn(scope, 'ModelKey', keyArn('model')),
    payerAccountId: '444455556666',
    retraining: Retraining.incremental({
      channelName: 'base',
      startFrom: TrainedModel.fromTrainedModelAttributes(scope, 'Another', { trainedModelArn: OTHER_MODEL.arn, versionIdentifier: OTHER_MODEL.version }),
    }),
  });
  new MlConfiguration(scope, 'MlConfiguration', {
    membership, bucket: s3.Bucket.fromBucketName(scope, 'Bucket', 'outputs'), prefix: 'fraud', role: iam.Role.fromRoleArn(scope, 'Outputs', ROLE),
  });
  const inference = trainedModel.infer('Scores', {
    channel: MlInputChannel.fromMlInputChannelArn(scope, 'ToScore', inputChannel('to-score')),
    receiver: ACCOUNT,
    instanceType: InferenceInstanceType.ML_G5_12XLARGE,
    instanceCount: 7,
    association,
    accept: 'text/csv',
    environment: { THRESHOLD: '0.5', Ref: 'no intrinsic function' },
    maxPayload: Size.mebibytes(42),
    payerAccountId: '444455556666',
    encryptionKey: kms.Key.fromKeyArn(scope, 'ScoresKey', keyArn('scores')),
    description: 'Scores of this month',
    trainedModelInferenceJobName: 'fraud-scores',
  });
  trainedModel.export('Export', { receiver: '222233334444', description: 'For the partner', trainedModelExportJobName: 'fraud-export' });
  Tags.of(inference).add('part', 'inference');
  const channelProps = {
    membership,
    association: ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(scope, 'Their', associationArn),
    role: iam.Role.fromRoleArn(scope, 'Query', ROLE),
  };
  const channel = new MlInputChannel(scope, 'Channel', {
    ...channelProps,
    query: ChannelQuery.sql('SELECT label\nFROM payments', { parameters: { since: '2026-01-01', Ref: 'not an intrinsic function' } }),
    compute: ChannelCompute.workers(WorkerType.CR_4X, 8, { spark: { 'spark.sql.shuffle.partitions': '400' } }),
    resultFormat: ResultFormat.PARQUET,
    retention: Duration.days(7),
    encryptionKey: kms.Key.fromKeyArn(scope, 'DataKey', keyArn('data')),
    computePayerAccountId: '222233334444',
    syntheticDataPayerAccountId: '333344445555',
    mlInputChannelName: 'fraud-data',
    description: 'Card payments',
  });
  const byTemplate = new MlInputChannel(scope, 'ByTemplate', {
    ...channelProps, query: ChannelQuery.analysisTemplateArn(TEMPLATE_ARN), retention: Duration.days(30),
  });
  byTemplate.node.addDependency(channel);
  Tags.of(channel).add('part', 'channel');
  Tags.of(algorithm).add('part', 'algorithm');
  Tags.of(association).add('part', 'association');
  Tags.of(trainedModel).add('part', 'model');
}

export function synthesize(define: (scope: Construct) => void): string {
  const app = new App();
  define(new Stack(app, 'Fraud', { env: { account: ACCOUNT, region: REGION } }));
  return app.synth().directory;
}
