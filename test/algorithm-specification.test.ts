/**
 * What the containers of an algorithm accept: declared once, checked when the app is synthesized, and passed on as a file.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, Errors, Fn, Lazy, Stack, Token, aws_cleanroomsml as cleanroomsml } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import {
  ALGORITHM_ARN, ASSOCIATION_ARN, CHANNEL_ARN, ENVIRONMENT, MODEL_TYPE, RESOURCES, newAlgorithm, newAssociation, newInference, newInputChannel,
  newModel, newStack, propertiesOf,
} from './collaboration';
import {
  AlgorithmSpecification, ChannelQuery, CompressionType, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataSize, Hyperparameter,
  InferenceContainer, InferenceInstanceType, MlInputChannel, PrivacyPolicy, ResultFormat, Retraining, TrainedModel, TrainingChannel,
  TrainingContainer, TrainingInputMode, TrainingInstanceType, TuningObjective, type AlgorithmSpecificationProps, type ChannelSpecification,
  type TrainedModelInferenceProps, type TrainedModelProps,
} from '../src';

const directory = mkdtempSync(join(tmpdir(), 'specification-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = join(directory, 'algorithm.json');

function fileWith(content: unknown): string {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const PROPS = {
  hyperparameters: [
    Hyperparameter.integer('epochs', { description: 'How often the data is read', min: 1, max: 100, defaultValue: 10, tunable: true }),
    Hyperparameter.continuous('learning-rate', { min: 0.0001, max: 1, required: true }),
    Hyperparameter.categorical('optimizer', { values: ['adam', 'sgd'], defaultValue: 'adam' }),
    Hyperparameter.text('label', { defaultValue: '' }),
  ],
  channels: [
    { name: 'train', description: 'Transactions', required: true, contentTypes: ['text/csv; header=absent'], inputModes: [TrainingInputMode.FILE, TrainingInputMode.FAST_FILE] },
    { name: 'base', contentTypes: ['application/x-model'], compressionTypes: [CompressionType.NONE, CompressionType.GZIP], inputModes: [TrainingInputMode.FILE] },
  ],
  instanceTypes: [TrainingInstanceType.ML_G5_XLARGE, TrainingInstanceType.ML_M5_XLARGE],
  metrics: [{ name: 'auc', regex: 'auc=([0-9.]+)' }, { name: 'loss', regex: 'loss=([0-9.]+)' }],
  objectives: [TuningObjective.maximize('auc'), TuningObjective.minimize('loss')],
  inference: {
    contentTypes: ['text/csv'], responseTypes: ['text/csv', 'application/json'], instanceTypes: [InferenceInstanceType.ML_M5_2XLARGE],
  },
} satisfies AlgorithmSpecificationProps;

const MEMBERS = {
  TrainingSpecification: {
    SupportedHyperParameters: [
      {
        Name: 'epochs',
        Description: 'How often the data is read',
        Type: 'Integer',
        Range: { IntegerParameterRangeSpecification: { MinValue: '1', MaxValue: '100' } },
        IsTunable: true,
        DefaultValue: '10',
      },
      { Name: 'learning-rate', Type: 'Continuous', Range: { ContinuousParameterRangeSpecification: { MinValue: '0.0001', MaxValue: '1' } }, IsRequired: true },
      { Name: 'optimizer', Type: 'Categorical', Range: { CategoricalParameterRangeSpecification: { Values: ['adam', 'sgd'] } }, DefaultValue: 'adam' },
      { Name: 'label', Type: 'FreeText', DefaultValue: '' },
    ],
    SupportedTrainingInstanceTypes: ['ml.g5.xlarge', 'ml.m5.xlarge'],
    MetricDefinitions: [{ Name: 'auc', Regex: 'auc=([0-9.]+)' }, { Name: 'loss', Regex: 'loss=([0-9.]+)' }],
    TrainingChannels: [
      { Name: 'train', Description: 'Transactions', IsRequired: true, SupportedContentTypes: ['text/csv; header=absent'], SupportedInputModes: ['File', 'FastFile'] },
      { Name: 'base', SupportedContentTypes: ['application/x-model'], SupportedCompressionTypes: ['None', 'Gzip'], SupportedInputModes: ['File'] },
    ],
    SupportedTuningJobObjectiveMetrics: [{ Type: 'Maximize', MetricName: 'auc' }, { Type: 'Minimize', MetricName: 'loss' }],
  },
  InferenceSpecification: {
    SupportedTransformInstanceTypes: ['ml.m5.2xlarge'], SupportedContentTypes: ['text/csv'], SupportedResponseMIMETypes: ['text/csv', 'application/json'],
  },
};

const RIGHT = { 'learning-rate': '0.1' };
const specified = (changes: Partial<AlgorithmSpecificationProps> = {}) => new AlgorithmSpecification({ ...PROPS, ...changes });
const importedWith = (stack: Stack, specification: AlgorithmSpecification | undefined, id = 'Specified') => (
  ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(stack, id, {
    configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN, specification,
  }));
const modelWith = (stack: Stack, specification: AlgorithmSpecification | undefined, props: Partial<TrainedModelProps> = {}) => (
  newModel(stack, { association: importedWith(stack, specification), hyperparameters: RIGHT, ...props }));
const inferenceWith = (stack: Stack, specification: AlgorithmSpecification | undefined, props: Partial<TrainedModelInferenceProps> = {}) => (
  newInference(stack, { association: importedWith(stack, specification), ...props }));

describe('a file', () => {
  test('has the words of SageMaker', () => {
    expect(JSON.parse(specified().toJson())).toEqual(MEMBERS);
  });

  test('is written and read', () => {
    specified().writeTo(file);
    expect(readFileSync(file, 'utf8')).toBe(specified().toJson());
    const { hyperparameters, ...props } = AlgorithmSpecification.fromJson(file);
    expect(hyperparameters!.map(({ name }) => name)).toEqual(['epochs', 'learning-rate', 'optimizer', 'label']);
    expect(props).toMatchObject({ channels: PROPS.channels, metrics: PROPS.metrics, supportsDistributedTraining: false });
    expect(props.instanceTypes.map(String)).toEqual(PROPS.instanceTypes.map(String));
    expect(props.objectives!.map(({ metricName }) => metricName)).toEqual(['auc', 'loss']);
    expect(props.inference).toMatchObject({ contentTypes: ['text/csv'], responseTypes: ['text/csv', 'application/json'] });
  });

  test('can be what SageMaker describes, of which the rest is left out', () => {
    const { TrainingSpecification: training, InferenceSpecification: inference } = MEMBERS;
    const path = fileWith({
      AlgorithmName: 'fraud',
      AlgorithmStatus: 'Completed',
      TrainingSpecification: { ...training, TrainingImage: 'registry/fraud@sha256:0', TrainingImageDigest: 'sha256:0' },
      InferenceSpecification: { ...inference, Containers: [{ Image: 'registry/fraud' }], SupportedRealtimeInferenceInstanceTypes: ['ml.t2.medium'] },
    });
    expect(JSON.parse(AlgorithmSpecification.fromJson(path).toJson())).toEqual(MEMBERS);
  });

  test('keeps numbers as they are written', () => {
    const parameter = {
      Name: 'seed', Type: 'Integer', Range: { IntegerParameterRangeSpecification: { MinValue: '0', MaxValue: '9223372036854775807' } }, DefaultValue: '007',
    };
    const specification = AlgorithmSpecification.fromJson(fileWith({
      TrainingSpecification: { ...MEMBERS.TrainingSpecification, SupportedHyperParameters: [parameter] },
    }));
    expect(JSON.parse(specification.toJson()).TrainingSpecification.SupportedHyperParameters).toEqual([parameter]);
    const stack = newStack();
    modelWith(stack, specification, { hyperparameters: { seed: '9223372036854775807' } });
    expect(() => newModel(stack, { association: importedWith(stack, specification, 'Other'), hyperparameters: { seed: '9223372036854775808' } }, 'TooLarge'))
      .toThrow('hyperparameters["seed"] must be a whole number from 0 to 9223372036854775807, got "9223372036854775808"');
  });

  test('can have no more than is required', () => {
    const required = {
      TrainingSpecification: {
        SupportedTrainingInstanceTypes: ['ml.m5.xlarge'],
        TrainingChannels: [{ Name: 'train', SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File'] }],
      },
    };
    expect(JSON.parse(AlgorithmSpecification.fromJson(fileWith(required)).toJson())).toEqual(required);
  });

  const CHANNEL = MEMBERS.TrainingSpecification.TrainingChannels[0];
  const training = (changes: object) => ({ TrainingSpecification: { ...MEMBERS.TrainingSpecification, ...changes } });
  test.each<[string, unknown, ...string[]]>([
    ['is no JSON', '{ "TrainingSpecification": ', 'The content must be JSON: '],
    ['is a list', [], 'The content must be an object with a TrainingSpecification, got []'],
    ['is empty', {}, 'TrainingSpecification is required'],
    ['has something else for the specification', { TrainingSpecification: 'fraud' }, 'TrainingSpecification must be a structure, got "fraud"'],
    ['has no channels', training({ TrainingChannels: undefined }), 'TrainingSpecification.TrainingChannels is required'],
    ['has an unknown type', training({ SupportedHyperParameters: [{ Name: 'a', Type: 'Number' }] }), 'TrainingSpecification.SupportedHyperParameters[0].Type must be one of Integer, Continuous, Categorical, FreeText, got "Number"'],
    ['has a number for a number', training({ SupportedHyperParameters: [{ Name: 'a', Type: 'Integer', DefaultValue: 1 }] }), 'TrainingSpecification.SupportedHyperParameters[0].DefaultValue must be a string, got 1'],
    ['has text for a truth', training({ SupportsDistributedTraining: 'false' }), 'TrainingSpecification.SupportsDistributedTraining must be true or false, got "false"'],
    ['has a range of another type', training({ SupportedHyperParameters: [{ Name: 'a', Type: 'Continuous', Range: { IntegerParameterRangeSpecification: { MinValue: '0', MaxValue: '1' } } }] }),
      'TrainingSpecification.SupportedHyperParameters[0].Range.IntegerParameterRangeSpecification must be left out, since the type of the hyperparameter is Continuous'],
    ['has a range for text', training({ SupportedHyperParameters: [{ Name: 'a', Type: 'FreeText', Range: { CategoricalParameterRangeSpecification: { Values: ['x'] } } }] }),
      'TrainingSpecification.SupportedHyperParameters[0].Range.CategoricalParameterRangeSpecification must be left out, since the type of the hyperparameter is FreeText'],
    ['has a range of what are no numbers', training({ SupportedHyperParameters: [{ Name: 'a', Type: 'Continuous', Range: { ContinuousParameterRangeSpecification: { MinValue: 'low', MaxValue: '' } } }] }),
      '2 problems', 'MinValue must be a number, got "low"', 'MaxValue must be a number, got ""'],
    ['has a member in another spelling', training({ SupportedHyperparameters: [] }), 'TrainingSpecification.SupportedHyperparameters is not a member; did you mean SupportedHyperParameters?'],
    ['has several problems', {
      TrainingSpecification: {
        SupportedTrainingInstanceTypes: ['large'], TrainingChannels: [CHANNEL, { ...CHANNEL, SupportedInputModes: ['Stream'] }], MetricDefinitions: [{ Name: 'auc', Regex: '(' }],
      },
      InferenceSpecification: { SupportedResponseMIMETypes: ['csv'] },
    },
    '4 problems', 'TrainingSpecification.SupportedTrainingInstanceTypes[0] must be an instance type such as ml.g5.xlarge, got "large"',
    'TrainingSpecification.TrainingChannels[1].SupportedInputModes[0] must be one of File, FastFile, Pipe, got "Stream"',
    'TrainingSpecification.MetricDefinitions[0].Regex must be a regular expression, got "(": unterminated group',
    'InferenceSpecification.SupportedResponseMIMETypes[0] must be a MIME type such as text/csv, got "csv"'],
  ])('is an error with all problems when it %s', (_title, content, ...lines) => {
    const error = errorOf(() => AlgorithmSpecification.fromJson(fileWith(content)));
    expect(Errors.isValidationError(error)).toBe(true);
    expect(error.message.split('\n')[0]).toMatch(new RegExp(`^${file}: \\d+ problems?$`));
    lines.forEach((line) => expect(error.message).toContain(line));
    // What a parser says is that of the version of Node.js.
    expect(error.message.replaceAll(file, 'algorithm.json').replace(/(must be JSON): .*/, '$1')).toMatchSnapshot();
  });

  test('is read, or is an error that says so, whatever is in it', () => {
    const paths = pathsIn(MEMBERS);
    fc.assert(fc.property(fc.constantFrom(...paths), fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined)), (path, value) => {
      const content = structuredClone(MEMBERS) as Record<string, any>;
      const parent = path.slice(0, -1).reduce((part, name) => part[name], content);
      parent[path.at(-1)!] = value;
      fileWith(content);
      try {
        AlgorithmSpecification.fromJson(file);
      } catch (error) {
        expect(Errors.isValidationError(error) ? '' : (error as Error).stack).toBe('');
      }
    }), { numRuns: 500 });
  });

  test('is an error when it is not there', () => {
    const path = join(directory, 'other.json');
    const error = errorOf(() => AlgorithmSpecification.fromJson(path));
    expect(error.message).toBe(`${path}: 1 problem\n  - The file must be a file that can be read: ENOENT: no such file or directory, open '${path}'`);
    expect(Errors.isValidationError(error)).toBe(true);
  });

  test('is an error when it cannot be written', () => {
    const path = join(directory, 'missing', 'algorithm.json');
    const error = errorOf(() => specified().writeTo(path));
    expect(error.message).toContain('AlgorithmSpecification.writeTo(): 1 problem\n  - path must be the path of a file that can be written, got ');
    expect(Errors.isValidationError(error)).toBe(true);
  });

  test('says the same when it is read again', () => {
    fc.assert(fc.property(anySpecification(), (props) => {
      const specification = new AlgorithmSpecification(props);
      specification.writeTo(file);
      const read = AlgorithmSpecification.fromJson(file);
      expect(read.toJson()).toBe(specification.toJson());
      expect(read).toEqual(specification);
    }), { numRuns: 200 });
  });
});

/** A channel with data of a query in the app. */
const channelOf = (stack: Stack, resultFormat?: ResultFormat) => newInputChannel(stack, { resultFormat });
const model = (props: (stack: Stack) => Partial<TrainedModelProps>, changes?: Partial<AlgorithmSpecificationProps>) => (stack: Stack) => (
  modelWith(stack, specified(changes), props(stack)));
const inference = (props: (stack: Stack) => Partial<TrainedModelInferenceProps>, changes?: Partial<AlgorithmSpecificationProps>) => (
  (stack: Stack) => inferenceWith(stack, specified(changes), props(stack)));
const channels = (...names: string[]) => names.map((name) => TrainingChannel.fromMlInputChannelArn(name, CHANNEL_ARN));
const algorithm = (metrics: { name: string; regex: string }[], changes?: Partial<AlgorithmSpecificationProps>) => (stack: Stack) => (
  newAlgorithm(stack, { training: TrainingContainer.fromRegistry('registry.example.com/train:v1', { metrics }), specification: specified(changes) }));

const ONE_OF_MANY = Hyperparameter.categorical('region', { values: Array.from({ length: 20 }, (_, i) => `region-${i}`) });
const REQUIRED_BASE = { channels: [PROPS.channels[0], { ...PROPS.channels[1], required: true }] };

describe('what the containers do not accept is an error of the construct', () => {
  test.each<[string, (stack: Stack) => unknown, string, ...string[]]>([
    ['an unknown hyperparameter', model(() => ({ hyperparameters: { ...RIGHT, depth: '3' } })), 'Stack/Model', 'hyperparameters["depth"] is not a hyperparameter of the algorithm, got "3"; there is "epochs", "learning-rate", "optimizer", "label"'],
    ['a hyperparameter in another spelling', model(() => ({ hyperparameters: { ...RIGHT, epoch: '3' } })), 'Stack/Model', 'hyperparameters["epoch"] is not a hyperparameter of the algorithm, got "3"; did you mean "epochs"?'],
    ['a hyperparameter with other separators', model(() => ({ hyperparameters: { learning_rate: '0.1' } })), 'Stack/Model', '2 problems', '; did you mean "learning-rate"?', 'hyperparameters["learning-rate"] is required by the algorithm: a number from 0.0001 to 1'],
    ['a hyperparameter where there is none', model(() => ({}), { hyperparameters: [] }), 'Stack/Model', 'hyperparameters["learning-rate"] is not a hyperparameter of the algorithm, got "0.1"; there is none'],
    ['a missing hyperparameter', model(() => ({ hyperparameters: undefined })), 'Stack/Model', 'hyperparameters["learning-rate"] is required by the algorithm: a number from 0.0001 to 1'],
    ['a whole number above the range', model(() => ({ hyperparameters: { ...RIGHT, epochs: '500' } })), 'Stack/Model', 'hyperparameters["epochs"] must be a whole number from 1 to 100, got "500"'],
    ['a whole number below the range', model(() => ({ hyperparameters: { ...RIGHT, epochs: '0' } })), 'Stack/Model', 'hyperparameters["epochs"] must be a whole number from 1 to 100, got "0"'],
    ['a fraction for a whole number', model(() => ({ hyperparameters: { ...RIGHT, epochs: '10.0' } })), 'Stack/Model', 'hyperparameters["epochs"] must be a whole number from 1 to 100, got "10.0"'],
    ['text for a whole number', model(() => ({ hyperparameters: { ...RIGHT, epochs: 'ten' } })), 'Stack/Model', 'hyperparameters["epochs"] must be a whole number from 1 to 100, got "ten"'],
    ['a number above the range', model(() => ({ hyperparameters: { 'learning-rate': '1.01' } })), 'Stack/Model', 'hyperparameters["learning-rate"] must be a number from 0.0001 to 1, got "1.01"'],
    ['text for a number', model(() => ({ hyperparameters: { 'learning-rate': '0,1' } })), 'Stack/Model', 'hyperparameters["learning-rate"] must be a number from 0.0001 to 1, got "0,1"'],
    ['a hexadecimal number', model(() => ({ hyperparameters: { 'learning-rate': '0x1' } })), 'Stack/Model', 'got "0x1"'],
    ['another category', model(() => ({ hyperparameters: { ...RIGHT, optimizer: 'Adam' } })), 'Stack/Model', 'hyperparameters["optimizer"] must be one of "adam", "sgd", got "Adam"'],
    ['another category than many', model(() => ({ hyperparameters: { region: 'x' } }), { hyperparameters: [ONE_OF_MANY] }), 'Stack/Model', '"region-11" and 8 more, got "x"'],
    ['an unknown channel', model(() => ({ channels: channels('train', 'test') })), 'Stack/Model', 'channels[1].channelName must be a channel of the algorithm, got "test"; there is "train", "base"'],
    ['a missing hyperparameter that is called as what every object has', model(() => ({ hyperparameters: {} }), { hyperparameters: [Hyperparameter.text('constructor', { required: true })] }), 'Stack/Model', 'hyperparameters["constructor"] is required by the algorithm: text'],
    ['a missing channel', model(() => ({ channels: channels('trian') })), 'Stack/Model', '2 problems', 'channels[0].channelName must be a channel of the algorithm, got "trian"; did you mean "train"?', 'channels must have the channel "train", which the algorithm requires, got "trian"'],
    ['an unknown incremental channel', model(() => ({ retraining: Retraining.incremental({ channelName: 'bass' }) })), 'Stack/Model', 'retraining.channelName must be a channel of the algorithm, got "bass"; did you mean "base"?'],
    ['an incremental channel that the first version needs', model(() => ({ retraining: Retraining.incremental({ channelName: 'base' }) }), REQUIRED_BASE), 'Stack/Model', 'retraining must have a startFrom, since the algorithm requires the channel "base", and the first version has no version before it'],
    ['Parquet for CSV', model((stack) => ({ channels: [TrainingChannel.fromMlInputChannel('train', channelOf(stack, ResultFormat.PARQUET))] })), 'Stack/Model', 'channels[0] must have data of one of the types "text/csv; header=absent", which the channel "train" reads, got "application/x-parquet" (ResultFormat.PARQUET)'],
    ['CSV for another format', model((stack) => ({ channels: [TrainingChannel.fromMlInputChannel('train', channelOf(stack))] }), { channels: [{ ...PROPS.channels[0], contentTypes: ['application/x-parquet'] }] }), 'Stack/Model', 'got "text/csv" (ResultFormat.CSV)'],
    ['an imported channel of another format', model((stack) => ({ channels: [TrainingChannel.fromMlInputChannel('train', MlInputChannel.fromMlInputChannelAttributes(stack, 'There', { mlInputChannelArn: CHANNEL_ARN, resultFormat: ResultFormat.PARQUET }))] })), 'Stack/Model', 'got "application/x-parquet"'],
    ['another input mode', model(() => ({ inputMode: TrainingInputMode.PIPE })), 'Stack/Model', 'inputMode must be one of "File", "FastFile", which the channel "train" supports, got "Pipe"'],
    ['an input mode that one channel does not have', model(() => ({ inputMode: TrainingInputMode.FAST_FILE, retraining: Retraining.incremental({ channelName: 'base' }) })), 'Stack/Model', 'inputMode must be one of "File", which the channel "base" supports, got "FastFile"'],
    ['another instance type', model(() => ({ resources: { ...RESOURCES, instanceType: TrainingInstanceType.ML_C5_XLARGE } })), 'Stack/Model', 'resources.instanceType must be one of "ml.g5.xlarge", "ml.m5.xlarge", which the algorithm runs on, got "ml.c5.xlarge"'],
    ['two instances', model(() => ({ resources: { ...RESOURCES, instanceCount: 2 } })), 'Stack/Model', 'resources.instanceCount must be 1, since the algorithm does not support distributed training, got 2'],
    ['defaults that there are not', (stack) => newModel(stack, { sendDefaultHyperparameters: true }), 'Stack/Model', 'sendDefaultHyperparameters must be false, since the algorithm has no specification with defaults, got true'],
    ['everything at once, with what the service does not take', model(() => ({ hyperparameters: { epochs: '500' }, inputMode: TrainingInputMode.PIPE, resources: { ...RESOURCES, instanceCount: 9 }, revision: '' })), 'Stack/Model',
      '6 problems', 'hyperparameters["epochs"] must', 'hyperparameters["learning-rate"] is required', 'inputMode must', 'resources.instanceCount must be a whole number', 'resources.instanceCount must be 1', 'revision must'],
    ['inference on another instance type', inference(() => ({ instanceType: InferenceInstanceType.ML_C5_XLARGE })), 'Stack/Inference', 'instanceType must be one of "ml.m5.2xlarge", which the algorithm runs on, got "ml.c5.xlarge"'],
    ['inference on data of another format', inference((stack) => ({ channel: channelOf(stack, ResultFormat.PARQUET) })), 'Stack/Inference', 'channel must have data of one of the types "text/csv", which the algorithm reads, got "application/x-parquet" (ResultFormat.PARQUET)'],
    ['another MIME type of the output', inference(() => ({ accept: 'text/xml' })), 'Stack/Inference', 'accept must be one of "text/csv", "application/json", which the algorithm responds with, got "text/xml"'],
    ['an unknown metric', algorithm([{ name: 'acu', regex: 'acu=(.*)' }]), 'Stack/Algorithm', 'training.metrics[0].name must be the name of a metric of the specification, got "acu"; did you mean "auc"?'],
    ['a metric where there is none', algorithm([{ name: 'auc', regex: 'auc=(.*)' }], { metrics: [], objectives: undefined }), 'Stack/Algorithm', 'got "auc"; there is none'],
    ['a metric with another regular expression', algorithm([PROPS.metrics[0], { name: 'loss', regex: 'LOSS=(.*)' }]), 'Stack/Algorithm', 'training.metrics[1].regex must be that of the metric "loss" in the specification, "loss=([0-9.]+)", got "LOSS=(.*)"; pass metrics: specification.metrics'],
  ])('%s', (_title, act, path, ...lines) => {
    const error = errorOf(() => act(newStack()));
    expect(Errors.isValidationError(error)).toBe(true);
    expect(error.message.split('\n')[0]).toMatch(new RegExp(`^${path}: \\d+ problems?$`));
    lines.forEach((line) => expect(error.message).toContain(line));
    expect(error.message).toMatchSnapshot();
  });
});

describe('what the containers accept is no error', () => {
  test.each<[string, (stack: Stack) => unknown]>([
    ['the ends of ranges', model(() => ({ hyperparameters: { 'learning-rate': '1e-4', 'epochs': '100', 'optimizer': 'sgd', 'label': 'any text' } }))],
    ['numbers in other spellings', model(() => ({ hyperparameters: { 'learning-rate': '.5', 'epochs': '+7' } }))],
    ['a category without a range in the file', (stack) => modelWith(stack, AlgorithmSpecification.fromJson(fileWith({
      TrainingSpecification: { ...MEMBERS.TrainingSpecification, SupportedHyperParameters: [{ Name: 'kind', Type: 'Categorical' }, { Name: 'n', Type: 'Integer' }] },
    })), { hyperparameters: { kind: 'any', n: '-5' } })],
    ['a range of one value', model(() => ({ hyperparameters: { n: '7' } }), { hyperparameters: [Hyperparameter.integer('n', { min: 7, max: 7 })] })],
    ['hyperparameters that are not specified', model(() => ({ hyperparameters: { any: 'value' } }), { hyperparameters: undefined })],
    ['metrics that are not specified', algorithm([{ name: 'other', regex: 'other=(.*)' }], { metrics: undefined, objectives: undefined })],
    ['fewer metrics than specified', algorithm([PROPS.metrics[1]])],
    ['the metrics of the specification', algorithm(specified().metrics!)],
    ['an incremental channel that is there from the beginning', model((stack) => ({
      retraining: Retraining.incremental({ channelName: 'base', startFrom: TrainedModel.fromTrainedModelArn(stack, 'Foundation', 'arn:aws:cleanrooms-ml:eu-west-1:111122223333:membership/11111111-2222-3333-4444-555555555555/trained-model/foundation') }),
    }), REQUIRED_BASE)],
    ['CSV by default', model((stack) => ({ channels: [TrainingChannel.fromMlInputChannel('train', channelOf(stack))] }))],
    ['any data of a channel of which nothing is known', model((stack) => ({ channels: [TrainingChannel.fromMlInputChannel('train', MlInputChannel.fromMlInputChannelArn(stack, 'There', CHANNEL_ARN))] }))],
    ['several instances', model(() => ({ resources: { ...RESOURCES, instanceCount: 5 } }), { supportsDistributedTraining: true })],
    ['inference that is not specified', inference((stack) => ({ channel: channelOf(stack, ResultFormat.PARQUET), accept: 'x/y' }), { inference: undefined })],
    ['inference of which nothing is specified', inference((stack) => ({ channel: channelOf(stack, ResultFormat.PARQUET), accept: 'x/y' }), { inference: {} })],
    ['a MIME type with parameters', inference(() => ({ accept: 'Text/CSV; charset=utf-8' }))],
    ['a MIME type with a wildcard', inference(() => ({ accept: 'application/*' }))],
    ['any content type', inference((stack) => ({ channel: channelOf(stack, ResultFormat.PARQUET) }), { inference: { contentTypes: ['*/*'] } })],
  ])('%s', (_title, act) => {
    const app = new App();
    act(newStack(undefined, app));
    app.synth();
  });

  test('tokens', () => {
    const app = new App();
    const stack = newStack(undefined, app);
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    const specification = specified({ channels: PROPS.channels.map((channel) => ({ ...channel, required: true })) });
    newModel(stack, {
      association: importedWith(stack, specification),
      channels: [TrainingChannel.fromMlInputChannel(text, channelOf(stack, Token.asString({ Ref: 'Text' }) as ResultFormat))],
      hyperparameters: { epochs: text, [text]: 'anything' },
      inputMode: text as TrainingInputMode,
      resources: { instanceType: TrainingInstanceType.of(text), instanceCount: number, volumeSizeGb: 10 },
    });
    newInference(stack, {
      association: importedWith(stack, specification, 'SpecifiedInference'), instanceType: InferenceInstanceType.of(text), accept: Fn.join('/', ['text', text]),
    });
    newAlgorithm(stack, {
      specification, training: TrainingContainer.fromRegistry('registry.example.com/train', { metrics: [{ name: text, regex: 'x=(.)' }, { name: 'auc', regex: text }] }),
    });
    app.synth();
  });

  test('any value within the ranges, and no value beyond', () => {
    const range = fc.tuple(fc.integer(), fc.integer()).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
    fc.assert(fc.property(range, fc.integer(), ([min, max], value) => {
      const stack = newStack();
      const act = () => modelWith(stack, specified({ hyperparameters: [Hyperparameter.integer('n', { min, max })] }), { hyperparameters: { n: `${value}` } });
      if (value >= min && value <= max) {
        act();
      } else {
        expect(act).toThrow(`hyperparameters["n"] must be a whole number from ${min} to ${max}, got "${value}"`);
      }
    }), { numRuns: 40 });
  });
});

describe('a map of hyperparameters that is known at the end', () => {
  test('is checked then', () => {
    const app = new App();
    modelWith(newStack(undefined, app), specified(), { hyperparameters: Lazy.any({ produce: () => ({ epochs: '0', label: { Ref: 'AWS::Region' } }) }) as never });
    expect(() => app.synth()).toThrow(/\[Stack\/Model\] hyperparameters\["epochs"\] must be a whole number from 1 to 100, got "0"\n.*hyperparameters\["learning-rate"\] is required/);
  });

  test('gets the defaults', () => {
    const stack = newStack();
    modelWith(stack, specified(), { sendDefaultHyperparameters: true, hyperparameters: Lazy.any({ produce: () => ({ ...RIGHT, epochs: '20' }) }) as never });
    expect(sentIn(stack)).toEqual({ 'epochs': '20', 'learning-rate': '0.1', 'optimizer': 'adam' });
  });

  test('is no map', () => {
    const app = new App();
    modelWith(newStack(undefined, app), specified(), { sendDefaultHyperparameters: true, hyperparameters: Token.asAny({ 'Fn::GetAtt': ['X', 'Map'] }) as never });
    expect(() => app.synth()).toThrow('hyperparameters must be a map that is known when the app is synthesized');
  });
});

describe('the specification goes', () => {
  const policy = PrivacyPolicy.builder().maxInferenceOutputSize(DataSize.gigabytes(1)).build();
  const train = (stack: Stack, association: TrainedModelProps['association']) => () => (
    newModel(stack, { association, hyperparameters: { epochs: '0', ...RIGHT } }));
  const WRONG = 'hyperparameters["epochs"] must be a whole number from 1 to 100, got "0"';

  test('from an algorithm through an association to models and their inference', () => {
    const stack = newStack();
    const association = newAssociation(stack, {
      algorithm: newAlgorithm(stack, { specification: specified(), inference: InferenceContainer.fromRegistry('registry.example.com/infer:v1') }),
      privacyPolicy: policy,
    });
    expect(association.specification!.toJson()).toBe(specified().toJson());
    expect(train(stack, association)).toThrow(WRONG);
    const trained = newModel(stack, { association, hyperparameters: RIGHT }, 'Right');
    expect(() => newInference(stack, { trainedModel: trained, accept: 'text/xml' })).toThrow('accept must be one of');
  });

  test('from an imported algorithm', () => {
    const stack = newStack();
    const algorithmThere = ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmAttributes(stack, 'There', {
      configuredModelAlgorithmArn: ALGORITHM_ARN, specification: specified(),
    });
    expect(train(stack, newAssociation(stack, { algorithm: algorithmThere }))).toThrow(WRONG);
  });

  test('from a file of another member', () => {
    const stack = newStack();
    specified().writeTo(file);
    expect(train(stack, importedWith(stack, AlgorithmSpecification.fromJson(file)))).toThrow(WRONG);
  });

  test('through an association that is an L1', () => {
    const stack = newStack();
    const association = new cleanroomsml.CfnConfiguredModelAlgorithmAssociation(stack, 'L1', {
      name: 'a', membershipIdentifier: 'm', configuredModelAlgorithmArn: newAlgorithm(stack, { specification: specified() }).configuredModelAlgorithmArn,
    });
    expect(train(stack, association)).toThrow(WRONG);
  });

  test('to another stack', () => {
    const app = new App();
    const provider = new Stack(app, 'Provider', { env: ENVIRONMENT });
    const association = newAssociation(provider, { algorithm: newAlgorithm(provider, { specification: specified() }) });
    expect(train(newStack(undefined, app), association)).toThrow(WRONG);
  });

  test('not from where there is none', () => {
    const stack = newStack();
    expect(newAssociation(stack, { algorithm: newAlgorithm(stack) }).specification).toBeUndefined();
    expect(importedWith(stack, undefined).specification).toBeUndefined();
  });
});

describe('templates', () => {
  /** An app with all that a specification is checked against. */
  const templateWith = (specification: AlgorithmSpecification | undefined, sendDefaultHyperparameters?: boolean) => {
    const stack = newStack();
    const association = newAssociation(stack, {
      algorithm: newAlgorithm(stack, {
        specification,
        inference: InferenceContainer.fromRegistry('registry.example.com/infer:v1'),
        training: TrainingContainer.fromRegistry('registry.example.com/train:v1', { metrics: [PROPS.metrics[0]] }),
      }),
      privacyPolicy: PrivacyPolicy.builder().maxInferenceOutputSize(DataSize.gigabytes(1)).build(),
    });
    const channel = newInputChannel(stack, { association, query: ChannelQuery.sql('SELECT 1') });
    const trained = newModel(stack, {
      association,
      channels: [TrainingChannel.fromMlInputChannel('train', channel)],
      hyperparameters: RIGHT,
      inputMode: TrainingInputMode.FILE,
      ...(sendDefaultHyperparameters === undefined ? {} : { sendDefaultHyperparameters }),
    });
    newInference(stack, { trainedModel: trained, channel, accept: 'text/csv' });
    return Template.fromStack(stack).toJSON();
  };
  const [train, base] = PROPS.channels as ChannelSpecification[];
  const without = templateWith(undefined);

  test.each<[string, Partial<AlgorithmSpecificationProps>]>([
    ['a specification', {}],
    ['a changed hyperparameter', { hyperparameters: PROPS.hyperparameters.map((each) => (each.name === 'epochs' ? Hyperparameter.integer('epochs', { min: 0, max: 9, defaultValue: 1 }) : each)) }],
    ['other channels', { channels: [{ ...train, contentTypes: ['text/csv', 'x/y'], inputModes: [TrainingInputMode.FILE] }] }],
    ['a channel more', { channels: [train, base, { ...base, name: 'test' }] }],
    ['other instance types', { instanceTypes: [TrainingInstanceType.ML_G5_XLARGE] }],
    ['distributed training', { supportsDistributedTraining: true }],
    ['other metrics and objectives', { metrics: [PROPS.metrics[0]], objectives: [] }],
    ['no inference', { inference: undefined }],
  ])('are not changed by %s', (_title, changes) => {
    expect(templateWith(specified(changes))).toEqual(without);
    expect(templateWith(specified(changes), false)).toEqual(without);
  });

  test('have the defaults as hyperparameters when these are asked for, and nothing else', () => {
    const stack = newStack();
    modelWith(stack, specified(), { sendDefaultHyperparameters: true });
    // An empty default is none that the service takes.
    expect(sentIn(stack)).toEqual({ 'epochs': '10', 'learning-rate': '0.1', 'optimizer': 'adam' });

    const [withDefaults, given] = [templateWith(specified(), true), structuredClone(without)];
    const [modelThere] = Object.values(given.Resources).filter(({ Type: type }: any) => type === MODEL_TYPE) as any[];
    modelThere.Properties.Hyperparameters = [{ Name: 'epochs', Value: '10' }, { Name: 'learning-rate', Value: '0.1' }, { Name: 'optimizer', Value: 'adam' }];
    expect(withDefaults).toEqual(given);
  });

  test('have what is given in the place of a default', () => {
    const stack = newStack();
    modelWith(stack, specified(), { sendDefaultHyperparameters: true, hyperparameters: { ...RIGHT, optimizer: 'sgd' } });
    expect(sentIn(stack)).toMatchObject({ optimizer: 'sgd', epochs: '10' });
  });
});

function sentIn(stack: Stack): Record<string, string> {
  const entries = propertiesOf(stack, MODEL_TYPE).Hyperparameters as { Name: string; Value: string }[];
  return Object.fromEntries(entries.map(({ Name, Value }) => [Name, Value]));
}

/** The paths of all members and entries of a value. */
function pathsIn(value: object): string[][] {
  return Object.entries(value).flatMap(([name, member]) => [
    [name], ...(typeof member === 'object' && member !== null ? pathsIn(member).map((path) => [name, ...path]) : []),
  ]);
}

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error');
}

/** Any specification that is right. */
function anySpecification(): fc.Arbitrary<AlgorithmSpecificationProps> {
  const line = fc.string({ unit: fc.constantFrom(...'abc XYZ-_.,:=()0129äß"\\'), maxLength: 20 });
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const many = <T>(arbitrary: fc.Arbitrary<T>, minLength: number, maxLength: number, selector?: (entry: T) => unknown) => (
    fc.uniqueArray(arbitrary, { minLength, maxLength, selector: selector as (entry: T) => string }));
  const common = { description: maybe(line), tunable: maybe(fc.boolean()) };
  const kinds = fc.constantFrom('default', 'required', 'neither');
  const numbers = (number: fc.Arbitrary<number>) => fc.tuple(maybe(fc.tuple(number, number, number)), kinds, fc.record(common))
    .map(([three, kind, rest]) => {
      const [min, defaultValue, max] = [...three ?? []].sort((a, b) => a - b);
      return {
        ...rest,
        ...(three === undefined ? {} : { min, max }),
        ...(kind === 'required' ? { required: true } : kind === 'default' && three !== undefined ? { defaultValue } : {}),
      };
    });
  const hyperparameter = fc.tuple(fc.string({ unit: fc.constantFrom(...'abcXYZ-_ 0'), minLength: 1, maxLength: 8 }), fc.oneof(
    numbers(fc.maxSafeInteger()).map((options) => (name: string) => Hyperparameter.integer(name, options)),
    numbers(fc.double({ noNaN: true, noDefaultInfinity: true })).map((options) => (name: string) => Hyperparameter.continuous(name, options)),
    fc.tuple(many(line, 1, 30), fc.record(common), fc.boolean()).map(([values, rest, hasDefault]) => (name: string) => (
      Hyperparameter.categorical(name, { ...rest, values, ...(hasDefault ? { defaultValue: values[0] } : { required: true }) }))),
    fc.tuple(fc.record(common), maybe(line)).map(([rest, defaultValue]) => (name: string) => Hyperparameter.text(name, { ...rest, defaultValue })),
  )).map(([name, make]) => make(name));
  const type = fc.constantFrom('text/csv', 'application/x-parquet', 'application/json', 'text/csv; header=absent');
  const channel = fc.record({
    name: fc.string({ unit: fc.constantFrom(...'abc.-_09'), minLength: 1, maxLength: 64 }),
    description: maybe(line),
    required: maybe(fc.boolean()),
    contentTypes: many(type, 1, 4),
    compressionTypes: maybe(many(fc.constantFrom(CompressionType.NONE, CompressionType.GZIP), 0, 2)),
    inputModes: many(fc.constantFrom(TrainingInputMode.FILE, TrainingInputMode.FAST_FILE, TrainingInputMode.PIPE), 1, 3),
  });
  const metrics = many(fc.constantFrom('auc', 'loss', 'train:rmse', 'f1 score'), 1, 4);
  return fc.record({
    hyperparameters: maybe(many(hyperparameter, 0, 10, ({ name }) => name)),
    channels: many(channel, 1, 8, ({ name }) => name),
    instanceTypes: many(fc.constantFrom('ml.m5.xlarge', 'ml.g5.12xlarge', 'ml.p9-x.large'), 1, 3).map((names) => names.map((name) => TrainingInstanceType.of(name))),
    supportsDistributedTraining: maybe(fc.boolean()),
    ofMetrics: maybe(metrics),
    inference: maybe(fc.record({
      contentTypes: maybe(many(type, 1, 4)),
      responseTypes: maybe(many(type, 1, 4)),
      instanceTypes: maybe(many(fc.constantFrom('ml.m5.xlarge', 'ml.inf9.large'), 1, 2).map((names) => names.map((name) => InferenceInstanceType.of(name)))),
    })),
  }).map(({ ofMetrics, ...props }) => ({
    ...props,
    metrics: ofMetrics?.map((name) => ({ name, regex: `${name}=(.*)` })),
    objectives: ofMetrics?.map((name, i) => (i % 2 === 0 ? TuningObjective.maximize(name) : TuningObjective.minimize(name))),
  }));
}
