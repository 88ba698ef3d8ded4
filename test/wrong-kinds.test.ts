/** Plain JavaScript can give anything anywhere. It gets an error that says so, never one of the language, and never silence. */
import { App, Errors } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import {
  ChannelCompute, ChannelQuery, Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataSize, InferenceInstanceType, LogPolicy,
  LogRedaction, Membership, MlInputChannel, PrivacyPolicy, ProviderSettings, Retraining, TrainedModel, TrainedModelInference, TrainingChannel,
  TrainingContainer, TrainingInstanceType, VersionRetention, WorkerType,
} from '../src';
import {
  CHANNEL_ARN, ENVIRONMENT, RESOURCES, newAlgorithm, newAssociation, newExport, newInference, newInputChannel, newMlConfiguration, newModel, newStack,
} from './collaboration';

type Act = (stack: Stack, value: any) => unknown;

const WRONG: Readonly<Record<string, unknown>> = {
  'a number': 7.5, 'a blank': ' \n', 'an object': { a: 1 }, 'a list': [[]], 'a function': () => 1, 'a truth': true, 'no number': NaN,
};

const properties = (names: readonly string[], make: (stack: Stack, props: object) => unknown) => (
  names.map((name): [string, Act] => [name, (stack, value) => make(stack, { [name]: value })]));
const policy = (release: (builder: any, value: any) => unknown): Act => (stack, value) => {
  const builder = PrivacyPolicy.builder();
  release(builder, value);
  return newAssociation(stack, { privacyPolicy: builder.build() });
};
const model = (props: (value: any) => object): Act => (stack, value) => newModel(stack, props(value));

const PLACES: readonly (readonly [string, Act])[] = [
  ...properties([
    'membership', 'association', 'channels', 'resources', 'hyperparameters', 'environment', 'inputMode', 'maxRuntime', 'encryptionKey', 'payerAccountId',
    'description', 'trainedModelName', 'retraining', 'retrainOn', 'revision', 'completion', 'versionRetention', 'removalPolicy',
  ], newModel).map(([name, act]): [string, Act] => [`${name} of a model`, act]),
  ...properties(['instanceType', 'instanceCount', 'volumeSizeGb'], (stack, props) => newModel(stack, { resources: { ...RESOURCES, ...props } })),
  ...properties(['training', 'inference', 'role', 'encryptionKey', 'configuredModelAlgorithmName', 'description', 'removalPolicy'], newAlgorithm)
    .map(([name, act]): [string, Act] => [`${name} of an algorithm`, act]),
  ...properties(['membership', 'algorithm', 'privacyPolicy', 'configuredModelAlgorithmAssociationName', 'description', 'removalPolicy'], newAssociation)
    .map(([name, act]): [string, Act] => [`${name} of an association`, act]),
  ...properties(['membership', 'bucket', 'prefix', 'encryptionKey', 'role', 'adopt', 'removalPolicy'], newMlConfiguration)
    .map(([name, act]): [string, Act] => [`${name} of an ML configuration`, act]),
  ...properties([
    'trainedModel', 'channel', 'receiver', 'instanceType', 'instanceCount', 'association', 'accept', 'environment', 'maxPayload', 'payerAccountId',
    'encryptionKey', 'description', 'trainedModelInferenceJobName', 'revision', 'completion', 'membership', 'removalPolicy',
  ], newInference).map(([name, act]): [string, Act] => [`${name} of an inference`, act]),
  ...properties([
    'trainedModel', 'receiver', 'description', 'trainedModelExportJobName', 'revision', 'completion', 'membership', 'collaborationIdentifier',
  ], newExport).map(([name, act]): [string, Act] => [`${name} of an export`, act]),
  ...properties([
    'membership', 'association', 'query', 'retention', 'compute', 'resultFormat', 'role', 'encryptionKey', 'computePayerAccountId',
    'syntheticDataPayerAccountId', 'revision', 'mlInputChannelName', 'description', 'removalPolicy',
  ], newInputChannel).map(([name, act]): [string, Act] => [`${name} of a channel`, act]),
  ['the SQL of a query', (stack, value) => newInputChannel(stack, { query: ChannelQuery.sql(value) })],
  ['an analysis template', (stack, value) => newInputChannel(stack, { query: ChannelQuery.analysisTemplate(value) })],
  ['the ARN of an analysis template', (stack, value) => newInputChannel(stack, { query: ChannelQuery.analysisTemplateArn(value) })],
  ['the parameters of a query', (stack, parameters) => newInputChannel(stack, { query: ChannelQuery.sql('SELECT 1', { parameters }) })],
  ['a parameter of a query', (stack, value) => newInputChannel(stack, { query: ChannelQuery.sql('SELECT 1', { parameters: { a: value } }) })],
  ['the type of workers', (stack, value) => newInputChannel(stack, { compute: ChannelCompute.workers(value, 2) })],
  ['the name of a worker type', (stack, value) => newInputChannel(stack, { compute: ChannelCompute.workers(WorkerType.of(value), 2) })],
  ['the number of workers', (stack, value) => newInputChannel(stack, { compute: ChannelCompute.workers(WorkerType.CR_1_X, value) })],
  ['Spark properties', (stack, spark) => newInputChannel(stack, { compute: ChannelCompute.workers(WorkerType.CR_1_X, 2, { spark }) })],
  ['a Spark property', (stack, value) => newInputChannel(stack, { compute: ChannelCompute.workers(WorkerType.CR_1_X, 2, { spark: { a: value } }) })],
  ['fromMlInputChannel()', model((value) => ({ channels: [TrainingChannel.fromMlInputChannel('train', value)] }))],
  ['fromMlInputChannelArn()', (stack, value) => MlInputChannel.fromMlInputChannelArn(stack, 'Import', value)],
  ['the attributes of a channel', (stack, value) => MlInputChannel.fromMlInputChannelAttributes(stack, 'Import', value)],
  ...properties(['entrypoint', 'arguments', 'metrics'], (stack, options) => (
    newAlgorithm(stack, { training: TrainingContainer.fromRegistry('registry/train:v1', options) }))),
  ...properties([
    'vpc', 'securityGroups', 'layers', 'logRetention', 'logRemovalPolicy', 'logEncryption', 'reservedConcurrentExecutions', 'memorySize',
    'environmentEncryption', 'ledgerEncryption', 'ledgerRemovalPolicy',
  ], (stack, settings) => ProviderSettings.of(stack).set(settings)),
  ['the scope of settings', (_stack, value) => ProviderSettings.of(value)],
  ['the URI of an image', (stack, value) => newAlgorithm(stack, { training: TrainingContainer.fromRegistry(value) })],
  ['the directory of an image', (stack, value) => newAlgorithm(stack, { training: TrainingContainer.fromAsset(value) })],
  ['the repository of an image', (stack, value) => newAlgorithm(stack, { training: TrainingContainer.fromEcrRepository(value) })],
  ['trainedModelLogs()', policy((builder, value) => builder.trainedModelLogs(value))],
  ['trainedModelMetrics()', policy((builder, value) => builder.trainedModelMetrics(value))],
  ['maxArtifactSize()', policy((builder, value) => builder.maxArtifactSize(value))],
  ['trainedModelExports()', policy((builder, value) => builder.trainedModelExports(value))],
  ['the files of an export', policy((builder, files) => builder.trainedModelExports({ maxSize: DataSize.gigabytes(1), files }))],
  ['the accounts of a log policy', policy((builder, value) => builder.inferenceLogs(LogPolicy.all(value)))],
  ['the entities of a redaction', policy((builder, value) => builder.inferenceLogs(LogPolicy.all(['111122223333'], { redaction: LogRedaction.of(value) })))],
  ['the name of a channel', model((value) => ({ channels: [TrainingChannel.fromMlInputChannelArn(value, CHANNEL_ARN)] }))],
  ['the ARN of a channel', model((value) => ({ channels: [TrainingChannel.fromMlInputChannelArn('train', value)] }))],
  ['a hyperparameter', model((value) => ({ hyperparameters: { epochs: value } }))],
  ['a variable', model((value) => ({ environment: { EPOCHS: value } }))],
  ['an instance type', model((value) => ({ resources: { ...RESOURCES, instanceType: TrainingInstanceType.of(value) } }))],
  ['the timeout of whenActive()', model((timeout) => ({ completion: Completion.whenActive({ timeout }) }))],
  ['the channel of incremental()', model((channelName) => ({ retraining: Retraining.incremental({ channelName }) }))],
  ['the parent of incremental()', model((startFrom) => ({ retraining: Retraining.incremental({ channelName: 'base', startFrom }) }))],
  ['fromMembershipId()', (stack, value) => Membership.fromMembershipId(stack, 'Import', value)],
  ['fromMembershipArn()', (stack, value) => Membership.fromMembershipArn(stack, 'Import', value)],
  ['the name of an inference instance type', (stack, value) => newInference(stack, { instanceType: InferenceInstanceType.of(value) })],
  ['fromTrainedModelInferenceJobArn()', (stack, value) => TrainedModelInference.fromTrainedModelInferenceJobArn(stack, 'Import', value)],
  ['fromTrainedModelArn()', (stack, value) => TrainedModel.fromTrainedModelArn(stack, 'Import', value)],
  ['fromConfiguredModelAlgorithmArn()', (stack, value) => ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(stack, 'Import', value)],
  ['fromConfiguredModelAlgorithmAssociationArn()', (stack, value) => (
    ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Import', value))],
];

/** What is right after all. */
const RIGHT = new Set([
  'description of a model: a blank', 'description of an algorithm: a blank', 'description of an association: a blank', 'revision of a model: a blank',
  'description of an inference: a blank', 'revision of an inference: a blank', 'description of an export: a blank', 'revision of an export: a blank',
  'a variable: a blank', 'description of a channel: a blank', 'revision of a channel: a blank', 'a parameter of a query: a blank', 'a Spark property: a blank',
  'adopt of an ML configuration: a truth',
]);

describe.each(PLACES)('%s', (place, act) => {
  test.each(Object.entries(WRONG).filter(([value]) => !RIGHT.has(`${place}: ${value}`)))('cannot be %s', (_value, value) => {
    const app = new App();
    const error = errorOf(() => {
      act(newStack({ env: ENVIRONMENT }, app), value);
      app.synth();
    });
    expect(error === undefined ? 'no error' : Errors.isValidationError(error) ? '' : `${error.name}: ${error.message}`).toBe('');
  });
});

test('null sets nothing where nothing has to be set', () => {
  const stack = newStack();
  const nothing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));
  newModel(stack, nothing('maxRuntime', 'encryptionKey', 'retraining', 'completion', 'versionRetention', 'removalPolicy'));
  newAlgorithm(stack, nothing('inference', 'role', 'encryptionKey', 'removalPolicy'));
  newModel(stack, { versionRetention: VersionRetention.keepAll() }, 'Other');
  ProviderSettings.of(stack).set(nothing('vpc', 'layers', 'logEncryption', 'logRetention', 'tracing'));
});

function errorOf(act: () => unknown): Error | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
