import { App, Duration, Size, Stack, Tags, aws_ecr as ecr, aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_s3_assets as s3_assets } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  AlgorithmSpecification, CompressionType, Hyperparameter, InferenceContainer, InferenceInstanceType, S3Data, S3DataType, S3ObjectType,
  SageMakerAlgorithm, TrainingContainer, TrainingInputMode, TrainingInstanceType, ValidationData, type AlgorithmContainer, type AlgorithmValidation,
  type SageMakerAlgorithmProps, type ValidationChannel, type ValidationResources, type ValidationTraining, type ValidationTransform,
} from '../src';
import {
  ENVIRONMENT, SAGEMAKER_ALGORITHM_TYPE, SPECIFICATION, newAlgorithm, newAssociation, newSageMakerAlgorithm, newStack, onlyResource, propertiesOf,
  validationTraining,
} from './collaboration';

const long = (length: number) => 'x'.repeat(length);
const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
const mapOf = (count: number) => Object.fromEntries(many(count, (i) => [`name${i}`, 'value']));
const samples = (scope: Stack) => s3.Bucket.fromBucketName(scope, `Bucket${scope.node.children.length}`, 'samples');
/** What only JavaScript can get past its types. */
const untyped = (value: unknown) => value as never;

const WITH_INFERENCE = new AlgorithmSpecification({
  channels: [{ name: 'train', required: true, contentTypes: ['text/csv'], inputModes: [TrainingInputMode.FILE] }],
  instanceTypes: [TrainingInstanceType.ML_M5_XLARGE],
  hyperparameters: [Hyperparameter.integer('epochs', { min: 1, max: 100 })],
  inference: { contentTypes: ['text/csv'], responseTypes: ['text/csv'], instanceTypes: [InferenceInstanceType.ML_M5_LARGE] },
});

const CONTAINER: AlgorithmContainer = { image: InferenceContainer.fromRegistry('registry.example.com/score:v1') };

type Make = (stack: Stack) => SageMakerAlgorithm;
const algorithm = (props: Partial<SageMakerAlgorithmProps>): Make => (stack) => newSageMakerAlgorithm(stack, props);
const validated = (props: (stack: Stack) => Partial<AlgorithmValidation>): Make => (stack) => (
  newSageMakerAlgorithm(stack, { validation: { training: validationTraining(stack), ...props(stack) } }));
const training = (props: Partial<ValidationTraining>): Make => validated((stack) => ({ training: validationTraining(stack, props) }));
const channel = (props: Partial<ValidationChannel>): Make => (stack) => {
  const [first] = validationTraining(stack).channels;
  return training({ channels: [{ ...first, ...props }] })(stack);
};
const resources = (props: ValidationResources): Make => training({ resources: props });
const container = (props: Partial<AlgorithmContainer>): Make => algorithm({
  specification: WITH_INFERENCE, inference: { containers: [{ ...CONTAINER, ...props }] },
});
const transformOf = (stack: Stack, props: Partial<ValidationTransform> = {}): ValidationTransform => ({
  data: S3Data.fromBucket(samples(stack), 'score'),
  output: { bucket: samples(stack), prefix: 'scores' },
  resources: { instanceType: InferenceInstanceType.ML_M5_LARGE },
  ...props,
});
const transform = (props: Partial<ValidationTransform>): Make => (stack) => newSageMakerAlgorithm(stack, {
  specification: WITH_INFERENCE,
  inference: { containers: [CONTAINER] },
  validation: { training: validationTraining(stack), transform: transformOf(stack, props) },
});
const M5 = TrainingInstanceType.ML_M5_XLARGE;
const s3Options = (options: object): Make => channel({ data: ValidationData.fromS3(S3Data.fromUri('s3://samples/train'), options) });
const fileSystem = (directory: object): Make => (stack) => channel({
  data: ValidationData.fromFileSystem({ fileSystemId: 'fs-0123456789abcdef0', type: 'EFS', path: '/', ...directory } as never),
})(stack);

const BAD: [title: string, make: Make, ...lines: string[]][] = [
  ['a name with an underscore', algorithm({ sageMakerAlgorithmName: 'fraud_1' }), 'sageMakerAlgorithmName must be letters, digits and "-" that start and end with a letter or a digit, got "fraud_1"'],
  ['a name that ends with a dash', algorithm({ sageMakerAlgorithmName: 'fraud-' }), 'sageMakerAlgorithmName must be letters, digits and "-" that start and end with a letter or a digit, got "fraud-"'],
  ['a long name', algorithm({ sageMakerAlgorithmName: long(64) }), 'sageMakerAlgorithmName must be letters, digits and "-" that start and end with a letter or a digit and have 1 to 63 characters'],
  ['an empty name', algorithm({ sageMakerAlgorithmName: '' }), 'sageMakerAlgorithmName must be letters, digits and "-"'],
  ['a long description', algorithm({ description: long(1025) }), 'description must have at most 1024 characters'],
  ['a description on two lines', algorithm({ description: 'a\nb' }), 'description must be text on one line without control characters, got "a\\nb"'],
  ['an empty revision', algorithm({ revision: '' }), 'revision must have 1 to 255 characters, got ""'],
  ['a digest that is none', algorithm({ trainingImageDigest: 'sha256:1' }), 'trainingImageDigest must be "sha256:" and 64 hexadecimal digits, got "sha256:1"'],
  ['a digest in the image', algorithm({ training: TrainingContainer.fromRegistry(`registry.example.com/train@sha256:${long(64)}`) }), 'training.imageUri must be registry/repository[:tag]: give the digest of the image by itself; got'],
  ['no specification', algorithm({ specification: untyped(undefined) }), 'specification is required: an AlgorithmSpecification'],
  ['a file in the place of a specification', algorithm({ specification: untyped('algorithm.json') }), 'specification must be an AlgorithmSpecification, got "algorithm.json"; pass AlgorithmSpecification.fromJson("algorithm.json")'],
  ['an image in the place of a container', algorithm({ training: untyped('registry.example.com/train:v1') }), 'training must be a TrainingContainer, got "registry.example.com/train:v1"; pass TrainingContainer.fromRegistry("registry.example.com/train:v1")'],
  ['a certification that is text', algorithm({ certifyForMarketplace: untyped('yes') }), 'certifyForMarketplace must be true or false, got "yes"'],
  ['additional data without a type', algorithm({ additionalData: untyped({ data: S3Data.fromUri('s3://samples/a') }) }), 'additionalData.dataType is required: a string'],
  ['additional data of another type', algorithm({ additionalData: { data: S3Data.fromUri('s3://samples/a'), dataType: untyped('ManifestFile') } }), 'additionalData.dataType must be one of S3Prefix, S3Object, got "ManifestFile"'],
  ['additional data that is text', algorithm({ additionalData: untyped({ data: 's3://samples/a', dataType: 'S3Object' }) }), 'additionalData.data must be an S3Data, such as S3Data.fromAsset(), got "s3://samples/a"; pass S3Data.fromUri("s3://samples/a")'],
  ['data elsewhere than in Amazon S3', algorithm({ additionalData: { data: S3Data.fromUri('ftp://samples/a'), dataType: S3ObjectType.S3_OBJECT } }), 'additionalData.data must be s3://bucket/prefix, got "ftp://samples/a"'],
  ['no containers', algorithm({ specification: WITH_INFERENCE, inference: { containers: [] } }), 'inference.containers must have 1 to 15 entries, got 0'],
  ['many containers', algorithm({ specification: WITH_INFERENCE, inference: { containers: many(16, () => CONTAINER) } }), 'inference.containers must have 1 to 15 entries, got 16'],
  ['a specification of inference without any', algorithm({ specification: WITH_INFERENCE }), 'inference is required, since the specification has what the inference container accepts'],
  ['an endpoint on an instance type that is none', algorithm({ specification: WITH_INFERENCE, inference: { containers: [CONTAINER], realtimeInstanceTypes: ['large'] } }), 'inference.realtimeInstanceTypes[0] must be one of'],
  ['a host name with a dot', container({ hostname: 'a.b' }), 'inference.containers[0].hostname must be letters, digits and "-"'],
  ['a digest without an image', container({ image: undefined, imageDigest: `sha256:${'ab'.repeat(32)}` }), 'inference.containers[0].imageDigest must not be given without an image'],
  ['two models', container({ modelArchive: S3Data.fromUri('s3://a/b'), modelData: { data: S3Data.fromUri('s3://a/b'), dataType: S3ObjectType.S3_OBJECT, compression: CompressionType.GZIP } }), 'inference.containers[0].modelArchive must not be given with modelData: a container has one model'],
  ['a model that is compressed otherwise', container({ modelData: { data: S3Data.fromUri('s3://a/b'), dataType: S3ObjectType.S3_OBJECT, compression: untyped('Zip') } }), 'inference.containers[0].modelData.compression must be one of None, Gzip, got "Zip"'],
  ['many additional models', container({ additionalModelData: many(6, (i) => ({ name: `a${i}`, source: { data: S3Data.fromUri('s3://a/b'), dataType: S3ObjectType.S3_OBJECT, compression: CompressionType.GZIP } })) }), 'inference.containers[0].additionalModelData must have at most 5 entries, got 6'],
  ['two additional models of one name', container({ additionalModelData: many(2, () => ({ name: 'a', source: { data: S3Data.fromUri('s3://a/b'), dataType: S3ObjectType.S3_OBJECT, compression: CompressionType.GZIP } })) }), 'inference.containers[0].additionalModelData[1].name must be a name that no other source has, got "a"'],
  ['a variable that starts with a digit', container({ environment: { '1a': 'x' } }), 'inference.containers[0].environment key "1a" must be a variable name'],
  ['a long variable', container({ environment: { a: long(1025) } }), 'inference.containers[0].environment["a"] must have at most 1024 characters'],
  ['an empty input configuration', container({ dataInputConfig: '' }), 'inference.containers[0].dataInputConfig must have 1 to 16384 characters, got ""'],
  ['a version of a framework that is none', container({ frameworkVersion: 'latest' }), 'inference.containers[0].frameworkVersion must be a version such as "2.1", got "latest"'],
  ['a product with a slash', container({ productId: 'a/b' }), 'inference.containers[0].productId must be letters, digits and "-", got "a/b"'],
  ['a version of hub content that is none', container({ baseModel: { hubContentVersion: 'latest' } }), 'inference.containers[0].baseModel.hubContentVersion must be a version such as "1.0.0", got "latest"'],
  ['a checkpoint that is text', container({ isCheckpoint: untyped('yes') }), 'inference.containers[0].isCheckpoint must be true or false, got "yes"'],
  ['a profile with a space', validated(() => ({ profileName: 'my profile' })), 'validation.profileName must be letters, digits and "-"'],
  ['a role of another account', validated((stack) => ({ role: iam.Role.fromRoleArn(stack, 'Other', 'arn:aws:iam::999999999999:role/x') })), 'validation.role must be a role of account 111122223333, the account of the stack, got 999999999999'],
  ['a role by its ARN', validated(() => ({ role: untyped('arn:aws:iam::111122223333:role/x') })), 'validation.role must be an IAM role, got "arn:aws:iam::111122223333:role/x"; pass iam.Role.fromRoleArn(scope, id, "arn:aws:iam::111122223333:role/x")'],
  ['no channels', training({ channels: [] }), 'validation.training.channels must have 1 to 20 entries, got 0'],
  ['a channel that the specification lacks', channel({ name: 'trainn' }), 'validation.training.channels[0].name must be a channel of the algorithm, got "trainn"; did you mean "train"?'],
  ['two channels of one name', (stack) => training({ channels: many(2, () => validationTraining(stack).channels[0]) })(stack), 'validation.training.channels[1].name must be a name that no other channel has, got "train", which is in validation.training.channels[0].name already'],
  ['a channel without what is required', (stack) => newSageMakerAlgorithm(stack, {
    specification: new AlgorithmSpecification({ channels: [{ name: 'train', required: true, contentTypes: ['text/csv'], inputModes: [TrainingInputMode.FILE] }, { name: 'test', contentTypes: ['text/csv'], inputModes: [TrainingInputMode.FILE] }], instanceTypes: [M5] }),
    validation: { training: validationTraining(stack, { channels: [{ ...validationTraining(stack).channels[0], name: 'test' }] }) },
  }), 'validation.training.channels must have the channel "train", which the algorithm requires, got "test"'],
  ['a content type that is not read', channel({ contentType: 'application/json' }), 'validation.training.channels[0].contentType must be a MIME type that the algorithm reads, "text/csv", got "application/json"'],
  ['an input mode that the channel lacks', channel({ inputMode: TrainingInputMode.PIPE }), 'validation.training.channels[0].inputMode must be an input mode of the channel "train", "File", got "Pipe"'],
  ['an input mode of the job that the channel lacks', training({ inputMode: TrainingInputMode.FAST_FILE }), 'validation.training.inputMode must be one of "File", which the channel "train" supports, got "FastFile"'],
  ['data without a wrapper', channel({ data: untyped(S3Data.fromUri('s3://a/b')) }), 'validation.training.channels[0].data must be a ValidationData, such as ValidationData.fromS3(), got'],
  ['a compression that is none', channel({ compression: untyped('Zip') }), 'validation.training.channels[0].compression must be one of None, Gzip, got "Zip"'],
  ['a wrapper that is none', channel({ recordWrapper: untyped('Avro') }), 'validation.training.channels[0].recordWrapper must be one of None, RecordIO, got "Avro"'],
  ['a seed with a fraction', channel({ shuffleSeed: 1.5 }), 'validation.training.channels[0].shuffleSeed must be a whole number'],
  ['many attributes', s3Options({ attributeNames: many(17, (i) => `a${i}`) }), 'validation.training.channels[0].data.attributeNames must have at most 16 entries, got 17'],
  ['many instance groups for a channel', s3Options({ instanceGroupNames: many(6, (i) => `g${i}`) }), 'validation.training.channels[0].data.instanceGroupNames must have at most 5 entries, got 6'],
  ['a file system that is none', fileSystem({ fileSystemId: 'efs-1' }), 'validation.training.channels[0].data.fileSystemId must be the ID of a file system, such as "fs-0123456789abcdef0", got "efs-1"'],
  ['a kind of file system that is none', fileSystem({ type: 'NFS' }), 'validation.training.channels[0].data.type must be one of EFS, FSxLustre, got "NFS"'],
  ['an access that is none', fileSystem({ access: 'w' }), 'validation.training.channels[0].data.access must be one of rw, ro, got "w"'],
  ['a data set that is none', channel({ data: ValidationData.fromHubDataset('cards') }), 'validation.training.channels[0].data.datasetArn must be the ARN of a data set in a SageMaker hub, got "cards"'],
  ['many hyperparameters', training({ hyperparameters: mapOf(101) }), 'validation.training.hyperparameters must have at most 100 entries, got 101'],
  ['a hyperparameter that the specification lacks', training({ hyperparameters: { epoch: '2' } }), 'validation.training.hyperparameters["epoch"] is not a hyperparameter of the algorithm, got "2"; did you mean "epochs"?'],
  ['a hyperparameter out of its range', training({ hyperparameters: { epochs: '200' } }), 'validation.training.hyperparameters["epochs"] must be a whole number from 1 to 100, got "200"'],
  ['neither instances nor groups', resources({}), 'validation.training.resources must have either an instanceType or instanceGroups, got neither'],
  ['instances and groups', resources({ instanceType: M5, instanceGroups: [{ name: 'g', instanceType: M5, instanceCount: 1 }] }), 'validation.training.resources must have either an instanceType or instanceGroups, got both'],
  ['an instance type that the algorithm does not run on', resources({ instanceType: TrainingInstanceType.ML_G5_XLARGE }), 'validation.training.resources.instanceType must be one of "ml.m5.xlarge", which the algorithm runs on, got "ml.g5.xlarge"'],
  ['an instance type as text', resources({ instanceType: untyped('ml.m5.xlarge') }), 'validation.training.resources.instanceType must be a TrainingInstanceType, got "ml.m5.xlarge"; pass TrainingInstanceType.of("ml.m5.xlarge")'],
  ['no instances', resources({ instanceType: M5, instanceCount: 0 }), 'validation.training.resources.instanceCount must be at least 1, got 0'],
  ['half an instance', resources({ instanceType: M5, instanceCount: 1.5 }), 'validation.training.resources.instanceCount must be a whole number'],
  ['two instances of what trains alone', resources({ instanceType: M5, instanceCount: 2 }), 'validation.training.resources.instanceCount must be 1, since the algorithm does not support distributed training, got 2'],
  ['many groups', resources({ instanceGroups: many(6, (i) => ({ name: `g${i}`, instanceType: M5, instanceCount: 1 })) }), 'validation.training.resources.instanceGroups must have at most 5 entries, got 6'],
  ['two groups of one name', resources({ instanceGroups: many(2, () => ({ name: 'g', instanceType: M5, instanceCount: 1 })) }), 'validation.training.resources.instanceGroups[1].name must be a name that no other group has, got "g"'],
  ['a negative volume', resources({ instanceType: M5, volumeSizeGb: -1 }), 'validation.training.resources.volumeSizeGb must be a whole number from 0'],
  ['a long warm pool', resources({ instanceType: M5, keepAlivePeriod: Duration.hours(7) }), 'validation.training.resources.keepAlivePeriod must be a whole number from 0 to 21600, got 25200'],
  ['a training plan that is none', resources({ instanceType: M5, trainingPlanArn: 'plan' }), 'validation.training.resources.trainingPlanArn must be the ARN of a SageMaker training plan, got "plan"'],
  ['many servers', resources({ instanceType: M5, placement: { servers: many(11, () => ({ instanceCount: 1 })) } }), 'validation.training.resources.placement.servers must have at most 10 entries, got 11'],
  ['a prefix with a slash', (stack) => training({ output: { bucket: samples(stack), prefix: '/output' } })(stack), 'validation.training.output.prefix must be text without a slash at its beginning or end, such as "validation", got "/output"'],
  ['a bucket by its name', training({ output: untyped({ bucket: 'samples' }) }), 'validation.training.output.bucket must be a Bucket, got "samples"; pass Bucket.fromBucketName(scope, id, "samples")'],
  ['a bucket in another Region', (stack) => training({ output: { bucket: s3.Bucket.fromBucketAttributes(stack, 'Far', { bucketName: 'far', region: 'us-east-1' }) } })(stack), 'validation.training.output.bucket must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['a key in another Region', (stack) => training({ output: { bucket: samples(stack), encryptionKey: kms.Key.fromKeyArn(stack, 'Far', 'arn:aws:kms:us-east-1:111122223333:key/1') } })(stack), 'validation.training.output.encryptionKey must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['an output that is compressed otherwise', training({ outputCompression: untyped('ZIP') }), 'validation.training.outputCompression must be one of GZIP, NONE, got "ZIP"'],
  ['no runtime', training({ maxRuntime: untyped(undefined) }), 'validation.training.maxRuntime is required: a Duration'],
  ['a long runtime', training({ maxRuntime: Duration.days(29) }), 'validation.training.maxRuntime must be 1 second to 28 days, in whole seconds, got 29 days'],
  ['a wait that is shorter than the job', training({ maxWait: Duration.minutes(10) }), 'validation.training.maxWait must be at least maxRuntime, 30 minutes, got 10 minutes'],
  ['a short time to be pending', training({ maxPending: Duration.hours(1) }), 'validation.training.maxPending must be 2 hours to 28 days, in whole seconds, got 1 hour'],
  ['a transform without inference', validated((stack) => ({ transform: transformOf(stack) })), 'validation.transform must not be given without inference: there is no container to infer with'],
  ['a transform of an augmented manifest', transform({ dataType: S3DataType.AUGMENTED_MANIFEST_FILE }), 'validation.transform.dataType must be a data type of transform jobs, "S3Prefix", "ManifestFile", got "AugmentedManifestFile"'],
  ['a transform of what is not read', transform({ contentType: 'application/json' }), 'validation.transform.contentType must be a MIME type that the algorithm reads, "text/csv", got "application/json"'],
  ['results that are not written', transform({ accept: 'application/json' }), 'validation.transform.accept must be one of "text/csv", which the algorithm responds with, got "application/json"'],
  ['a transform on another instance type', transform({ resources: { instanceType: InferenceInstanceType.ML_G5_XLARGE } }), 'validation.transform.resources.instanceType must be one of "ml.m5.large", which the algorithm runs on, got "ml.g5.xlarge"'],
  ['a transform on no instances', transform({ resources: { instanceType: InferenceInstanceType.ML_M5_LARGE, instanceCount: 0 } }), 'validation.transform.resources.instanceCount must be a whole number from 1'],
  ['a split that is none', transform({ split: untyped('Tab') }), 'validation.transform.split must be one of None, Line, RecordIO, TFRecord, got "Tab"'],
  ['an assembly that is none', transform({ assembly: untyped('Tab') }), 'validation.transform.assembly must be one of None, Line, got "Tab"'],
  ['a strategy that is none', transform({ batchStrategy: untyped('All') }), 'validation.transform.batchStrategy must be one of MultiRecord, SingleRecord, got "All"'],
  ['a payload with a fraction', transform({ maxPayload: Size.kibibytes(1536) }), 'validation.transform.maxPayload must be 0 to 2147483647 MB, in whole MB, got 1.5 MB'],
  ['many variables of a transform', transform({ environment: mapOf(17) }), 'validation.transform.environment must have at most 16 entries, got 17'],
  ['a property that is spelt otherwise', algorithm(untyped({ certifyForMarketPlace: true })), 'certifyForMarketPlace is not a property; did you mean certifyForMarketplace?'],
];

test.each(BAD)('%s is refused', (_, make, ...lines) => {
  const stack = newStack({ env: ENVIRONMENT });
  let message = '';
  try {
    make(stack);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(/^Stack\/Validated: \d+ problems?\n/);
  lines.forEach((line) => expect(message).toContain(line));
});

test('all problems are in one error', () => {
  const stack = newStack({ env: ENVIRONMENT });
  expect(() => newSageMakerAlgorithm(stack, {
    sageMakerAlgorithmName: 'a b', description: long(1025), validation: { training: validationTraining(stack, { maxRuntime: Duration.days(29), hyperparameters: { epochs: '0' } }) },
  })).toThrow(/4 problems/);
});

test('more than fifty bad inputs are looked at', () => expect(BAD.length).toBeGreaterThan(50));

test('an asset of a directory is refused, since SageMaker does not unpack it', () => {
  const stack = newStack({ env: ENVIRONMENT });
  const directory = new s3_assets.Asset(stack, 'Directory', { path: `${__dirname}/fixtures` });

  expect(() => S3Data.fromAsset(directory)).toThrow(/S3Data\.fromAsset\(\): asset must be an Asset of a file/);
});

test.each([
  ['a tag with a character that SageMaker does not take', 'Tags: must be letters, digits, spaces and _.:/=+-@, got "a*b"', (made: SageMakerAlgorithm) => Tags.of(made).add('a*b', '')],
  ['a value with one', 'Tags: must be letters, digits, spaces and _.:/=+-@, got "a;b"', (made: SageMakerAlgorithm) => Tags.of(made).add('a', 'a;b')],
])('%s is an error of the synthesis', (_, message, tag) => {
  const app = new App();
  const stack = newStack({ env: ENVIRONMENT }, app);
  tag(newSageMakerAlgorithm(stack));

  expect(() => app.synth()).toThrow(message);
});

describe('warnings', () => {
  const warnings = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));

  test.each([
    ['an entry point', algorithm({ training: TrainingContainer.fromRegistry('r.example.com/t:v1', { entrypoint: ['train.py'] }) }), /training has entrypoint, which SageMaker does not take/],
    ['arguments', algorithm({ training: TrainingContainer.fromRegistry('r.example.com/t:v1', { arguments: ['-v'] }) }), /training has arguments, which SageMaker does not take/],
    ['a validation that can outlast a deployment', training({ maxRuntime: Duration.hours(3) }), /validation\.training\.maxRuntime is 3 hours, and a deployment waits 55 minutes/],
  ] as const)('are given about %s', (_, make, warning) => {
    const stack = newStack({ env: ENVIRONMENT });
    make(stack);

    expect(warnings(stack)).toEqual([expect.stringMatching(warning)]);
  });

  test('are given about instance types that are newer than this version', () => {
    const stack = newStack({ env: ENVIRONMENT });
    const newer = TrainingInstanceType.of('ml.x9.xlarge');
    newSageMakerAlgorithm(stack, {
      specification: new AlgorithmSpecification({ channels: SPECIFICATION.channels, instanceTypes: [newer] }),
      validation: { training: validationTraining(stack, { resources: { instanceType: newer } }) },
    });

    expect(warnings(stack)).toHaveLength(2);
  });

  test('are not given about what is as it should be', () => {
    const stack = newStack({ env: ENVIRONMENT });
    newSageMakerAlgorithm(stack);

    expect(warnings(stack)).toEqual([]);
  });
});

describe('the role of the validation', () => {
  const statements = (stack: Stack): any[] => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('ValidatedRole'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const actionsOn = (stack: Stack, part: string) => statements(stack)
    .filter(({ Resource }) => JSON.stringify(Resource).includes(part)).flatMap(({ Action }) => Action).sort();

  test('trusts SageMaker, and is passed by the handlers to it alone', () => {
    const stack = newStack({ env: ENVIRONMENT });
    newSageMakerAlgorithm(stack);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' } }] },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'iam:PassRole', Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
        })]),
      },
    });
  });

  test('reads the sample data, writes the output, pulls the image, and writes logs and metrics', () => {
    const stack = newStack({ env: ENVIRONMENT });
    newSageMakerAlgorithm(stack);

    expect(actionsOn(stack, 'samples/train*')).toEqual(['s3:GetObject']);
    expect(actionsOn(stack, 'samples/output/*')).toEqual(['s3:PutObject']);
    expect(actionsOn(stack, 'Repository')).toEqual(['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']);
    expect(actionsOn(stack, 'log-group:/aws/sagemaker/TrainingJobs*')).toEqual(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents']);
    expect(statements(stack).filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action)).toEqual(['ecr:GetAuthorizationToken', 'cloudwatch:PutMetricData']);
    expect(statements(stack).filter(({ Action }) => Action === 's3:ListBucket').map(({ Condition }) => Condition.StringLike['s3:prefix'])).toEqual(['train*', 'output/*']);
  });

  test('reads what the training job has written, when a transform job follows', () => {
    const stack = newStack({ env: ENVIRONMENT });
    transform({})(stack);

    expect(actionsOn(stack, 'samples/output/*')).toEqual(['s3:GetObject', 's3:PutObject']);
    expect(actionsOn(stack, 'samples/scores/*')).toEqual(['s3:PutObject']);
    expect(actionsOn(stack, 'samples/score*')).toEqual(['s3:GetObject']);
  });

  test('uses the keys of what it reads and writes', () => {
    const stack = newStack({ env: ENVIRONMENT });
    const key = new kms.Key(stack, 'VolumeKey');
    const dataKey = new kms.Key(stack, 'DataKey');
    const bucket = new s3.Bucket(stack, 'Encrypted', { encryptionKey: dataKey });
    newSageMakerAlgorithm(stack, {
      validation: {
        training: validationTraining(stack, {
          channels: [{ name: 'train', data: ValidationData.fromS3(S3Data.fromBucket(bucket)) }],
          output: { bucket: samples(stack), encryptionKey: new kms.Key(stack, 'OutputKey') },
          resources: { instanceType: M5, volumeEncryptionKey: key },
        }),
      },
    });

    expect(actionsOn(stack, 'DataKey')).toEqual(['kms:Decrypt']);
    expect(actionsOn(stack, 'OutputKey')).toEqual(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']);
    expect(actionsOn(stack, 'VolumeKey')).toEqual(['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext']);
  });

  test('reads an asset of the app', () => {
    const stack = newStack({ env: ENVIRONMENT });
    const asset = new s3_assets.Asset(stack, 'Sample', { path: `${__dirname}/fixtures/cdk-init-context.json` });
    channel({ data: ValidationData.fromS3(S3Data.fromAsset(asset)) })(stack);

    expect(actionsOn(stack, `${asset.s3ObjectKey}*`)).toEqual(['s3:GetObject']);
  });

  test('that is given gets the same, and no other one is made', () => {
    const stack = newStack({ env: ENVIRONMENT });
    const role = new iam.Role(stack, 'ValidatedRole', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    const made = validated(() => ({ role }))(stack);

    expect(made.validationRole).toBe(role);
    expect(actionsOn(stack, 'samples/train*')).toEqual(['s3:GetObject']);
  });

  test('is not made without a validation', () => {
    const stack = newStack({ env: ENVIRONMENT });
    const made = newSageMakerAlgorithm(stack, { validation: undefined });

    expect(made.validationRole).toBeUndefined();
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'sagemaker.amazonaws.com' } })] },
    }, 0);
  });
});

test('nobody trains what is not validated: the association depends on the algorithm', () => {
  const stack = newStack({ env: ENVIRONMENT });
  const association = newAssociation(stack, { algorithm: newAlgorithm(stack) });
  association.node.addDependency(newSageMakerAlgorithm(stack));

  const [validation] = Object.keys(Template.fromStack(stack).findResources(SAGEMAKER_ALGORITHM_TYPE));
  expect(onlyResource(stack, 'Custom::CleanRoomsMLConfiguredModelAlgorithmAssociation').DependsOn).toContain(validation);
});

test('maps are lists of their entries in the template, wherever they are', () => {
  const stack = newStack({ env: ENVIRONMENT });
  training({ hyperparameters: { epochs: '2' } })(stack);

  expect(propertiesOf(stack, SAGEMAKER_ALGORITHM_TYPE).Request.ValidationSpecification.ValidationProfiles[0].TrainingJobDefinition.HyperParameters)
    .toEqual([{ Name: 'epochs', Value: '2' }]);
});

test('attributes are those of the handlers', () => {
  const stack = newStack({ env: ENVIRONMENT });
  const made = newSageMakerAlgorithm(stack);

  expect(stack.resolve([made.sageMakerAlgorithmArn, made.sageMakerAlgorithmName, made.algorithmStatus]))
    .toEqual(['AlgorithmArn', 'Name', 'Status'].map((name) => ({ 'Fn::GetAtt': [expect.stringMatching(/^Validated/), name] })));
});

describe('an imported algorithm', () => {
  const ARN = 'arn:aws:sagemaker:eu-west-1:111122223333:algorithm/fraud';

  test('has its name by its ARN, and its ARN by its name', () => {
    const stack = newStack({ env: ENVIRONMENT });
    const byArn = SageMakerAlgorithm.fromSageMakerAlgorithmArn(stack, 'ByArn', ARN);
    const byName = SageMakerAlgorithm.fromSageMakerAlgorithmName(stack, 'ByName', 'fraud');

    expect(byArn.sageMakerAlgorithmName).toBe('fraud');
    expect(stack.resolve(byName.sageMakerAlgorithmArn)).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sagemaker:eu-west-1:111122223333:algorithm/fraud']] });
  });

  test('can be read by whom it is granted to', () => {
    const stack = newStack({ env: ENVIRONMENT });
    const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    SageMakerAlgorithm.fromSageMakerAlgorithmArn(stack, 'ByArn', ARN).grantRead(reader);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'sagemaker:DescribeAlgorithm', Effect: 'Allow', Resource: ARN }] },
    });
  });

  test.each([
    ['an ARN of something else', (stack: Stack) => SageMakerAlgorithm.fromSageMakerAlgorithmArn(stack, 'A', 'arn:aws:sagemaker:eu-west-1:111122223333:model/fraud'), 'sageMakerAlgorithmArn must be the ARN of a SageMaker algorithm'],
    ['no ARN', (stack: Stack) => SageMakerAlgorithm.fromSageMakerAlgorithmArn(stack, 'A', 'fraud'), 'sageMakerAlgorithmArn must be the ARN of a SageMaker algorithm'],
    ['a name that is none', (stack: Stack) => SageMakerAlgorithm.fromSageMakerAlgorithmName(stack, 'A', 'a b'), 'sageMakerAlgorithmName must be letters, digits'],
  ] as const)('is refused by %s', (_, make, message) => {
    expect(() => make(newStack({ env: ENVIRONMENT }))).toThrow(message);
  });
});

test('images of the app are pulled once for each container', () => {
  const stack = newStack({ env: ENVIRONMENT });
  const repository = new ecr.Repository(stack, 'Scores');
  newSageMakerAlgorithm(stack, {
    specification: WITH_INFERENCE,
    inference: { containers: ['prepare', 'score'].map((tag) => ({ image: InferenceContainer.fromEcrRepository(repository, { tag }) })) },
    validation: { training: validationTraining(stack), transform: transformOf(stack) },
  });

  expect(propertiesOf(stack, SAGEMAKER_ALGORITHM_TYPE).Request.InferenceSpecification.Containers).toHaveLength(2);
});
