/** Plain JavaScript can give anything anywhere. It gets an error that says so, never one of the language, and never silence. */
import { App, Errors } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import {
  AlgorithmSpecification, ChannelCompute, ChannelQuery, Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataSize,
  Hyperparameter, InferenceInstanceType, LogPolicy, LogRedaction, Membership, MlInputChannel, PrivacyPolicy, ProviderSettings, Retraining,
  TrainedModel, TrainedModelInference, TrainingChannel, TrainingContainer, TrainingInputMode, TrainingInstanceType, TuningObjective, VersionRetention,
  WorkerType,
} from '../src';
import {
  ALGORITHM_ARN, ASSOCIATION_ARN, CHANNEL_ARN, ENVIRONMENT, RESOURCES, newAlgorithm, newAssociation, newExport, newInference,
  newInputChannel, newMlConfiguration, newModel, newStack,
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

const CHANNEL = { name: 'train', contentTypes: ['text/csv'], inputModes: [TrainingInputMode.FILE] };
const specification = (_stack: Stack, props: object) => (
  new AlgorithmSpecification({ channels: [CHANNEL], instanceTypes: [TrainingInstanceType.ML_M5_XLARGE], ...props }));
const hyperparameter = (make: (value: any) => Hyperparameter): Act => (stack, value) => specification(stack, { hyperparameters: [make(value)] });

const PLACES: readonly (readonly [string, Act])[] = [
  ...properties([
    'membership', 'association', 'channels', 'resources', 'hyperparameters', 'environment', 'inputMode', 'maxRuntime', 'encryptionKey', 'payerAccountId',
    'description', 'trainedModelName', 'retraining', 'retrainOn', 'revision', 'completion', 'versionRetention', 'removalPolicy',
    'sendDefaultHyperparameters',
  ], newModel).map(([name, act]): [string, Act] => [`${name} of a model`, act]),
  ...properties(['instanceType', 'instanceCount', 'volumeSizeGb'], (stack, props) => newModel(stack, { resources: { ...RESOURCES, ...props } })),
  ...properties(['training', 'inference', 'role', 'encryptionKey', 'configuredModelAlgorithmName', 'description', 'removalPolicy', 'specification'], newAlgorithm)
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
  ['the number of workers', (stack, value) => newInputChannel(stack, { compute: ChannelCompute.workers(WorkerType.CR_1X, value) })],
  ['Spark properties', (stack, spark) => newInputChannel(stack, { compute: ChannelCompute.workers(WorkerType.CR_1X, 2, { spark }) })],
  ['a Spark property', (stack, value) => newInputChannel(stack, { compute: ChannelCompute.workers(WorkerType.CR_1X, 2, { spark: { a: value } }) })],
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
  ...properties(['hyperparameters', 'channels', 'instanceTypes', 'supportsDistributedTraining', 'metrics', 'objectives', 'inference'], specification)
    .map(([name, act]): [string, Act] => [`${name} of a specification`, act]),
  ...properties(['name', 'description', 'required', 'contentTypes', 'compressionTypes', 'inputModes'], (stack, props) => (
    specification(stack, { channels: [{ ...CHANNEL, ...props }] }))).map(([name, act]): [string, Act] => [`${name} of a specified channel`, act]),
  ...properties(['contentTypes', 'responseTypes', 'instanceTypes'], (stack, inference) => specification(stack, { inference }))
    .map(([name, act]): [string, Act] => [`${name} of specified inference`, act]),
  ['the name of a specified metric', (stack, name) => specification(stack, { metrics: [{ name, regex: 'x' }] })],
  ['the regular expression of a specified metric', (stack, regex) => specification(stack, { metrics: [{ name: 'auc', regex }] })],
  ['an objective', (stack, value) => specification(stack, { objectives: [TuningObjective.maximize(value)] })],
  ['the name of a specified hyperparameter', hyperparameter((name) => Hyperparameter.text(name))],
  ['the smallest value of a hyperparameter', hyperparameter((min) => Hyperparameter.integer('a', { min, max: 9 }))],
  ['the largest value of a hyperparameter', hyperparameter((max) => Hyperparameter.integer('a', { min: 0, max }))],
  ['the default of a hyperparameter', hyperparameter((defaultValue) => Hyperparameter.integer('a', { defaultValue }))],
  ['the default of a hyperparameter with categories', hyperparameter((defaultValue) => Hyperparameter.categorical('a', { values: ['x'], defaultValue }))],
  ['the categories of a hyperparameter', hyperparameter((values) => Hyperparameter.categorical('a', { values }))],
  ['whether a hyperparameter is required', hyperparameter((required) => Hyperparameter.text('a', { required }))],
  ['the file of a specification', (_stack, value) => AlgorithmSpecification.fromJson(value)],
  ['the specification of an imported algorithm', (stack, value) => ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmAttributes(
    stack, 'Import', { configuredModelAlgorithmArn: ALGORITHM_ARN, specification: value })],
  ['the specification of an imported association', (stack, value) => ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(
    stack, 'Import', { configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN, specification: value })],
  ['the format of an imported channel', (stack, value) => MlInputChannel.fromMlInputChannelAttributes(
    stack, 'Import', { mlInputChannelArn: CHANNEL_ARN, resultFormat: value })],
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
  'adopt of an ML configuration: a truth', 'supportsDistributedTraining of a specification: a truth', 'required of a specified channel: a truth',
  'whether a hyperparameter is required: a truth', 'inference of a specification: an object',
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
