/**
 * The page about the properties of the custom resources has those that a template can have, and no others.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Size, Tags, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import {
  ChannelCompute, ChannelQuery, Completion, DataDistribution, DataSize, EntityType, ExportFile, InferenceContainer, InferenceInstanceType,
  LogPolicy, LogRedaction, MlInputChannel, NoiseLevel, PrivacyPolicy, ResultFormat, RetrainTrigger, Retraining, TrainedModel, TrainingChannel,
  TrainingContainer, TrainingInputMode, VersionRetention, WorkerType,
} from '../src';
import {
  ALGORITHM_TYPE, ASSOCIATION_TYPE, CHANNEL_ARN, EXPORT_TYPE, INFERENCE_TYPE, INPUT_CHANNEL_TYPE, MEMBERSHIP_ID, ML_CONFIGURATION_TYPE, MODEL_ARN,
  MODEL_TYPE, RECEIVER, RESOURCES, newAlgorithm, newAssociation, newInputChannel, newMlConfiguration, newModel, newStack, propertiesOf,
} from './collaboration';

const PAGE = readFileSync(join(__dirname, '..', 'docs', 'custom-resources.md'), 'utf8');
const VERSION = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** The properties in the table under the heading of a type. */
function documented(type: string): string[] {
  const section = PAGE.split(/^## /m).find((text) => text.startsWith(`\`${type}\``))!;
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, property]) => property);
}

/** The paths of a value's leaves. Intrinsic functions are leaves. */
function pathsIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry) => pathsIn(entry, typeof entry === 'object' ? `${path}[]` : path));
  }
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).some((name) => name === 'Ref' || name.startsWith('Fn::'));
  return isLeaf ? [path] : Object.entries(value).flatMap(([name, member]) => pathsIn(member, path === '' ? name : `${path}.${name}`));
}

const stack = newStack();
const logs = LogPolicy.all(['111122223333'], { filterPattern: 'x', redaction: LogRedaction.of(EntityType.NUMBERS).withCustomIdentifiers('x') });
const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
const algorithm = newAlgorithm(stack, {
  training: TrainingContainer.fromRegistry('registry.example.com/train:v1', {
    entrypoint: ['train'], arguments: ['--fast'], metrics: [{ name: 'auc', regex: '(x)' }],
  }),
  inference: InferenceContainer.fromRegistry('registry.example.com/infer:v1'),
  configuredModelAlgorithmName: 'fraud',
  description: 'x',
  encryptionKey,
});
const association = newAssociation(stack, {
  algorithm,
  configuredModelAlgorithmAssociationName: 'fraud',
  description: 'x',
  privacyPolicy: PrivacyPolicy.builder()
    .trainedModelLogs(logs).inferenceLogs(logs).trainedModelMetrics(NoiseLevel.LOW)
    .maxArtifactSize(DataSize.gigabytes(1)).maxInferenceOutputSize(DataSize.gigabytes(1))
    .trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [ExportFile.MODEL] })
    .build(),
});
const model = newModel(stack, {
  association,
  channels: [TrainingChannel.fromMlInputChannelArn('train', CHANNEL_ARN, { distribution: DataDistribution.FULLY_REPLICATED })],
  resources: { ...RESOURCES, instanceCount: 1 },
  hyperparameters: { a: '1' },
  environment: { A: '1' },
  inputMode: TrainingInputMode.FILE,
  maxRuntime: Duration.minutes(10),
  encryptionKey,
  payerAccountId: '444455556666',
  description: 'x',
  trainedModelName: 'fraud',
  retraining: Retraining.incremental({
    channelName: 'base', startFrom: TrainedModel.fromTrainedModelAttributes(stack, 'Start', { trainedModelArn: MODEL_ARN, versionIdentifier: VERSION }),
  }),
  retrainOn: RetrainTrigger.INPUTS,
  revision: '1',
  completion: Completion.whenActive(),
  versionRetention: VersionRetention.keepLast(3),
});
model.infer('Score', {
  channel: MlInputChannel.fromMlInputChannelArn(stack, 'ToScore', CHANNEL_ARN),
  receiver: RECEIVER,
  instanceType: InferenceInstanceType.ML_M5_LARGE,
  instanceCount: 1,
  association,
  accept: 'text/csv',
  environment: { A: '1' },
  maxPayload: Size.mebibytes(6),
  payerAccountId: '444455556666',
  encryptionKey,
  description: 'x',
  trainedModelInferenceJobName: 'scores',
  revision: '1',
});
model.export('Export', {
  receiver: RECEIVER, description: 'x', trainedModelExportJobName: 'fraud', revision: '1', collaborationIdentifier: MEMBERSHIP_ID,
});
newMlConfiguration(stack, { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'models'), prefix: 'fraud' });
const templateArn = 'arn:aws:cleanrooms:eu-west-1:111122223333:membership/1/analysistemplate/1';
const channel = {
  query: ChannelQuery.sql('SELECT 1', { parameters: { a: '1' } }),
  compute: ChannelCompute.workers(WorkerType.CR_1_X, 2, { spark: { a: '1' } }),
  resultFormat: ResultFormat.CSV,
  encryptionKey,
  computePayerAccountId: '444455556666',
  syntheticDataPayerAccountId: '444455556666',
  revision: '1',
  mlInputChannelName: 'data',
  description: 'x',
};
newInputChannel(stack, channel);
/** A query is one or the other. */
const byTemplate = newStack();
newInputChannel(byTemplate, { ...channel, query: ChannelQuery.analysisTemplateArn(templateArn, { parameters: { a: '1' } }) });
[stack, byTemplate].forEach((each) => Tags.of(each).add('team', 'fraud'));

const TYPES = [ALGORITHM_TYPE, ASSOCIATION_TYPE, MODEL_TYPE, ML_CONFIGURATION_TYPE, INFERENCE_TYPE, EXPORT_TYPE];

test.each(TYPES)('the page has the properties of %s', (type) => {
  expect(documented(type)).toEqual([...new Set(pathsIn(propertiesOf(stack, type)))]);
});

test('the page has the properties of a channel', () => {
  const paths = [stack, byTemplate].map((each) => new Set(pathsIn(propertiesOf(each, INPUT_CHANNEL_TYPE))));
  expect(new Set(documented(INPUT_CHANNEL_TYPE))).toEqual(new Set([...paths[0], ...paths[1]]));
});

test.each([...TYPES, INPUT_CHANNEL_TYPE])('the properties of %s have one casing', (type) => {
  expect(pathsIn(propertiesOf(stack, type)).flatMap((path) => path.split('.')).filter((name) => !/^[A-Z]/.test(name))).toEqual([]);
});
