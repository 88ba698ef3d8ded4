/**
 * What is wrong is said when the app is synthesized: where, what was got, and what is allowed.
 */
import { App, Duration, Errors, RemovalPolicy, Size, Stack, Tags, aws_ec2 as ec2, aws_ecr as ecr, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_s3 as s3 } from 'aws-cdk-lib';
import {
  ChannelCompute, ChannelQuery, Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataSize, EntityType, ExportFile,
  InferenceContainer, InferenceInstanceType, LogPolicy, LogRedaction, Membership, MlInputChannel, PrivacyPolicy, ProviderSettings, Retraining,
  TrainedModel, TrainingChannel, TrainingContainer, TrainingInstanceType, VersionRetention, WorkerType, type MlInputChannelProps,
  type PrivacyPolicyBuilder, type TrainedModelExportProps, type TrainedModelInferenceProps, type TrainedModelProps, type TrainingContainerOptions,
} from '../src';
import {
  ALGORITHM_ARN, ASSOCIATION_ARN, CHANNEL_ARN, MEMBERSHIP_ID, MODEL_ARN, OTHER_MEMBERSHIP_ID, RESOURCES, newAlgorithm, newAssociation, newExport,
  newInference, newInputChannel, newMlConfiguration, newModel, newStack, repositoryIn,
} from './collaboration';

/** What is done, and the lines that the error has to have. */
type Case = [title: string, act: (stack: Stack) => unknown, ...lines: string[]];

const ACCOUNT = '111122223333';
const MEMBERSHIP_ARN = `arn:aws:cleanrooms:eu-west-1:111122223333:membership/${MEMBERSHIP_ID}`;
const COLLABORATION_ARN = MEMBERSHIP_ARN.replace('membership', 'collaboration');
const long = (length: number) => 'x'.repeat(length);
const SHOWN = `"${long(116)}...`;
const many = (count: number, prefix = 'entry') => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const mapOf = (count: number) => Object.fromEntries(many(count).map((name) => [name, 'value']));
const image = (uri: string) => (stack: Stack) => newAlgorithm(stack, { training: TrainingContainer.fromRegistry(uri) });
const container = (options: TrainingContainerOptions) => (stack: Stack) => (
  newAlgorithm(stack, { training: TrainingContainer.fromRegistry('registry.example.com/train:v1', options) })
);
const policy = (gather: (builder: PrivacyPolicyBuilder) => PrivacyPolicyBuilder) => (stack: Stack) => (
  newAssociation(stack, { privacyPolicy: gather(PrivacyPolicy.builder()).build() })
);
const model = (props: Partial<TrainedModelProps>) => (stack: Stack) => newModel(stack, props);
const resources = (changes: Partial<TrainedModelProps['resources']>) => model({ resources: { ...RESOURCES, ...changes } });
const channels = (...names: string[]) => names.map((name) => TrainingChannel.fromMlInputChannelArn(name, CHANNEL_ARN));
const inputChannel = (props: Partial<MlInputChannelProps>) => (stack: Stack) => newInputChannel(stack, props);
const sql = (queryString: string, parameters?: { [name: string]: string }) => inputChannel({ query: ChannelQuery.sql(queryString, { parameters }) });
const template = (arn: string) => inputChannel({ query: ChannelQuery.analysisTemplateArn(arn) });
const workers = (type: WorkerType, count: number, spark?: { [name: string]: string }) => (
  inputChannel({ compute: ChannelCompute.workers(type, count, { spark }) }));
const TEMPLATE_ARN = `${MEMBERSHIP_ARN}/analysistemplate/1`;
const bucketIn = (stack: Stack) => s3.Bucket.fromBucketName(stack, 'Outputs', 'outputs');
/** What only JavaScript can get past its types. */
const untyped = (value: unknown) => value as never;

const ALGORITHM: Case[] = [
  ['neither container', (stack) => new ConfiguredModelAlgorithm(stack, 'Algorithm', {}), 'training or inference is required, got neither: an algorithm without a container can do nothing'],
  ['an empty name', (stack) => newAlgorithm(stack, { configuredModelAlgorithmName: '' }), 'configuredModelAlgorithmName must be text on one line that is not blank and have 1 to 63 characters, got ""'],
  ['a blank name', (stack) => newAlgorithm(stack, { configuredModelAlgorithmName: '  ' }), 'configuredModelAlgorithmName must be text on one line that is not blank, got "  "'],
  ['a long name', (stack) => newAlgorithm(stack, { configuredModelAlgorithmName: long(64) }), `configuredModelAlgorithmName must have 1 to 63 characters, got 64 characters: "${long(64)}"`],
  ['a name on two lines', (stack) => newAlgorithm(stack, { configuredModelAlgorithmName: 'a\nb' }), 'configuredModelAlgorithmName must be text on one line that is not blank, got "a\\nb"'],
  ['a long description', (stack) => newAlgorithm(stack, { description: long(256) }), `description must have at most 255 characters, got 256 characters: ${SHOWN}`],
  ['a description with control characters', (stack) => newAlgorithm(stack, { description: '\u0007' }), 'description must be text without control characters, got "\\u0007"'],
  ['an alias for a key', (stack) => newAlgorithm(stack, { encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/churn') }), 'encryptionKey must be a key, since Clean Rooms ML takes no aliases, got the alias "alias/churn"'],
  ['a role that is none', (stack) => newAlgorithm(stack, { role: { roleArn: 'arn:aws:iam::1:role/x', grantPrincipal: new iam.AnyPrincipal() } as never }), 'role must be the ARN of an IAM role, such as "arn:aws:iam::111122223333:role/pull-images", got "arn:aws:iam::1:role/x"'],
  ['a digest', image(`registry.example.com/train@sha256:${long(64)}`), `training.imageUri must be registry/repository[:tag]: Clean Rooms ML takes no digests, so tag the image and use the tag; got "registry.example.com/train@sha256:${long(64)}"`],
  ['a digest for a tag', (stack) => newAlgorithm(stack, { training: TrainingContainer.fromEcrRepository(repositoryIn(stack), { tag: 'sha256:abc' }) }), 'training.imageUri must be registry/repository[:tag]: Clean Rooms ML takes no digests, so tag the image and use the tag; got "'],
  ['a digest for inference', (stack) => newAlgorithm(stack, { inference: InferenceContainer.fromRegistry('r/i@sha256:abc') }), 'inference.imageUri must be registry/repository[:tag]: Clean Rooms ML takes no digests, so tag the image and use the tag; got "r/i@sha256:abc"'],
  ['a URI with a scheme', image('https://registry.example.com/train:v1'), 'training.imageUri must be registry/repository[:tag] without a scheme, got "https://registry.example.com/train:v1"'],
  ['an empty URI', image(''), 'training.imageUri must have 1 to 255 characters, got ""'],
  ['a long URI', image(`registry/${long(247)}`), `training.imageUri must have 1 to 255 characters, got 256 characters: "registry/${long(107)}...`],
  ['an empty tag', image('registry/train:'), 'training.imageUri must have a tag of 1 to 128 letters, digits, "_", "." and "-" that starts with neither "." nor "-", got "registry/train:"'],
  ['a tag with spaces', (stack) => newAlgorithm(stack, { training: TrainingContainer.fromEcrRepository(repositoryIn(stack), { tag: 'a b' }) }), 'training.imageUri must have a tag of 1 to 128 letters, digits, "_", "." and "-" that starts with neither "." nor "-", got "'],
  ['an image without a registry', image('python:3.12'), 'training.imageUri must be registry/repository[:tag], got "python:3.12", which has no registry'],
  ['an upper-case repository', image('registry.example.com/team/Train:v1'), 'training.imageUri must have a repository of lower-case letters and digits, separated by "/", ".", "_" and "-", got "registry.example.com/team/Train:v1"'],
  ['an image of another Region', image('111122223333.dkr.ecr.us-east-1.amazonaws.com/train:v1'), 'training.imageUri must be in Region eu-west-1, where the stack is, got us-east-1 in "111122223333.dkr.ecr.us-east-1.amazonaws.com/train:v1"'],
  ['an inference image of another Region', (stack) => newAlgorithm(stack, { inference: InferenceContainer.fromRegistry('111122223333.dkr.ecr.us-east-1.amazonaws.com/train:v1') }), 'inference.imageUri must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['a repository in another Region', (stack) => newAlgorithm(stack, {
    training: TrainingContainer.fromEcrRepository(ecr.Repository.fromRepositoryArn(stack, 'There', 'arn:aws:ecr:us-east-1:111122223333:repository/train')),
  }), 'training.imageUri must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['a metric with a regular expression that is none', container({ metrics: [{ name: 'auc', regex: 'auc=([0-9.]+' }] }), 'training.metrics[0].regex must be a regular expression, got "auc=([0-9.]+": unterminated group'],
  ['an empty entry point', container({ entrypoint: [] }), 'training.entrypoint must have 1 to 100 entries, got 0'],
  ['a long entry point', container({ entrypoint: many(101) }), 'training.entrypoint must have 1 to 100 entries, got 101'],
  ['an entry point that is no list', container({ entrypoint: untyped('train') }), 'training.entrypoint must be a list, got "train"'],
  ['an empty string in an entry point', container({ entrypoint: ['train', ''] }), 'training.entrypoint[1] must have 1 to 256 characters, got ""'],
  ['too many arguments', container({ arguments: many(101) }), 'training.arguments must have 1 to 100 entries, got 101'],
  ['a long argument', container({ arguments: [long(257)] }), `training.arguments[0] must have 1 to 256 characters, got 257 characters: ${SHOWN}`],
  ['an argument on two lines', container({ arguments: ['a\nb'] }), 'training.arguments[0] must be text on one line, got "a\\nb"'],
  ['an argument that is a number', container({ arguments: [untyped(5)] }), 'training.arguments[0] must be a string, got 5'],
  ['too many metrics', container({ metrics: many(41).map((name) => ({ name, regex: 'x' })) }), 'training.metrics must have at most 40 entries, got 41'],
  ['a metric without a name', container({ metrics: [{ name: '', regex: 'x' }] }), 'training.metrics[0].name must be text on one line and have 1 to 255 characters, got ""'],
  ['a metric without a regular expression', container({ metrics: [untyped({ name: 'auc' })] }), 'training.metrics[0].regex is required'],
  ['a metric with a long regular expression', container({ metrics: [{ name: 'auc', regex: long(501) }] }), `training.metrics[0].regex must have 1 to 500 characters, got 501 characters: ${SHOWN}`],
  ['two metrics of one name', container({ metrics: [{ name: 'auc', regex: 'x' }, { name: 'auc', regex: 'y' }] }), 'training.metrics[1].name must be a name that no other metric has, got "auc", which is in training.metrics[0].name already'],
];

const ASSOCIATION: Case[] = [
  ['a long name', (stack) => newAssociation(stack, { configuredModelAlgorithmAssociationName: long(64) }), `configuredModelAlgorithmAssociationName must have 1 to 63 characters, got 64 characters: "${long(64)}"`],
  ['a long description', (stack) => newAssociation(stack, { description: long(300) }), `description must have at most 255 characters, got 300 characters: ${SHOWN}`],
  ['a membership with an ID that is none', (stack) => newAssociation(stack, { membership: untyped({ membershipRef: { membershipIdentifier: 'mine', membershipArn: 'x' } }) }), 'membership must be a UUID in lower case, got "mine"'],
  ['an algorithm with an ARN that is none', (stack) => newAssociation(stack, { algorithm: untyped({ configuredModelAlgorithmRef: { configuredModelAlgorithmArn: 'arn:aws:s3:::an-algorithm' } }) }), 'algorithm must be the ARN of a configured model algorithm, got "arn:aws:s3:::an-algorithm"'],
  ['six log policies', policy((builder) => builder.trainedModelLogs(...many(6).map(() => LogPolicy.all([ACCOUNT])))), 'privacyPolicy.trainedModelLogs must have 1 to 5 entries, got 6'],
  ['a log policy without accounts', policy((builder) => builder.trainedModelLogs(LogPolicy.all([]))), 'privacyPolicy.trainedModelLogs[0].accounts must have 1 to 5 entries, got 0'],
  ['a log policy with six accounts', policy((builder) => builder.inferenceLogs(LogPolicy.all(many(6, '11112222333')))), 'privacyPolicy.inferenceLogs[0].accounts must have 1 to 5 entries, got 6'],
  ['an account ID that is short', policy((builder) => builder.trainedModelLogs(LogPolicy.errorSummary(['123']))), 'privacyPolicy.trainedModelLogs[0].accounts[0] must be an account ID of 12 digits, got "123"'],
  ['an account ID that is a number', policy((builder) => builder.trainedModelLogs(LogPolicy.errorSummary([untyped(111122223333)]))), 'privacyPolicy.trainedModelLogs[0].accounts[0] must be a string, got 111122223333'],
  ['an account ID with letters', policy((builder) => builder.inferenceLogs(LogPolicy.all(['11112222333x']))), 'privacyPolicy.inferenceLogs[0].accounts[0] must be an account ID of 12 digits, got "11112222333x"'],
  ['an account twice', policy((builder) => builder.trainedModelLogs(LogPolicy.all([ACCOUNT, ACCOUNT]))), `privacyPolicy.trainedModelLogs[0].accounts[1] must be an entry of its own, got "${ACCOUNT}", which is in privacyPolicy.trainedModelLogs[0].accounts[0] already`],
  ['a long filter pattern', policy((builder) => builder.trainedModelLogs(LogPolicy.all([ACCOUNT], { filterPattern: long(1025) }))), `privacyPolicy.trainedModelLogs[0].filterPattern must have at most 1024 characters, got 1025 characters: ${SHOWN}`],
  ['custom redaction without identifiers', policy((builder) => builder.trainedModelLogs(LogPolicy.all([ACCOUNT], { redaction: LogRedaction.of(EntityType.CUSTOM) }))), 'privacyPolicy.trainedModelLogs[0].redaction must have custom identifiers with EntityType.CUSTOM, got none; add them with withCustomIdentifiers()'],
  ['redaction of nothing', policy((builder) => builder.trainedModelLogs(LogPolicy.all([ACCOUNT], { redaction: LogRedaction.of() }))), 'privacyPolicy.trainedModelLogs[0].redaction.entities must have at least 1 entry, got 0'],
  ['redaction of something unknown', policy((builder) => builder.trainedModelLogs(LogPolicy.all([ACCOUNT], { redaction: LogRedaction.of(untyped('NAMES')) }))), 'privacyPolicy.trainedModelLogs[0].redaction.entities[0] must be one of ALL_PERSONALLY_IDENTIFIABLE_INFORMATION, NUMBERS, CUSTOM, got "NAMES"'],
  ['redaction of the same twice', policy((builder) => builder.trainedModelLogs(LogPolicy.all([ACCOUNT], { redaction: LogRedaction.of(EntityType.NUMBERS, EntityType.NUMBERS) }))), 'privacyPolicy.trainedModelLogs[0].redaction.entities[1] must be an entry of its own, got "NUMBERS", which is in privacyPolicy.trainedModelLogs[0].redaction.entities[0] already'],
  ['eleven custom identifiers', policy((builder) => builder.trainedModelLogs(LogPolicy.all([ACCOUNT], { redaction: LogRedaction.of().withCustomIdentifiers(...many(11)) }))), 'privacyPolicy.trainedModelLogs[0].redaction.customIdentifiers must have 1 to 10 entries, got 11'],
  ['a custom identifier with a character that is not allowed', policy((builder) => builder.inferenceLogs(LogPolicy.all([ACCOUNT], { redaction: LogRedaction.of().withCustomIdentifiers('a:b') }))), 'privacyPolicy.inferenceLogs[0].redaction.customIdentifiers[0] must be a regular expression of letters, digits, spaces and _#=@/;,-^$?[]{}|\\*+.(), got "a:b"'],
  ['a custom identifier that is no regular expression', policy((builder) => builder.inferenceLogs(LogPolicy.all([ACCOUNT], { redaction: LogRedaction.of().withCustomIdentifiers('x', '[a-z') }))), 'privacyPolicy.inferenceLogs[0].redaction.customIdentifiers[1] must be a regular expression, got "[a-z": unterminated character class'],
  ['an unknown noise level', policy((builder) => builder.trainedModelMetrics(untyped('LOUD'))), 'privacyPolicy.trainedModelMetrics must be one of HIGH, MEDIUM, LOW, NONE, got "LOUD"'],
  ['artifacts that are too small', policy((builder) => builder.maxArtifactSize(DataSize.gigabytes(0))), 'privacyPolicy.maxArtifactSize must be 0.01 to 100 GB, got 0 GB'],
  ['artifacts that are too large', policy((builder) => builder.maxArtifactSize(DataSize.gigabytes(101))), 'privacyPolicy.maxArtifactSize must be 0.01 to 100 GB, got 101 GB'],
  ['an export that is too large', policy((builder) => builder.trainedModelExports({ maxSize: DataSize.gigabytes(51), files: [ExportFile.MODEL] })), 'privacyPolicy.trainedModelExports.maxSize must be 0.01 to 50 GB, got 51 GB'],
  ['an export of nothing', policy((builder) => builder.trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [] })), 'privacyPolicy.trainedModelExports.files must have 1 to 2 entries, got 0'],
  ['an export of the same twice', policy((builder) => builder.trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [ExportFile.MODEL, ExportFile.MODEL] })), 'privacyPolicy.trainedModelExports.files[1] must be an entry of its own, got "MODEL", which is in privacyPolicy.trainedModelExports.files[0] already'],
  ['an unknown file', policy((builder) => builder.trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [untyped('LOGS')] })), 'privacyPolicy.trainedModelExports.files[0] must be one of MODEL, OUTPUT, got "LOGS"'],
  ['inference output that is no number', policy((builder) => builder.maxInferenceOutputSize(DataSize.gigabytes(NaN))), 'privacyPolicy.maxInferenceOutputSize must be 0.01 to 100 GB, got NaN'],
];

const MODEL: Case[] = [
  ['a long name', model({ trainedModelName: long(30) }), `trainedModelName must have 1 to 29 characters, got 30 characters: "${long(30)}"`],
  ['a blank name', model({ trainedModelName: ' ' }), 'trainedModelName must be text on one line that is not blank, got " "'],
  ['a long description', model({ description: long(256) }), `description must have at most 255 characters, got 256 characters: ${SHOWN}`],
  ['an association with an ARN that is none', model({ association: untyped({ configuredModelAlgorithmAssociationRef: { configuredModelAlgorithmAssociationArn: 'arn:aws:s3:::an-association' } }) }), 'association must be the ARN of a configured model algorithm association, got "arn:aws:s3:::an-association"'],
  ['a membership in upper case', model({ membership: untyped({ membershipRef: { membershipIdentifier: MEMBERSHIP_ID.replace('1', 'A'), membershipArn: 'x' } }) }), `membership must be a UUID in lower case, got "${MEMBERSHIP_ID.replace('1', 'A')}"`],
  ['no channel', model({ channels: [] }), 'channels must have 1 to 20 entries, got 0'],
  ['too many channels', model({ channels: channels(...many(21)) }), 'channels must have 1 to 20 entries, got 21'],
  ['too many channels with the incremental one', model({ channels: channels(...many(20)), retraining: Retraining.incremental({ channelName: 'base' }) }), 'channels must have at most 19 entries beside the channel of incremental retraining, which counts too, got 20'],
  ['two channels of one name', model({ channels: channels('train', 'train') }), 'channels[1].channelName must be a name that no other channel has, got "train", which is in channels[0].channelName already'],
  ['an incremental channel of the name of another', model({ retraining: Retraining.incremental({ channelName: 'train' }) }), 'retraining.channelName must be a name that no other channel has, got "train", which is in channels[0].channelName already'],
  ['a channel name with a space', model({ channels: channels('my data') }), 'channels[0].channelName must be letters, digits, ".", "-" and "_", got "my data"'],
  ['an empty incremental channel name', model({ retraining: Retraining.incremental({ channelName: '' }) }), 'retraining.channelName must be letters, digits, ".", "-" and "_" and have 1 to 64 characters, got ""'],
  ['a channel ARN that is none', model({ channels: [TrainingChannel.fromMlInputChannelArn('train', 'arn:aws:s3:::bucket-of-mine')] }), 'channels[0].mlInputChannelArn must be the ARN of an ML input channel, got "arn:aws:s3:::bucket-of-mine"'],
  ['a channel of another membership', (stack) => newModel(stack, { channels: [TrainingChannel.fromMlInputChannel('train', newInputChannel(stack, { membership: Membership.fromMembershipId(stack, 'There', OTHER_MEMBERSHIP_ID) }))] }), `channels[0] must be in the membership of the model, ${MEMBERSHIP_ID}, got ${OTHER_MEMBERSHIP_ID}`],
  ['an imported channel of another membership', (stack) => newModel(stack, { channels: [TrainingChannel.fromMlInputChannel('train', MlInputChannel.fromMlInputChannelArn(stack, 'There', CHANNEL_ARN.replace(MEMBERSHIP_ID, OTHER_MEMBERSHIP_ID)))] }), '1 problem\n', `channels[0] must be in the membership of the model, ${MEMBERSHIP_ID}, got ${OTHER_MEMBERSHIP_ID}`],
  ['an unknown distribution', model({ channels: [TrainingChannel.fromMlInputChannelArn('train', CHANNEL_ARN, { distribution: untyped('Random') })] }), 'channels[0].distribution must be one of FullyReplicated, ShardedByS3Key, got "Random"'],
  ['an instance type that cannot be one', resources({ instanceType: TrainingInstanceType.of('g5.xlarge') }), 'resources.instanceType must be an instance type such as ml.g5.xlarge, got "g5.xlarge"'],
  ['no instance', resources({ instanceCount: 0 }), 'resources.instanceCount must be a whole number from 1 to 5, got 0'],
  ['six instances', resources({ instanceCount: 6 }), 'resources.instanceCount must be a whole number from 1 to 5, got 6'],
  ['half an instance', resources({ instanceCount: 1.5 }), 'resources.instanceCount must be a whole number from 1 to 5, got 1.5'],
  ['no volume', resources({ volumeSizeGb: 0 }), 'resources.volumeSizeGb must be 1 to 8192 GB, in whole GB, got 0 GB'],
  ['a volume that is too large', resources({ volumeSizeGb: 8193 }), 'resources.volumeSizeGb must be 1 to 8192 GB, in whole GB, got 8193 GB'],
  ['no time', model({ maxRuntime: Duration.seconds(0) }), 'maxRuntime must be 1 second to 28 days, in whole seconds, got 0 seconds'],
  ['too much time', model({ maxRuntime: Duration.days(29) }), 'maxRuntime must be 1 second to 28 days, in whole seconds, got 29 days'],
  ['time that is no whole seconds', model({ maxRuntime: Duration.millis(1500) }), 'maxRuntime must be 1 second to 28 days, in whole seconds, got 1.5 seconds'],
  ['an unknown input mode', model({ inputMode: untyped('Stream') }), 'inputMode must be one of File, FastFile, Pipe, got "Stream"'],
  ['a payer that is no account', model({ payerAccountId: 'me' }), 'payerAccountId must be an account ID of 12 digits, got "me"'],
  ['too many hyperparameters', model({ hyperparameters: mapOf(101) }), 'hyperparameters must have at most 100 entries, got 101'],
  ['a hyperparameter that is a number', model({ hyperparameters: { epochs: untyped(10) } }), 'hyperparameters["epochs"] must be a string, got 10'],
  ['a hyperparameter without a value', model({ hyperparameters: { epochs: '' } }), 'hyperparameters["epochs"] must have 1 to 2500 characters, got ""'],
  ['a hyperparameter without a name', model({ hyperparameters: { '': '10' } }), 'hyperparameters key "" must have 1 to 256 characters, got ""'],
  ['a hyperparameter on two lines', model({ hyperparameters: { a: '1\n2' } }), 'hyperparameters["a"] must be text on one line, got "1\\n2"'],
  ['too many variables', model({ environment: mapOf(101) }), 'environment must have at most 100 entries, got 101'],
  ['a variable that starts with a digit', model({ environment: { '1A': 'x' } }), 'environment key "1A" must be a variable name of letters, digits and "_" that starts with no digit, got "1A"'],
  ['a variable with a long value', model({ environment: { A: long(513) } }), `environment["A"] must have 1 to 512 characters, got 513 characters: ${SHOWN}`],
  ['an empty revision', model({ revision: '' }), 'revision must have 1 to 255 characters, got ""'],
  ['a long revision', model({ revision: long(256) }), `revision must have 1 to 255 characters, got 256 characters: ${SHOWN}`],
  ['an unknown trigger', model({ retrainOn: untyped('ALWAYS') }), 'retrainOn must be one of INPUTS, ANY_TRAINING_PROPERTY, REVISION_ONLY, got "ALWAYS"'],
  ['a wait that is too short', model({ completion: Completion.whenActive({ timeout: Duration.seconds(30) }) }), 'completion.timeout must be 1 minute to 45 minutes, in whole seconds, got 30 seconds'],
  ['a wait that is too long', model({ completion: Completion.whenActive({ timeout: Duration.hours(1) }) }), 'completion.timeout must be 1 minute to 45 minutes, in whole seconds, got 1 hour'],
  ['keeping no version', model({ versionRetention: VersionRetention.keepLast(0) }), 'versionRetention.keepLast must be a whole number of at least 1, got 0'],
  ['keeping half a version', model({ versionRetention: VersionRetention.keepLast(1.5) }), 'versionRetention.keepLast must be a whole number of at least 1, got 1.5'],
  ['everything at once', model({ channels: [], resources: { ...RESOURCES, instanceCount: 9, volumeSizeGb: -1 }, payerAccountId: 'me' }),
    '4 problems',
    'resources.instanceCount must be a whole number from 1 to 5, got 9',
    'resources.volumeSizeGb must be 1 to 8192 GB, in whole GB, got -1 GB',
    'channels must have 1 to 20 entries, got 0',
    'payerAccountId must be an account ID of 12 digits, got "me"'],
];

const ML_CONFIGURATION: Case[] = [
  ['a prefix that begins with a slash', (stack) => newMlConfiguration(stack, { bucket: bucketIn(stack), prefix: '/models' }), 'prefix must be text without a slash at its beginning or end, such as "models", got "/models"'],
  ['a prefix that ends with a slash', (stack) => newMlConfiguration(stack, { bucket: bucketIn(stack), prefix: 'models/' }), 'prefix must be text without a slash at its beginning or end, such as "models", got "models/"'],
  ['an empty prefix', (stack) => newMlConfiguration(stack, { bucket: bucketIn(stack), prefix: '' }), 'prefix must be text without a slash at its beginning or end, such as "models", got ""'],
  ['a prefix without a bucket', (stack) => newMlConfiguration(stack, { prefix: 'models' }), 'prefix must not be given without a bucket, got "models"'],
  ['a long prefix', (stack) => newMlConfiguration(stack, { bucket: bucketIn(stack), prefix: long(1285) }), 'prefix must have 1 to 1285 characters, got 1298 characters: "s3://outputs/'],
  ['the name of a bucket', (stack) => newMlConfiguration(stack, { bucket: untyped('outputs') }), 'bucket must be a Bucket, got "outputs"; pass Bucket.fromBucketName(scope, id, "outputs")'],
  ['the ARN of a bucket', (stack) => newMlConfiguration(stack, { bucket: untyped('arn:aws:s3:::outputs') }), 'bucket must be a Bucket, got "arn:aws:s3:::outputs"; pass Bucket.fromBucketArn(scope, id, "arn:aws:s3:::outputs")'],
  ['a bucket in another Region', (stack) => newMlConfiguration(stack, { bucket: s3.Bucket.fromBucketAttributes(stack, 'There', { bucketName: 'outputs', region: 'us-east-1' }) }), 'bucket must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['a membership of another account', (stack) => newMlConfiguration(stack, { membership: Membership.fromMembershipArn(stack, 'There', MEMBERSHIP_ARN.replace('111122223333', '444455556666')) }), 'membership must be a membership of account 111122223333, the account of the stack, got 444455556666'],
  ['adopt as text', (stack) => newMlConfiguration(stack, { adopt: untyped('true') }), 'adopt must be true or false, got "true"'],
  ['an alias for a key', (stack) => newMlConfiguration(stack, { bucket: bucketIn(stack), encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/outputs') }), 'encryptionKey must be a key, since Clean Rooms ML takes no aliases, got the alias "alias/outputs"'],
  ['no membership', (stack) => newMlConfiguration(stack, { membership: untyped(undefined) }), 'membership is required'],
];

const inference = (props: Partial<TrainedModelInferenceProps>) => (stack: Stack) => newInference(stack, props);
const exporting = (props: Partial<TrainedModelExportProps>) => (stack: Stack) => newExport(stack, props);
const importing = (arn: string) => (stack: Stack) => newInference(stack, { channel: MlInputChannel.fromMlInputChannelArn(stack, 'Theirs', arn) });
const inOtherRegion = (arn: string) => arn.replace('eu-west-1', 'us-east-1');

const INFERENCE: Case[] = [
  ['no model', inference({ trainedModel: untyped(undefined) }), 'trainedModel is required: a trained model'],
  ['the ARN of a model', inference({ trainedModel: untyped(MODEL_ARN) }), `trainedModel must be a trained model, got "${MODEL_ARN.slice(0, 100)}`],
  ['the ARN of a channel', inference({ channel: untyped(CHANNEL_ARN) }), `pass MlInputChannel.fromMlInputChannelArn(scope, id, "${CHANNEL_ARN}")`],
  ['a channel of another membership', importing(CHANNEL_ARN.replace(MEMBERSHIP_ID, '99999999-8888-7777-6666-555555555555')), `channel must be in the membership of the model, ${MEMBERSHIP_ID}, got 99999999-8888-7777-6666-555555555555`],
  ['a channel in another Region', importing(inOtherRegion(CHANNEL_ARN)), 'channel must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['a model in another Region', (stack) => newInference(stack, { trainedModel: TrainedModel.fromTrainedModelArn(stack, 'There', inOtherRegion(MODEL_ARN)) }), 'trainedModel must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['a model of another account', (stack) => newInference(stack, { trainedModel: TrainedModel.fromTrainedModelArn(stack, 'There', MODEL_ARN.replace('111122223333', '444455556666')) }), 'membership must be a membership of account 111122223333, the account of the stack, got 444455556666'],
  ['a name for a receiver', inference({ receiver: 'partner' }), 'receiver must be an account ID of 12 digits, got "partner"'],
  ['the ARN of a receiver', inference({ receiver: 'arn:aws:iam::444455556666:root' }), 'receiver must be an account ID of 12 digits, got "arn:aws:iam::444455556666:root"; pass "444455556666"'],
  ['a name for an instance type', inference({ instanceType: untyped('ml.m5.xlarge') }), 'instanceType must be an InferenceInstanceType, got "ml.m5.xlarge"; pass InferenceInstanceType.of("ml.m5.xlarge")'],
  ['an instance type for training', inference({ instanceType: untyped(TrainingInstanceType.ML_P5_48XLARGE) }), 'instanceType must be an InferenceInstanceType, got a TrainingInstanceType'],
  ['an instance type that cannot be one', inference({ instanceType: InferenceInstanceType.of('m5.xlarge') }), 'instanceType must be an instance type such as ml.g5.xlarge, got "m5.xlarge"'],
  ['no instances', inference({ instanceCount: 0 }), 'instanceCount must be a whole number from 1 to 10, got 0'],
  ['11 instances', inference({ instanceCount: 11 }), 'instanceCount must be a whole number from 1 to 10, got 11'],
  ['half an instance', inference({ instanceCount: 0.5 }), 'instanceCount must be a whole number from 1 to 10, got 0.5'],
  ['a long MIME type', inference({ accept: long(257) }), `accept must have at most 256 characters, got 257 characters: ${SHOWN}`],
  ['a MIME type on two lines', inference({ accept: 'text/csv\n' }), 'accept must be text on one line, got "text/csv\\n"'],
  ['17 variables', inference({ environment: mapOf(17) }), 'environment must have at most 16 entries, got 17'],
  ['a variable that starts with a digit', inference({ environment: { '1st': 'x' } }), 'environment key "1st" must be a variable name of letters, digits and "_" that starts with no digit, got "1st"'],
  ['a long variable name', inference({ environment: { [long(1025)]: 'x' } }), 'must have 1 to 1024 characters, got 1025 characters'],
  ['an empty variable', inference({ environment: { A: '' } }), 'environment["A"] must have 1 to 10240 characters, got ""'],
  ['a long variable', inference({ environment: { A: long(10241) } }), 'environment["A"] must have 1 to 10240 characters, got 10241 characters'],
  ['no payload', inference({ maxPayload: Size.mebibytes(0) }), 'maxPayload must be 1 to 100 MB, in whole MB, got 0 MB'],
  ['a payload of 101 MB', inference({ maxPayload: Size.mebibytes(101) }), 'maxPayload must be 1 to 100 MB, in whole MB, got 101 MB'],
  ['half a MB of payload', inference({ maxPayload: Size.kibibytes(512) }), 'maxPayload must be 1 to 100 MB, in whole MB, got 0.5 MB'],
  ['a number for a payload', inference({ maxPayload: untyped(6) }), 'maxPayload must be a Size, got 6; pass Size.mebibytes(6)'],
  ['a name for a payer', inference({ payerAccountId: 'me' }), 'payerAccountId must be an account ID of 12 digits, got "me"'],
  ['an alias for a key', (stack) => newInference(stack, { encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/scores') }), 'encryptionKey must be a key, since Clean Rooms ML takes no aliases, got the alias "alias/scores"'],
  ['a long description', inference({ description: long(256) }), `description must have at most 255 characters, got 256 characters: ${SHOWN}`],
  ['a long name', inference({ trainedModelInferenceJobName: long(30) }), 'trainedModelInferenceJobName must have 1 to 29 characters, got 30 characters'],
  ['an empty revision', inference({ revision: '' }), 'revision must have 1 to 255 characters, got ""'],
  ['a timeout of 46 minutes', inference({ completion: Completion.whenActive({ timeout: Duration.minutes(46) }) }), 'completion.timeout must be 1 minute to 45 minutes, in whole seconds, got 46 minutes'],
  ['an association that is none', (stack) => newInference(stack, { association: untyped(ASSOCIATION_ARN) }), 'association must be a ConfiguredModelAlgorithmAssociation or a CfnConfiguredModelAlgorithmAssociation, got "arn:aws'],
  ['a policy that does not allow it', (stack) => newInference(stack, { trainedModel: newModel(stack, { association: newAssociation(stack) }) }), 'trainedModel must be of an association whose privacy policy allows inference jobs, got Stack/Association, whose policy does not; add maxInferenceOutputSize() or inferenceLogs() to it'],
  ['an association whose policy does not allow it, and whose algorithm does not infer', (stack) => newInference(stack, { association: newAssociation(stack, { algorithm: newAlgorithm(stack) }) }),
    '2 problems',
    'association must be of an association whose privacy policy allows inference jobs, got Stack/Association, whose policy does not',
    'association must be of an algorithm with an inference container, got Stack/Association, whose algorithm Stack/Algorithm has a training container alone'],
  ['several problems', inference({ receiver: 'x', instanceCount: 99, revision: '' }), '3 problems', 'instanceCount must', 'receiver must', 'revision must'],
];

const EXPORT: Case[] = [
  ['no model', exporting({ trainedModel: untyped(undefined) }), 'trainedModel is required: a trained model'],
  ['a name for a receiver', exporting({ receiver: 'partner' }), 'receiver must be an account ID of 12 digits, got "partner"'],
  ['no receiver', exporting({ receiver: untyped(undefined) }), 'receiver is required'],
  ['a long description', exporting({ description: long(256) }), `description must have at most 255 characters, got 256 characters: ${SHOWN}`],
  ['a long name', exporting({ trainedModelExportJobName: long(30) }), 'trainedModelExportJobName must have 1 to 29 characters, got 30 characters'],
  ['a blank name', exporting({ trainedModelExportJobName: ' ' }), 'trainedModelExportJobName must be text on one line that is not blank, got " "'],
  ['a long revision', exporting({ revision: long(256) }), `revision must have 1 to 255 characters, got 256 characters: ${SHOWN}`],
  ['a timeout of half a minute', exporting({ completion: Completion.whenActive({ timeout: Duration.seconds(30) }) }), 'completion.timeout must be 1 minute to 45 minutes, in whole seconds, got 30 seconds'],
  ['a name for a collaboration', exporting({ collaborationIdentifier: 'ours' }), 'collaborationIdentifier must be a UUID in lower case, got "ours"'],
  ['a model in another Region', (stack) => newExport(stack, { trainedModel: TrainedModel.fromTrainedModelArn(stack, 'There', inOtherRegion(MODEL_ARN)) }), 'trainedModel must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['a model of another membership, in an unknown collaboration', (stack) => newExport(stack, {
    trainedModel: TrainedModel.fromTrainedModelArn(stack, 'There', MODEL_ARN.replace('111122223333', '444455556666').replace(MEMBERSHIP_ID, '99999999-8888-7777-6666-555555555555')),
    membership: Membership.fromMembershipId(stack, 'Ours', MEMBERSHIP_ID),
  }), `collaborationIdentifier is required for a trained model of another membership than ${MEMBERSHIP_ID}, got "arn:aws`],
  ['a policy that does not allow it', (stack) => newExport(stack, { trainedModel: newModel(stack, { association: newAssociation(stack) }) }), 'trainedModel must be of an association whose privacy policy allows exports, got Stack/Association, whose policy does not; add trainedModelExports() to it'],
];

const INPUT_CHANNEL: Case[] = [
  ['a blank query', sql(' \n'), 'query must be SQL text, got " \\n"'],
  ['a query that is no text', inputChannel({ query: untyped('SELECT 1') }), 'query must be a ChannelQuery, such as ChannelQuery.sql(), got "SELECT 1"; pass ChannelQuery.sql("SELECT 1")'],
  ['the ARN of a template for a query', inputChannel({ query: untyped(TEMPLATE_ARN) }), `; pass ChannelQuery.analysisTemplateArn("${TEMPLATE_ARN}")`],
  ['a query that is too long', sql(long(500_001)), `query must have at most 500000 characters, got 500001 characters: ${SHOWN}`],
  ['the name of a parameter with a dash', sql('SELECT 1', { 'a-b': '1' }), 'query.parameters key "a-b" must be letters, digits and "_", got "a-b"'],
  ['a parameter without a name', sql('SELECT 1', { '': '1' }), 'query.parameters key "" must be letters, digits and "_" and have 1 to 100 characters, got ""'],
  ['a parameter with a long name', sql('SELECT 1', { [long(101)]: '1' }), 'must have 1 to 100 characters, got 101 characters'],
  ['a parameter with a long value', sql('SELECT 1', { since: long(1001) }), `query.parameters["since"] must have at most 1000 characters, got 1001 characters: ${SHOWN}`],
  ['a parameter that is a number', sql('SELECT 1', { since: untyped(2026) }), 'query.parameters["since"] must be a string, got 2026'],
  ['parameters that are no map', sql('SELECT 1', untyped(['a'])), 'query.parameters must be a map, got ["a"]'],
  ['a template that is none', template('arn:aws:s3:::templates'), 'query.analysisTemplate must be the ARN of an analysis template, got "arn:aws:s3:::templates"'],
  ['a template with a long ARN', template(`${TEMPLATE_ARN}${'1'.repeat(200)}`), 'query.analysisTemplate must have at most 200 characters, got'],
  ['a template in another Region', template(TEMPLATE_ARN.replace('eu-west-1', 'us-east-1')), 'query.analysisTemplate must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['one worker', workers(WorkerType.CR_1_X, 1), 'compute.count must be a whole number from 2 to 128 of CR.1X, got 1'],
  ['too many small workers', workers(WorkerType.CR_1_X, 129), 'compute.count must be a whole number from 2 to 128 of CR.1X, got 129'],
  ['too many middle workers', workers(WorkerType.CR_4_X, 33), 'compute.count must be a whole number from 2 to 32 of CR.4X, got 33'],
  ['too many large workers', workers(WorkerType.CR_8_X, 17), 'compute.count must be a whole number from 2 to 16 of CR.8X, got 17'],
  ['too many new workers', workers(WorkerType.of('CR.16X'), 1025), 'compute.count must be a whole number from 2 to 1024, got 1025'],
  ['half a worker', workers(WorkerType.CR_1_X, 2.5), 'compute.count must be a whole number from 2 to 128 of CR.1X, got 2.5'],
  ['workers of a type that is none', workers(WorkerType.of('ml.m5.large'), 2), 'compute.type must be a worker type such as CR.1X, got "ml.m5.large"'],
  ['too many Spark properties', workers(WorkerType.CR_1_X, 2, mapOf(51)), 'compute.spark must have at most 50 entries, got 51'],
  ['a Spark property without a name', workers(WorkerType.CR_1_X, 2, { '': 'x' }), 'compute.spark key "" must have 1 to 200 characters, got ""'],
  ['a Spark property with a long value', workers(WorkerType.CR_1_X, 2, { 'spark.x': long(501) }), `compute.spark["spark.x"] must have at most 500 characters, got 501 characters: ${SHOWN}`],
  ['a Spark property that is a switch', workers(WorkerType.CR_1_X, 2, { 'spark.x': untyped(true) }), 'compute.spark["spark.x"] must be a string, got true'],
  ['no retention', inputChannel({ retention: Duration.days(0) }), 'retention must be 1 to 30 days, in whole days, got 0 days'],
  ['a retention that is too long', inputChannel({ retention: Duration.days(31) }), 'retention must be 1 to 30 days, in whole days, got 31 days'],
  ['a retention that is no whole days', inputChannel({ retention: Duration.hours(36) }), 'retention must be 1 to 30 days, in whole days, got 1.5 days'],
  ['a number for a retention', inputChannel({ retention: untyped(30) }), 'retention must be a Duration, got 30; pass Duration.days(30)'],
  ['an unknown format', inputChannel({ resultFormat: untyped('ORC') }), 'resultFormat must be one of CSV, PARQUET, got "ORC"'],
  ['a payer of computing that is no account', inputChannel({ computePayerAccountId: 'me' }), 'computePayerAccountId must be an account ID of 12 digits, got "me"'],
  ['a payer of synthetic data that is no account', inputChannel({ syntheticDataPayerAccountId: 'me' }), 'syntheticDataPayerAccountId must be an account ID of 12 digits, got "me"'],
  ['a long name', inputChannel({ mlInputChannelName: long(64) }), `mlInputChannelName must have 1 to 63 characters, got 64 characters: "${long(64)}"`],
  ['a blank name', inputChannel({ mlInputChannelName: ' ' }), 'mlInputChannelName must be text on one line that is not blank, got " "'],
  ['a long description', inputChannel({ description: long(256) }), `description must have at most 255 characters, got 256 characters: ${SHOWN}`],
  ['an empty revision', inputChannel({ revision: '' }), 'revision must have 1 to 255 characters, got ""'],
  ['a long revision', inputChannel({ revision: long(256) }), `revision must have 1 to 255 characters, got 256 characters: ${SHOWN}`],
  ['an association with an ARN that is none', inputChannel({ association: untyped({ configuredModelAlgorithmAssociationRef: { configuredModelAlgorithmAssociationArn: 'arn:aws:s3:::an-association' } }) }), 'association must be the ARN of a configured model algorithm association, got "arn:aws:s3:::an-association"'],
  ['an association in another Region', (stack) => newInputChannel(stack, { association: ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'There', ASSOCIATION_ARN.replace('eu-west-1', 'us-east-1')) }), 'association must be in Region eu-west-1, where the stack is, got us-east-1'],
  ['a membership of another account', (stack) => newInputChannel(stack, { membership: Membership.fromMembershipArn(stack, 'There', MEMBERSHIP_ARN.replace('111122223333', '444455556666')) }), 'membership must be a membership of account 111122223333, the account of the stack, got 444455556666'],
  ['a role of another account', (stack) => newInputChannel(stack, { role: iam.Role.fromRoleArn(stack, 'There', 'arn:aws:iam::444455556666:role/query') }), 'role must be a role of account 111122223333, the account of the stack, got 444455556666 in "arn:aws:iam::444455556666:role/query"'],
  ['a role that is none', inputChannel({ role: { roleArn: 'arn:aws:iam::1:role/x', grantPrincipal: new iam.AnyPrincipal() } as never }), 'role must be the ARN of an IAM role'],
  ['an alias for a key', (stack) => newInputChannel(stack, { encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/data') }), 'encryptionKey must be a key, since Clean Rooms ML takes no aliases, got the alias "alias/data"'],
  ['everything at once', inputChannel({ retention: Duration.days(99), computePayerAccountId: 'me', compute: ChannelCompute.workers(WorkerType.CR_8_X, 99), query: ChannelQuery.sql('') }),
    '4 problems',
    'retention must be 1 to 30 days, in whole days, got 99 days',
    'computePayerAccountId must be an account ID of 12 digits, got "me"',
    'compute.count must be a whole number from 2 to 16 of CR.8X, got 99',
    'query must be SQL text, got ""'],
];

test.each(ALGORITHM)('an algorithm with %s', (_title, act, ...lines) => expectError(act, 'Stack/Algorithm', lines));
test.each(ASSOCIATION)('an association with %s', (_title, act, ...lines) => expectError(act, 'Stack/Association', lines));
test.each(MODEL)('a trained model with %s', (_title, act, ...lines) => expectError(act, 'Stack/Model', lines));
test.each(INPUT_CHANNEL)('an ML input channel with %s', (_title, act, ...lines) => expectError(act, 'Stack/Channel', lines));
test.each(ML_CONFIGURATION)('an ML configuration with %s', (_title, act, ...lines) => expectError(act, 'Stack/MlConfiguration', lines));
test.each(INFERENCE)('an inference with %s', (_title, act, ...lines) => expectError(act, 'Stack/Inference', lines));
test.each(EXPORT)('an export with %s', (_title, act, ...lines) => expectError(act, 'Stack/Export', lines));

test.each<Case>([
  ['a training definition', (stack) => ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(stack, 'Import', { configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN, trainingDefinition: 'v1' }), 'trainingDefinition must be the `trainingDefinition` attribute of an algorithm or association, 26 characters of a to z and 2 to 7, got "v1"'],
  ['an algorithm\'s training definition', (stack) => ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmAttributes(stack, 'Import', { configuredModelAlgorithmArn: ALGORITHM_ARN, trainingDefinition: 'v1' }), 'trainingDefinition must be the `trainingDefinition` attribute of an algorithm or association, 26 characters of a to z and 2 to 7, got "v1"'],
  ['a membership ID', (stack) => Membership.fromMembershipId(stack, 'Import', 'mine'), 'membershipIdentifier must be a UUID in lower case, got "mine"'],
  ['an algorithm ARN', (stack) => ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(stack, 'Import', 'arn:aws:s3:eu-west-1:1:bucket/x'), 'configuredModelAlgorithmArn must be the ARN of a configured model algorithm, got "arn:aws:s3:eu-west-1:1:bucket/x"'],
  ['an association ARN', (stack) => ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Import', 'arn:aws:s3:eu-west-1:1:bucket/x'), 'configuredModelAlgorithmAssociationArn must be the ARN of a configured model algorithm association, got "arn:aws:s3:eu-west-1:1:bucket/x"'],
  ['a model ARN and version', (stack) => TrainedModel.fromTrainedModelAttributes(stack, 'Import', { trainedModelArn: 'arn:aws:s3:eu-west-1:1:bucket/x', versionIdentifier: 'v1' }), 'trainedModelArn must be the ARN of a trained model, got "arn:aws:s3:eu-west-1:1:bucket/x"', 'versionIdentifier must be a UUID in lower case, got "v1"'],
  ['a channel ARN', (stack) => MlInputChannel.fromMlInputChannelArn(stack, 'Import', MODEL_ARN), `mlInputChannelArn must be the ARN of an ML input channel, got "${MODEL_ARN}"`],
  ['the association of a channel', (stack) => MlInputChannel.fromMlInputChannelAttributes(stack, 'Import', { mlInputChannelArn: CHANNEL_ARN, configuredModelAlgorithmAssociationArn: CHANNEL_ARN }), 'configuredModelAlgorithmAssociationArn must be the ARN of a configured model algorithm association'],
  ['a membership ARN', (stack) => Membership.fromMembershipArn(stack, 'Import', COLLABORATION_ARN), `membershipArn must be the ARN of a membership, got "${COLLABORATION_ARN}"`],
])('an import with %s that is none', (_title, act, ...lines) => expectError(act, 'Stack/Import', lines));

test.each<Case>([
  ['little memory', (stack) => ProviderSettings.of(stack).set({ memorySize: 64 }), 'memorySize must be 128 to 10240 MB, in whole MB, got 64 MB'],
  ['six layers', (stack) => ProviderSettings.of(stack).set({ layers: many(6).map((id) => lambda.LayerVersion.fromLayerVersionArn(stack, id, `arn:aws:lambda:eu-west-1:1:layer:${id}:1`)) }), 'layers must have at most 5 entries, got 6'],
  ['subnets without a VPC', (stack) => ProviderSettings.of(stack).set({ vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } }), 'vpcSubnets needs vpc: set it as well, or leave this out'],
  ['public subnets', (stack) => ProviderSettings.of(stack).set({ vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 }), vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }), 'vpcSubnets must be private, since functions in public subnets cannot reach AWS services, got Stack/Vpc/PublicSubnet1'],
  ['the ID of a VPC', (stack) => ProviderSettings.of(stack).set({ vpc: untyped('vpc-1') }), 'vpc must be a VPC, got "vpc-1"; pass ec2.Vpc.fromLookup(scope, id, { vpcId: "vpc-1" })'],
  ['the ID of a security group', (stack) => ProviderSettings.of(stack).set({ securityGroups: [untyped('sg-1')] }), 'securityGroups[0] must be a security group, got "sg-1"; pass ec2.SecurityGroup.fromSecurityGroupId(scope, id, "sg-1")'],
  ['a layer alone', (stack) => ProviderSettings.of(stack).set({ layers: untyped(lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:eu-west-1:1:layer:x:1')) }), 'layers must be a list'],
  ['the ARN of a layer', (stack) => ProviderSettings.of(stack).set({ layers: [untyped('arn:x')] }), 'layers[0] must be a layer version, got "arn:x"; pass lambda.LayerVersion.fromLayerVersionArn(scope, id, "arn:x")'],
  ['the ARN of a key for logs', (stack) => ProviderSettings.of(stack).set({ logEncryption: untyped('arn:y') }), 'logEncryption must be a KMS key, got "arn:y"; pass kms.Key.fromKeyArn(scope, id, "arn:y")'],
  ['keys that are none', (stack) => ProviderSettings.of(stack).set({ ledgerEncryption: untyped({}), environmentEncryption: untyped(true) }), '2 problems', 'environmentEncryption must be a KMS key, got true', 'ledgerEncryption must be a KMS key, got {}'],
  ['a number of days that CloudWatch Logs does not take', (stack) => ProviderSettings.of(stack).set({ logRetention: untyped(31) }), 'logRetention must be one of logs.RetentionDays, got 31'],
  ['tracing that is text', (stack) => ProviderSettings.of(stack).set({ tracing: untyped('false') }), 'tracing must be true or false, got "false"'],
  ['recovery that is a number', (stack) => ProviderSettings.of(stack).set({ ledgerPointInTimeRecovery: untyped(1) }), 'ledgerPointInTimeRecovery must be true or false, got 1'],
  ['a snapshot of the ledger', (stack) => ProviderSettings.of(stack).set({ ledgerRemovalPolicy: RemovalPolicy.SNAPSHOT }), 'ledgerRemovalPolicy must be RemovalPolicy.DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got "snapshot"'],
  ['a concurrency of none', (stack) => ProviderSettings.of(stack).set({ reservedConcurrentExecutions: 0 }), 'reservedConcurrentExecutions must be a whole number of at least 1, got 0'],
  ['memory as text', (stack) => ProviderSettings.of(stack).set({ memorySize: untyped('512') }), 'memorySize must be 128 to 10240 MB, in whole MB, got "512"'],
  ['a setting in another spelling', (stack) => ProviderSettings.of(stack).set(untyped({ memorysize: 512 })), 'memorysize is not a property; did you mean memorySize?'],
  ['security groups without a VPC', (stack) => ProviderSettings.of(stack).set({ securityGroups: [] }), 'securityGroups needs vpc: set it as well, or leave this out'],
])('settings with %s', (_title, act, ...lines) => expectError(act, 'Stack', lines));

describe('an argument of another kind gets an error that says what to pass instead', () => {
  const text = (value: string) => untyped(value);
  test.each<[string, (stack: Stack) => unknown, path: string, line: string]>([
    ['an ARN for a membership ID', (stack) => Membership.fromMembershipId(stack, 'Import', MEMBERSHIP_ARN), 'Stack/Import', `membershipIdentifier must be a UUID in lower case, got "${MEMBERSHIP_ARN}"; pass "${MEMBERSHIP_ID}"`],
    ['an ARN for a version', (stack) => TrainedModel.fromTrainedModelAttributes(stack, 'Import', { trainedModelArn: MODEL_ARN, versionIdentifier: MODEL_ARN }), 'Stack/Import', `versionIdentifier must be a UUID in lower case, got "${MODEL_ARN}"; pass the ID alone, not an ARN`],
    ['an ARN for an account', model({ payerAccountId: MEMBERSHIP_ARN }), 'Stack/Model', `payerAccountId must be an account ID of 12 digits, got "${MEMBERSHIP_ARN}"; pass "111122223333"`],
    ['an ID for a membership', model({ membership: text(MEMBERSHIP_ID) }), 'Stack/Model', `membership must be a CfnMembership, or what Membership.fromMembershipId() gives, got "${MEMBERSHIP_ID}"; pass Membership.fromMembershipId(scope, id, "${MEMBERSHIP_ID}")`],
    ['an ARN for a membership', model({ membership: text(MEMBERSHIP_ARN) }), 'Stack/Model', `pass Membership.fromMembershipArn(scope, id, "${MEMBERSHIP_ARN}")`],
    ['an ARN for an association', model({ association: text(ASSOCIATION_ARN) }), 'Stack/Model', `; pass ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(scope, id, "${ASSOCIATION_ARN}")`],
    ['an ARN for an algorithm', (stack) => newAssociation(stack, { algorithm: text(ALGORITHM_ARN) }), 'Stack/Association', `algorithm must be a ConfiguredModelAlgorithm or a CfnConfiguredModelAlgorithm, got "${ALGORITHM_ARN}"; pass ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(scope, id, "${ALGORITHM_ARN}")`],
    ['an ARN for a channel', model({ channels: [text('arn:x')] }), 'Stack/Model', 'channels[0] must be a TrainingChannel, got "arn:x"; pass TrainingChannel.fromMlInputChannelArn(channelName, "arn:x")'],
    ['a name for an instance type', resources({ instanceType: text('ml.g5.xlarge') }), 'Stack/Model', 'resources.instanceType must be a TrainingInstanceType, got "ml.g5.xlarge"; pass TrainingInstanceType.of("ml.g5.xlarge")'],
    ['a number for a duration', model({ maxRuntime: untyped(3600) }), 'Stack/Model', 'maxRuntime must be a Duration, got 3600; pass for example Duration.minutes(60)'],
    ['an ARN for a key', model({ encryptionKey: text('arn:y') }), 'Stack/Model', 'encryptionKey must be a KMS key, got "arn:y"; pass kms.Key.fromKeyArn(scope, id, "arn:y")'],
    ['an ARN for a role', (stack) => newAlgorithm(stack, { role: text('arn:y') }), 'Stack/Algorithm', 'role must be an IAM role, got "arn:y"; pass iam.Role.fromRoleArn(scope, id, "arn:y")'],
    ['a URI for a container', (stack) => newAlgorithm(stack, { training: text('registry/train:v1') }), 'Stack/Algorithm', 'training must be a TrainingContainer, got "registry/train:v1"; pass TrainingContainer.fromRegistry("registry/train:v1")'],
    ['a builder for a policy', (stack) => newAssociation(stack, { privacyPolicy: untyped(PrivacyPolicy.builder()) }), 'Stack/Association', 'privacyPolicy must be a PrivacyPolicy, got a PrivacyPolicyBuilder; pass what its build() gives, which is toPolicy() in other languages'],
    ['a completion for a retraining', model({ retraining: untyped(Completion.whenSubmitted()) }), 'Stack/Model', 'retraining must be a Retraining, such as Retraining.fromScratch(), got a Completion'],
  ])('%s', (_title, act, path, line) => expectError(act, path, [line]));
});

describe('plain JavaScript gets one error instead of a TypeError', () => {
  test.each<[string, (stack: Stack) => unknown, path: string, ...lines: string[]]>([
    ['for a model without properties', (stack) => new TrainedModel(stack, 'Model', untyped(undefined)), 'Stack/Model', '4 problems', 'membership is required: a CfnMembership, or what Membership.fromMembershipId() gives', 'association is required', 'channels is required: a list', 'resources is required'],
    ['for a channel without properties', (stack) => new MlInputChannel(stack, 'Channel', untyped(undefined)), 'Stack/Channel', '4 problems', 'membership is required', 'association is required', 'query is required: a ChannelQuery', 'retention is required: a Duration'],
    ['for a channel in a model that is an ARN', model({ channels: [untyped(CHANNEL_ARN)] }), 'Stack/Model', 'channels[0] must be a TrainingChannel'],
    ['for an association without properties', (stack) => new ConfiguredModelAlgorithmAssociation(stack, 'Association', untyped(null)), 'Stack/Association', '3 problems', 'membership is required', 'algorithm is required', 'privacyPolicy is required: a PrivacyPolicy'],
    ['for an algorithm without properties', (stack) => new ConfiguredModelAlgorithm(stack, 'Algorithm', untyped(undefined)), 'Stack/Algorithm', 'training or inference is required'],
    ['for properties that are text', (stack) => new TrainedModel(stack, 'Model', untyped('churn')), 'Stack/Model', 'props must be an object, got "churn"'],
    ['for channels that are no list', model({ channels: untyped(channels('train')[0]) }), 'Stack/Model', 'channels must be a list, got a TrainingChannel'],
    ['for a construct in the wrong place', (stack) => newModel(stack, { channels: [untyped(stack)] }), 'Stack/Model', 'channels[0] must be a TrainingChannel, got a Stack'],
    ['for metrics that are no list', container({ metrics: untyped('auc') }), 'Stack/Algorithm', 'training.metrics must be a list, got "auc"'],
    ['for accounts that are no list', policy((builder) => builder.inferenceLogs(LogPolicy.all(untyped(ACCOUNT)))), 'Stack/Association', `privacyPolicy.inferenceLogs[0].accounts must be a list, got "${ACCOUNT}"`],
    ['for hyperparameters that are no map', model({ hyperparameters: untyped([1]) }), 'Stack/Model', 'hyperparameters must be a map, got [1]'],
    ['for a model ARN that is missing', (stack) => TrainedModel.fromTrainedModelArn(stack, 'Import', untyped(undefined)), 'Stack/Import', 'trainedModelArn is required'],
    ['for an ARN that is no text', (stack) => TrainedModel.fromTrainedModelArn(stack, 'Import', untyped(7)), 'Stack/Import', 'trainedModelArn must be a string, got 7'],
    ['for an ARN that is any text', (stack) => TrainedModel.fromTrainedModelArn(stack, 'Import', 'churn'), 'Stack/Import', 'trainedModelArn must be the ARN of a trained model, got "churn"'],
    ['for an association that is any text', (stack) => ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Import', 'churn'), 'Stack/Import', 'configuredModelAlgorithmAssociationArn must be the ARN of a configured model algorithm association, got "churn"'],
    ['for an algorithm that is any text', (stack) => ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(stack, 'Import', 'churn'), 'Stack/Import', 'configuredModelAlgorithmArn must be the ARN of a configured model algorithm, got "churn"'],
    ['for a removal policy that there is not', model({ removalPolicy: untyped('keep') }), 'Stack/Model', 'removalPolicy must be RemovalPolicy.DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got "keep"'],
    ['for a snapshot of an algorithm', (stack) => newAlgorithm(stack, { removalPolicy: RemovalPolicy.SNAPSHOT }), 'Stack/Algorithm', 'removalPolicy must be RemovalPolicy.DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got "snapshot"'],
    ['for a removal policy in another case', (stack) => newAssociation(stack, { removalPolicy: untyped('RETAIN') }), 'Stack/Association', 'got "RETAIN"'],
    ['for hyperparameters in another spelling', model(untyped({ hyperParameters: { epochs: '20' } })), 'Stack/Model', 'hyperParameters is not a property; did you mean hyperparameters?'],
    ['for a property in the singular', model(untyped({ channels: undefined, channel: channels('train')[0] })), 'Stack/Model', '1 problem', 'channel is not a property; did you mean channels?'],
    ['for a volume in another spelling', model({ resources: untyped({ instanceType: RESOURCES.instanceType, volumeSizeGB: 30 }) }), 'Stack/Model', 'resources.volumeSizeGB is not a property; did you mean volumeSizeGb?'],
    ['for a policy in another spelling', (stack) => newAssociation(stack, untyped({ privacypolicy: PrivacyPolicy.mostPrivate(), privacyPolicy: undefined })), 'Stack/Association', '1 problem', 'privacypolicy is not a property; did you mean privacyPolicy?'],
    ['for a container in another spelling', (stack) => newAlgorithm(stack, untyped({ Training: TrainingContainer.fromRegistry('r/t'), training: undefined })), 'Stack/Algorithm', 'Training is not a property; did you mean training?'],
    ['for an alias where a retraining is wanted', (stack) => newModel(stack, { retraining: untyped(new kms.Alias(stack, 'Alias', { aliasName: 'alias/x', targetKey: new kms.Key(stack, 'Key') })) }), 'Stack/Model', 'retraining must be a Retraining, such as Retraining.fromScratch(), got an Alias'],
    ['for an association ARN that is missing', (stack) => ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(stack, 'Import', untyped(undefined)), 'Stack/Import', 'configuredModelAlgorithmAssociationArn is required'],
  ])('%s', (_title, act, path, ...lines) => expectError(act, path, lines));

  test.each<[call: string, act: (stack: Stack) => unknown, line: string]>([
    ['Completion.whenActive()', () => Completion.whenActive({ timeout: untyped(60) }), 'options.timeout must be a Duration, got 60; pass for example Duration.minutes(60)'],
    ['Retraining.incremental()', () => Retraining.incremental(untyped(undefined)), 'options is required: an object'],
    ['Retraining.incremental()', () => Retraining.incremental({ channelName: 'base', startFrom: untyped(MODEL_ARN) }), `options.startFrom must be a trained model, got "${MODEL_ARN}"; pass TrainedModel.fromTrainedModelArn(scope, id, "${MODEL_ARN}")`],
    ['maxArtifactSize()', () => PrivacyPolicy.builder().maxArtifactSize(untyped(5)), 'size must be a DataSize, got 5; pass DataSize.gigabytes(5)'],
    ['trainedModelExports()', () => PrivacyPolicy.builder().trainedModelExports(untyped({ files: ['MODEL'] })), 'options.maxSize is required: a DataSize'],
    ['trainedModelLogs()', () => PrivacyPolicy.builder().trainedModelLogs(untyped(ACCOUNT)), `policies[0] must be a LogPolicy, such as LogPolicy.errorSummary(), got "${ACCOUNT}"`],
    ['LogPolicy.all()', () => LogPolicy.all([ACCOUNT], { redaction: untyped({}) }), 'options.redaction must be a LogRedaction, such as LogRedaction.of(), got {}'],
    ['TrainingContainer.fromEcrRepository()', () => TrainingContainer.fromEcrRepository(untyped('churn')), 'repository must be an ECR repository, got "churn"; pass ecr.Repository.fromRepositoryName(scope, id, "churn")'],
    ['Completion.whenActive()', () => Completion.whenActive(untyped(Duration.minutes(30))), 'options must be an object, got a Duration; pass { timeout: ... }'],
    ['Completion.whenActive()', () => Completion.whenActive(untyped(null)), 'options must be an object, got null'],
    ['Completion.whenActive()', () => Completion.whenActive(untyped({ timeOut: Duration.minutes(5) })), 'options.timeOut is not a property; did you mean timeout?'],
    ['VersionRetention.keepLast()', () => VersionRetention.keepLast(untyped(undefined)), 'versions is required: a number'],
    ['VersionRetention.keepLast()', () => VersionRetention.keepLast(untyped('3')), 'versions must be a number, got "3"'],
    ['trainedModelMetrics()', () => PrivacyPolicy.builder().trainedModelMetrics(untyped(undefined)), 'noiseLevel is required: a NoiseLevel'],
    ['inferenceLogs()', () => PrivacyPolicy.builder().inferenceLogs(untyped([LogPolicy.all([ACCOUNT])])), 'policies[0] must be a LogPolicy, such as LogPolicy.errorSummary(), got a list; pass each policy as an argument of its own'],
    ['LogPolicy.all()', () => LogPolicy.all([ACCOUNT], untyped(LogRedaction.of(EntityType.NUMBERS))), 'options must be an object, got a LogRedaction; pass { redaction: ... }'],
    ['LogPolicy.errorSummary()', () => LogPolicy.errorSummary([ACCOUNT], untyped('ERROR')), 'options must be an object, got "ERROR"'],
    ['TrainingChannel.fromMlInputChannelArn()', () => TrainingChannel.fromMlInputChannelArn('train', CHANNEL_ARN, untyped('ShardedByS3Key')), 'options must be an object, got "ShardedByS3Key"'],
    ['TrainingContainer.fromEcrRepository()', (stack) => TrainingContainer.fromEcrRepository(repositoryIn(stack), untyped('v1')), 'options must be an object, got "v1"; pass { tag: "v1" }'],
    ['TrainingContainer.fromEcrRepository()', (stack) => TrainingContainer.fromEcrRepository(repositoryIn(stack), { tag: untyped(7) }), 'options.tag must be a string, got 7'],
    ['TrainingContainer.fromRegistry()', () => TrainingContainer.fromRegistry('r/t', untyped({ entryPoint: ['train'] })), 'options.entryPoint is not a property; did you mean entrypoint?'],
    ['TrainingContainer.fromRegistry()', () => TrainingContainer.fromRegistry('r/t', untyped(null)), 'options must be an object, got null'],
    ['TrainingContainer.fromAsset()', () => TrainingContainer.fromAsset(untyped(undefined)), 'directory is required: a string'],
    ['InferenceContainer.fromAsset()', () => InferenceContainer.fromAsset(untyped({ directory: 'inference' })), 'directory must be a string, got {"directory":"inference"}'],
    ['InferenceContainer.fromEcrRepository()', (stack) => InferenceContainer.fromEcrRepository(repositoryIn(stack), untyped('v1')), 'options must be an object, got "v1"; pass { tag: "v1" }'],
    ['ProviderSettings.of()', () => ProviderSettings.of(untyped('Stack')), 'scope must be a construct, got "Stack"'],
    ['ProviderSettings.set()', (stack) => ProviderSettings.of(stack).set(untyped(undefined)), 'settings is required: an object'],
    ['Membership.fromMembershipArn()', (stack) => Membership.fromMembershipArn(stack, 'Import', untyped(undefined)), 'membershipArn is required: a string'],
    ['Membership.fromMembershipId()', (stack) => Membership.fromMembershipId(stack, 'Import', untyped(undefined)), 'membershipIdentifier is required: a string'],
    ['Membership.fromMembershipAttributes()', (stack) => Membership.fromMembershipAttributes(stack, 'Import', untyped({})), 'attributes.membershipIdentifier is required: a string'],
  ])('of %s', (call, act, line) => {
    const error = errorOf(() => act(newStack()));
    expect(legible(error.message)).toMatchSnapshot();
    expect(error.message).toBe(`${call}: ${line}`);
    expect(Errors.isValidationError(error)).toBe(true);
  });
});

test('an error is a validation error of CDK with the path of its construct', () => {
  const stack = newStack();
  const error = errorOf(() => newModel(stack, { channels: [] }));
  expect(Errors.isValidationError(error) && error.constructPath).toBe('Stack/Model');
});

test('an app is called so in an error, since its path is empty', () => {
  expect(errorOf(() => ProviderSettings.of(new App()).set({ memorySize: 64 })).message).toMatch(/^App: 1 problem\n/);
});

test('settings for a construct in a stack', () => {
  const stack = newStack();
  expect(() => ProviderSettings.of(newAlgorithm(stack))).toThrow('Stack/Algorithm: settings hold for whole stacks, so they can be set for Stack or what contains it, got a construct in it');
});

test.each<[string, (model: TrainedModel) => void, string]>([
  ['a reserved key', (tagged) => Tags.of(tagged).add('aws:x', 'y'), 'Tags: keys that start with "aws:" are reserved for AWS, got "aws:x"'],
  ['a key of this library', (tagged) => Tags.of(tagged).add('cdk-cleanrooms-ml:owner', 'me'), 'Tags: this key is reserved for this library, got "cdk-cleanrooms-ml:owner"'],
  ['a long key', (tagged) => Tags.of(tagged).add(long(129), 'y'), `Tags: key ${SHOWN} must have 1 to 128 characters, got 129 characters: ${SHOWN}`],
  ['a long value', (tagged) => Tags.of(tagged).add('x', long(257)), `Tags["x"]: must have at most 256 characters, got 257 characters: ${SHOWN}`],
  ['too many', (tagged) => many(49).forEach((key) => Tags.of(tagged).add(key, 'y')), 'Tags: at most 48 are allowed, since the service takes 50 and 2 are used to know what belongs to the stack; got 49'],
])('tags with %s', (_title, tag, line) => {
  const app = new App();
  const stack = newStack(undefined, app);
  tag(newModel(stack));
  expect(() => app.synth()).toThrow(`[Stack/Model] ${line}`);
});

/** Tokens are numbered in the order in which they are made. */
function legible(message: string): string {
  return message.replace(/\$\{Token\[[^\]]*\]\}/g, '${Token}');
}

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error');
}

function expectError(act: (stack: Stack) => unknown, path: string, lines: string[]) {
  const { message } = errorOf(() => act(newStack()));
  expect(legible(message)).toMatchSnapshot();
  expect(message.split('\n')[0]).toMatch(new RegExp(`^${path}: \\d+ problems?$`));
  lines.forEach((line) => expect(message).toContain(line));
}
