/**
 * What a change of each property costs, one by one: played in a rehearsal, and compared with what the README says.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { tableBelow } from './package/markdown';
import { propertyPathsOf } from './property-paths';
import { Rehearsal, readCloudAssembly, type CloudAssembly } from '../rehearsal/index';
import {
  AlgorithmSpecification, ChannelCompute, ChannelQuery, Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataDistribution,
  DataSize, EntityType, ExportFile, InferenceContainer, LogPolicy, LogRedaction, Membership, MlInputChannel, NoiseLevel, PrivacyPolicy,
  ResultFormat, Retraining, RetrainTrigger, TrainedModel, TrainingChannel, TrainingContainer, TrainingInputMode, TrainingInstanceType,
  VersionRetention, WorkerType, type ConfiguredModelAlgorithmAssociationProps, type ConfiguredModelAlgorithmProps, type LogPolicyOptions,
  type MlInputChannelProps, type PrivacyPolicyBuilder, type TrainedModelProps, type TrainingContainerOptions,
} from '../src';

jest.setTimeout(300_000);

const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const MEMBERSHIP = '11111111-2222-4333-8444-555555555555';
const OTHER_MEMBERSHIP = '66666666-7777-4888-8999-aaaaaaaaaaaa';
const TRIGGERS = [RetrainTrigger.INPUTS, RetrainTrigger.ANY_TRAINING_PROPERTY, RetrainTrigger.REVISION_ONLY];

const directory = mkdtempSync(join(tmpdir(), 'cost-of-changes-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** An app with one of each construct, and of trained models one for each trigger. They read the channel where there is one. */
interface Declaration {
  readonly channel?: (scope: Construct) => Partial<MlInputChannelProps>;
  readonly algorithm: (scope: Construct) => ConfiguredModelAlgorithmProps;
  readonly association: (scope: Construct) => Partial<ConfiguredModelAlgorithmAssociationProps>;
  readonly model: (scope: Construct) => Partial<TrainedModelProps>;
  readonly tags?: { readonly algorithm?: string; readonly association?: string; readonly model?: string; readonly channel?: string };
}

interface Change {
  /** What the README calls it. @default - the property */
  readonly name?: string;
  /** @default - an app in which nearly everything is given */
  readonly from?: Declaration;
  readonly to: Declaration;
}

type Changes = Readonly<Record<string, Change | readonly Change[]>>;

const elsewhere = (resource: string) => `arn:aws:cleanrooms-ml:${REGION}:${ACCOUNT}:${resource}`;
const inMembership = (resource: string, identifier = MEMBERSHIP) => elsewhere(`membership/${identifier}/${resource}`);

/** What is imported for the first one that asks. */
function imported<T extends Construct>(scope: Construct, id: string, make: (id: string) => unknown): T {
  return (scope.node.tryFindChild(id) ?? make(id)) as T;
}

const membership = (scope: Construct, identifier = MEMBERSHIP) => (
  imported<ReturnType<typeof Membership.fromMembershipId>>(scope, identifier, (id) => Membership.fromMembershipId(scope, id, identifier)));
const repository = (scope: Construct, name: string) => imported<Repository>(scope, `Repository-${name}`, (id) => Repository.fromRepositoryName(scope, id, name));
const role = (scope: Construct, name: string) => imported<Role>(scope, `Role-${name}`, (id) => Role.fromRoleArn(scope, id, `arn:aws:iam::${ACCOUNT}:role/${name}`));
const key = (scope: Construct, name: string) => (
  imported<Key>(scope, `Key-${name}`, (id) => Key.fromKeyArn(scope, id, `arn:aws:kms:${REGION}:${ACCOUNT}:key/${name}`)));
const trainedModel = (scope: Construct, name: string) => (
  imported<TrainedModel>(scope, `Model-${name}`, (id) => TrainedModel.fromTrainedModelArn(scope, id, inMembership(`trained-model/${name}`))));
const channel = (name: string, data = name, distribution = DataDistribution.FULLY_REPLICATED, identifier = MEMBERSHIP) => (
  TrainingChannel.fromMlInputChannelArn(name, inMembership(`ml-input-channel/${data}`, identifier), { distribution }));
/** Channels are those of one membership, so another one has others. */
const inOtherMembership = (scope: Construct) => ({
  membership: membership(scope, OTHER_MEMBERSHIP),
  channels: ['cards', 'accounts'].map((name) => channel(name, name, DataDistribution.FULLY_REPLICATED, OTHER_MEMBERSHIP)),
});

/** A directory with a container to build. */
function container(name: string): string {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'Dockerfile'), `FROM scratch\nLABEL name=${name}\n`);
  return path;
}

const TRAINING: Required<TrainingContainerOptions> = { entrypoint: ['train'], arguments: ['--fast'], metrics: [{ name: 'auc', regex: 'auc=(.*)' }] };
const RESOURCES = { instanceType: TrainingInstanceType.ML_M5_XLARGE, instanceCount: 1, volumeSizeGb: 30 };
const LOGS: LogPolicyOptions = { filterPattern: '?ERROR', redaction: LogRedaction.of(EntityType.NUMBERS).withCustomIdentifiers('card-[0-9]+') };
const policy = (gather: (builder: PrivacyPolicyBuilder) => PrivacyPolicyBuilder = (builder) => builder) => ({
  privacyPolicy: gather(PrivacyPolicy.builder()
    .trainedModelMetrics(NoiseLevel.HIGH)
    .maxArtifactSize(DataSize.gigabytes(2))
    .trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [ExportFile.MODEL] })
    .maxInferenceOutputSize(DataSize.gigabytes(1))).build(),
});

const BASE: Declaration = {
  algorithm: (scope) => ({
    training: TrainingContainer.fromEcrRepository(repository(scope, 'train'), { tag: 'v1', ...TRAINING }),
    inference: InferenceContainer.fromEcrRepository(repository(scope, 'infer'), { tag: 'v1' }),
    role: role(scope, 'pull'),
    encryptionKey: key(scope, 'algorithm'),
    description: 'Fraud',
  }),
  association: () => ({ ...policy(), description: 'Fraud' }),
  model: (scope) => ({
    channels: [channel('cards'), channel('accounts')],
    resources: RESOURCES,
    hyperparameters: { rate: '0.1' },
    environment: { LEVEL: 'info' },
    inputMode: TrainingInputMode.FILE,
    maxRuntime: Duration.minutes(30),
    encryptionKey: key(scope, 'model'),
    payerAccountId: ACCOUNT,
    description: 'Fraud',
    retraining: Retraining.incremental({ channelName: 'base' }),
    revision: '1',
    completion: Completion.whenActive(),
    versionRetention: VersionRetention.keepLast(5),
  }),
};

/** What is different in an app. */
const algorithm = (make: (scope: Construct) => ConfiguredModelAlgorithmProps): Declaration => (
  { ...BASE, algorithm: (scope) => ({ ...BASE.algorithm(scope), ...make(scope) }) });
const association = (make: (scope: Construct) => Partial<ConfiguredModelAlgorithmAssociationProps>): Declaration => (
  { ...BASE, association: (scope) => ({ ...BASE.association(scope), ...make(scope) }) });
const model = (make: (scope: Construct) => Partial<TrainedModelProps>): Declaration => (
  { ...BASE, model: (scope) => ({ ...BASE.model(scope), ...make(scope) }) });

const ecr = (options: object = {}, name = 'train') => algorithm((scope) => (
  { training: TrainingContainer.fromEcrRepository(repository(scope, name), { tag: 'v1', ...TRAINING, ...options }) }));
const asset = (options: object = {}, name = 'train') => algorithm(() => (
  { training: TrainingContainer.fromAsset(container(name), { ...TRAINING, ...options }) }));
const registry = (options: object = {}, uri = 'registry.example.com/train:v1') => algorithm(() => (
  { training: TrainingContainer.fromRegistry(uri, { ...TRAINING, ...options }) }));
const inference = (make: (scope: Construct) => InferenceContainer) => algorithm((scope) => ({ inference: make(scope) }));
const inferenceAsset = (name: string, options = {}) => inference(() => InferenceContainer.fromAsset(container(name), options));

const IMAGE = 'the image of `training`';
const METRICS = { name: '`metrics` of `training`' };

/** A specification whose only default is that of `epochs`. */
const specified = (epochs: string, make: Declaration['model'] = BASE.model): Declaration => ({
  ...BASE,
  model: make,
  algorithm: (scope) => {
    const path = join(directory, `algorithm-${epochs}.json`);
    writeFileSync(path, JSON.stringify({
      TrainingSpecification: {
        SupportedTrainingInstanceTypes: ['ml.m5.xlarge'],
        SupportedHyperParameters: [{ Name: 'rate', Type: 'Continuous' }, { Name: 'epochs', Type: 'Integer', DefaultValue: epochs }],
        TrainingChannels: ['cards', 'accounts', 'base'].map((Name) => ({ Name, SupportedContentTypes: ['text/csv'], SupportedInputModes: ['File'] })),
      },
    }));
    return { ...BASE.algorithm(scope), specification: AlgorithmSpecification.fromJson(path) };
  },
});
const sendingDefaults = (epochs: string) => specified(epochs, (scope) => ({ ...BASE.model(scope), sendDefaultHyperparameters: true }));

/** The same changes of a training container, whichever way it is given. */
const ofTraining = (factory: string, made: (options?: object) => Declaration): Changes => {
  const from = made();
  return {
    [`${factory}.options.entrypoint`]: { name: '`entrypoint`', from, to: made({ entrypoint: ['other'] }) },
    [`${factory}.options.arguments`]: { name: '`arguments`', from, to: made({ arguments: ['--slow'] }) },
    [`${factory}.options.metrics.name`]: { ...METRICS, from, to: made({ metrics: [{ name: 'area', regex: 'auc=(.*)' }] }) },
    [`${factory}.options.metrics.regex`]: { ...METRICS, from, to: made({ metrics: [{ name: 'auc', regex: 'AUC=(.*)' }] }) },
  };
};

const ALGORITHM: Changes = {
  'training.fromEcrRepository.repository': { name: IMAGE, to: ecr({}, 'other') },
  'training.fromEcrRepository.options.tag': { name: IMAGE, to: ecr({ tag: 'v2' }) },
  'training.fromAsset.directory': { name: IMAGE, from: asset(), to: asset({}, 'other') },
  'training.fromAsset.options.ecr_assets.DockerImageAssetOptions': { name: IMAGE, from: asset(), to: asset({ buildArgs: { debug: '1' } }) },
  'training.fromRegistry.imageUri': { name: IMAGE, from: registry(), to: registry({}, 'registry.example.com/train:v2') },
  ...ofTraining('training.fromEcrRepository', ecr),
  ...ofTraining('training.fromAsset', asset),
  ...ofTraining('training.fromRegistry', registry),
  'inference.fromEcrRepository.repository': { to: inference((scope) => InferenceContainer.fromEcrRepository(repository(scope, 'other'), { tag: 'v1' })) },
  'inference.fromEcrRepository.options.tag': { to: inference((scope) => InferenceContainer.fromEcrRepository(repository(scope, 'infer'), { tag: 'v2' })) },
  'inference.fromAsset.directory': { from: inferenceAsset('infer'), to: inferenceAsset('other') },
  'inference.fromAsset.options.ecr_assets.DockerImageAssetOptions': {
    from: inferenceAsset('infer'), to: inferenceAsset('infer', { buildArgs: { debug: '1' } }),
  },
  'inference.fromRegistry.imageUri': [
    { to: inference(() => InferenceContainer.fromRegistry('registry.example.com/infer:v2')) },
    { from: algorithm(() => ({ inference: undefined })), to: BASE },
  ],
  'role': { to: algorithm((scope) => ({ role: role(scope, 'other') })) },
  'encryptionKey': { to: algorithm((scope) => ({ encryptionKey: key(scope, 'other') })) },
  'configuredModelAlgorithmName': { to: algorithm(() => ({ configuredModelAlgorithmName: 'fraud' })) },
  'description': { to: algorithm(() => ({ description: 'Other' })) },
  'tags': { name: 'tags', to: { ...BASE, tags: { algorithm: 'other' } } },
  'removalPolicy': { to: algorithm(() => ({ removalPolicy: RemovalPolicy.RETAIN })) },
  'specification.fromJson.path': [{ to: specified('10') }, { from: specified('10'), to: specified('20') }],
};

/** Changes of the logs that a policy lets out, for each kind of container and of logs. */
const ofLogs = (method: 'trainedModelLogs' | 'inferenceLogs', kind: 'all' | 'errorSummary'): Changes => {
  const given = (options: LogPolicyOptions = {}, accounts = [ACCOUNT]) => (
    association(() => policy((builder) => builder[method](LogPolicy[kind](accounts, { ...LOGS, ...options })))));
  const path = `privacyPolicy.${method}.policies.${kind}`;
  const from = given();
  return {
    [`${path}.accounts`]: { from, to: given({}, [ACCOUNT, '444455556666']) },
    [`${path}.options.filterPattern`]: { from, to: given({ filterPattern: '?WARN' }) },
    [`${path}.options.redaction.of.entities`]: { from, to: given({ redaction: LogRedaction.of(EntityType.NUMBERS) }) },
    [`${path}.options.redaction.withCustomIdentifiers.identifiers`]: {
      from, to: given({ redaction: LogRedaction.of(EntityType.NUMBERS).withCustomIdentifiers('iban-[A-Z]+') }),
    },
  };
};

const algorithmFrom = (scope: Construct, trainingDefinition?: string) => (
  imported<ConfiguredModelAlgorithm>(scope, 'ImportedAlgorithm', (id) => ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmAttributes(scope, id, {
    configuredModelAlgorithmArn: elsewhere('configured-model-algorithm/provided'), trainingDefinition,
  })));
const associationFrom = (scope: Construct, name: string, trainingDefinition?: string) => (
  imported<ConfiguredModelAlgorithmAssociation>(scope, `Association-${name}`, (id) => (
    ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(scope, id, {
      configuredModelAlgorithmAssociationArn: inMembership(`configured-model-algorithm-association/${name}`), trainingDefinition,
    }))));
const DEFINITION = 'abcdefghijklmnopqrstuvwxyz';
const OTHER_DEFINITION = [...DEFINITION].reverse().join('');

const ASSOCIATION: Changes = {
  'algorithm': [
    { name: '`algorithm` (another training container)', to: association((scope) => ({ algorithm: algorithmFrom(scope, DEFINITION) })) },
    { name: '`algorithm` (imported by its ARN alone)', to: association((scope) => ({ algorithm: algorithmFrom(scope) })) },
    {
      name: '`algorithm` (the same training container)',
      from: association((scope) => ({
        algorithm: new ConfiguredModelAlgorithm(scope, 'Other', { training: BASE.algorithm(scope).training, role: role(scope, 'other') }),
      })),
      to: BASE,
    },
  ],
  'membership': { to: association((scope) => ({ membership: membership(scope, OTHER_MEMBERSHIP) })) },
  'privacyPolicy.mostPrivate': { to: association(() => ({ privacyPolicy: PrivacyPolicy.mostPrivate() })) },
  'privacyPolicy.trainedModelMetrics.noiseLevel': { to: association(() => policy((builder) => builder.trainedModelMetrics(NoiseLevel.LOW))) },
  'privacyPolicy.maxArtifactSize.size.gigabytes.amount': { to: association(() => policy((builder) => builder.maxArtifactSize(DataSize.gigabytes(3)))) },
  'privacyPolicy.trainedModelExports.options.maxSize.gigabytes.amount': {
    to: association(() => policy((builder) => builder.trainedModelExports({ maxSize: DataSize.gigabytes(3), files: [ExportFile.MODEL] }))),
  },
  'privacyPolicy.trainedModelExports.options.files': {
    to: association(() => policy((builder) => builder.trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [ExportFile.OUTPUT] }))),
  },
  'privacyPolicy.maxInferenceOutputSize.size.gigabytes.amount': {
    to: association(() => policy((builder) => builder.maxInferenceOutputSize(DataSize.gigabytes(3)))),
  },
  ...ofLogs('trainedModelLogs', 'all'),
  ...ofLogs('trainedModelLogs', 'errorSummary'),
  ...ofLogs('inferenceLogs', 'all'),
  ...ofLogs('inferenceLogs', 'errorSummary'),
  'configuredModelAlgorithmAssociationName': { to: association(() => ({ configuredModelAlgorithmAssociationName: 'fraud' })) },
  'description': { to: association(() => ({ description: 'Other' })) },
  'tags': { name: 'tags', to: { ...BASE, tags: { association: 'other' } } },
  'removalPolicy': { to: association(() => ({ removalPolicy: RemovalPolicy.RETAIN })) },
};

const SQL = 'SELECT * FROM payments';
const TEMPLATE = `arn:aws:cleanrooms:${REGION}:${ACCOUNT}:membership/${MEMBERSHIP}/analysistemplate`;
const READING: Declaration = {
  ...BASE,
  channel: (scope) => ({
    query: ChannelQuery.sql(SQL, { parameters: { since: '2026' } }),
    compute: ChannelCompute.workers(WorkerType.CR_1X, 4, { spark: { 'spark.sql.ansi.enabled': 'true' } }),
    resultFormat: ResultFormat.CSV,
    retention: Duration.days(30),
    role: role(scope, 'query'),
    encryptionKey: key(scope, 'data'),
    computePayerAccountId: ACCOUNT,
    syntheticDataPayerAccountId: ACCOUNT,
    revision: '1',
    description: 'Fraud',
  }),
};
const inputChannel = (make: (scope: Construct) => Partial<MlInputChannelProps>) => ({
  from: READING, to: { ...READING, channel: (scope: Construct) => ({ ...READING.channel!(scope), ...make(scope) }) },
});
const query = (made: (options: object) => ChannelQuery) => inputChannel(() => ({ query: made({ parameters: { since: '2026' } }) }));
const compute = (type: WorkerType, count: number, spark?: string) => inputChannel(() => ({
  compute: ChannelCompute.workers(type, count, { spark: { 'spark.sql.ansi.enabled': spark ?? 'true' } }),
}));

const INPUT_CHANNEL: Changes = {
  'association': inputChannel((scope) => ({ association: associationFrom(scope, 'other') })),
  'query.sql.queryString': query((options) => ChannelQuery.sql(`${SQL} LIMIT 5`, options)),
  'query.sql.options.parameters': inputChannel(() => ({ query: ChannelQuery.sql(SQL, { parameters: { since: '2025' } }) })),
  'query.analysisTemplate.analysisTemplate': query((options) => (
    ChannelQuery.analysisTemplate({ analysisTemplateRef: { analysisTemplateArn: `${TEMPLATE}/1` } } as never, options))),
  'query.analysisTemplate.options.parameters': query(() => (
    ChannelQuery.analysisTemplate({ analysisTemplateRef: { analysisTemplateArn: `${TEMPLATE}/1` } } as never))),
  'query.analysisTemplateArn.analysisTemplateArn': query((options) => ChannelQuery.analysisTemplateArn(`${TEMPLATE}/2`, options)),
  'query.analysisTemplateArn.options.parameters': query(() => ChannelQuery.analysisTemplateArn(`${TEMPLATE}/2`)),
  'compute.workers.workerType': compute(WorkerType.CR_4X, 4),
  'compute.workers.count': compute(WorkerType.CR_1X, 5),
  'compute.workers.options.spark': compute(WorkerType.CR_1X, 4, 'false'),
  'resultFormat': inputChannel(() => ({ resultFormat: ResultFormat.PARQUET })),
  'retention': inputChannel(() => ({ retention: Duration.days(7) })),
  'role': inputChannel((scope) => ({ role: role(scope, 'other') })),
  'encryptionKey': inputChannel((scope) => ({ encryptionKey: key(scope, 'other') })),
  'computePayerAccountId': inputChannel(() => ({ computePayerAccountId: '444455556666' })),
  'syntheticDataPayerAccountId': inputChannel(() => ({ syntheticDataPayerAccountId: '444455556666' })),
  'revision': inputChannel(() => ({ revision: '2' })),
  'mlInputChannelName': inputChannel(() => ({ mlInputChannelName: 'fraud' })),
  'description': inputChannel(() => ({ description: 'Other' })),
  'tags': { name: 'tags', from: READING, to: { ...READING, tags: { channel: 'other' } } },
  'removalPolicy': inputChannel(() => ({ removalPolicy: RemovalPolicy.RETAIN })),
  // Models are in one membership with their channels, so they are in another one as well.
  'membership': {
    from: READING,
    to: {
      ...READING,
      channel: (scope) => ({ ...READING.channel!(scope), membership: membership(scope, OTHER_MEMBERSHIP) }),
      model: (scope) => (
        { ...BASE.model(scope), membership: membership(scope, OTHER_MEMBERSHIP) }),
    },
  },
};

const channelFrom = (scope: Construct, name: string) => (
  imported<MlInputChannel>(scope, `Channel-${name}`, (id) => MlInputChannel.fromMlInputChannelArn(scope, id, inMembership(`ml-input-channel/${name}`))));
const importing = (name: string, data: string, distribution = DataDistribution.FULLY_REPLICATED) => (
  model((scope) => ({ channels: [TrainingChannel.fromMlInputChannel(name, channelFrom(scope, data), { distribution })] })));

const MODEL: Changes = {
  'revision': { to: model(() => ({ revision: '2' })) },
  'association': [
    {
      name: '`association` (another training definition)',
      from: model((scope) => ({ association: associationFrom(scope, 'one', DEFINITION) })),
      to: model((scope) => ({ association: associationFrom(scope, 'two', OTHER_DEFINITION) })),
    },
    {
      name: '`association` (without a training definition)',
      from: model((scope) => ({ association: associationFrom(scope, 'one') })),
      to: model((scope) => ({ association: associationFrom(scope, 'two') })),
    },
    {
      name: '`association` (the same training definition)',
      from: model((scope) => ({ association: associationFrom(scope, 'one', DEFINITION) })),
      to: model((scope) => ({ association: associationFrom(scope, 'two', DEFINITION) })),
    },
  ],
  'channels.fromMlInputChannelArn.channelName': { to: model(() => ({ channels: [channel('cards'), channel('other', 'accounts')] })) },
  'channels.fromMlInputChannelArn.mlInputChannelArn': { to: model(() => ({ channels: [channel('cards'), channel('accounts', 'other')] })) },
  'channels.fromMlInputChannel.channelName': { from: importing('cards', 'cards'), to: importing('other', 'cards') },
  'channels.fromMlInputChannel.channel': { from: importing('cards', 'cards'), to: importing('cards', 'other') },
  'channels.fromMlInputChannel.options.distribution': {
    from: importing('cards', 'cards'), to: importing('cards', 'cards', DataDistribution.SHARDED_BY_S3_KEY),
  },
  'channels.fromMlInputChannelArn.options.distribution': [
    { to: model(() => ({ channels: [channel('cards', 'cards', DataDistribution.SHARDED_BY_S3_KEY), channel('accounts')] })) },
    { name: 'the order of `channels`', to: model(() => ({ channels: [channel('accounts'), channel('cards')] })) },
  ],
  'hyperparameters': { to: model(() => ({ hyperparameters: { rate: '0.2' } })) },
  'sendDefaultHyperparameters': [
    { from: specified('10'), to: sendingDefaults('10') },
    { from: sendingDefaults('10'), to: sendingDefaults('20') },
  ],
  'environment': { to: model(() => ({ environment: { LEVEL: 'debug' } })) },
  'inputMode': { to: model(() => ({ inputMode: TrainingInputMode.PIPE })) },
  'encryptionKey': { to: model((scope) => ({ encryptionKey: key(scope, 'other') })) },
  'resources.instanceType': { to: model(() => ({ resources: { ...RESOURCES, instanceType: TrainingInstanceType.ML_G5_XLARGE } })) },
  'resources.instanceCount': { to: model(() => ({ resources: { ...RESOURCES, instanceCount: 2 } })) },
  'resources.volumeSizeGb': { to: model(() => ({ resources: { ...RESOURCES, volumeSizeGb: 31 } })) },
  'maxRuntime': { to: model(() => ({ maxRuntime: Duration.minutes(31) })) },
  'payerAccountId': { to: model(() => ({ payerAccountId: '444455556666' })) },
  'description': { to: model(() => ({ description: 'Other' })) },
  'retraining.fromScratch': { to: model(() => ({ retraining: Retraining.fromScratch() })) },
  'retraining.incremental.options.channelName': { to: model(() => ({ retraining: Retraining.incremental({ channelName: 'earlier' }) })) },
  'retraining.incremental.options.startFrom': {
    name: '`startFrom` of `retraining`',
    to: model((scope) => ({ retraining: Retraining.incremental({ channelName: 'base', startFrom: trainedModel(scope, 'foundation') }) })),
  },
  'retrainOn': TRIGGERS.map((retrainOn) => ({ to: model(() => ({ retrainOn })) })),
  'completion.whenSubmitted': { to: model(() => ({ completion: Completion.whenSubmitted() })) },
  'completion.whenActive.options.timeout': { to: model(() => ({ completion: Completion.whenActive({ timeout: Duration.minutes(40) }) })) },
  'versionRetention.keepAll': { to: model(() => ({ versionRetention: VersionRetention.keepAll() })) },
  'versionRetention.keepLast.versions': { to: model(() => ({ versionRetention: VersionRetention.keepLast(1) })) },
  'tags': { name: 'tags', to: { ...BASE, tags: { model: 'other' } } },
  'removalPolicy': { to: model(() => ({ removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE })) },
  'membership': { to: model(inOtherMembership) },
  'trainedModelName': { to: model(() => ({ trainedModelName: 'fraud' })) },
};

const CONSTRUCTS = [
  { construct: 'ConfiguredModelAlgorithm', changes: ALGORITHM },
  { construct: 'ConfiguredModelAlgorithmAssociation', changes: ASSOCIATION },
  { construct: 'MlInputChannel', changes: INPUT_CHANNEL },
  { construct: 'TrainedModel', changes: MODEL },
] as const;
type Changed = typeof CONSTRUCTS[number]['construct'];

/** What becomes of a resource when something is changed. */
type Effect = 'nothing' | 'changes in place' | 'applies to the next one' | 'replaced' | 'trains';
type Part = 'Algorithm' | 'Association' | 'Channel' | RetrainTrigger;
type Cost = Readonly<Record<Part, Effect>>;
const PARTS: readonly Part[] = ['Algorithm', 'Association', 'Channel', ...TRIGGERS];

class DeclaredStack extends Stack {
  constructor(app: App, declaration: Declaration) {
    super(app, 'Fraud', { env: { account: ACCOUNT, region: REGION } });
    const { tags = {} } = declaration;
    const made = new ConfiguredModelAlgorithm(this, 'Algorithm', declaration.algorithm(this));
    Tags.of(made).add('team', tags.algorithm ?? 'fraud');
    const privacyPolicy = PrivacyPolicy.mostPrivate();
    const associated = new ConfiguredModelAlgorithmAssociation(this, 'Association', {
      membership: membership(this), algorithm: made, privacyPolicy, ...declaration.association(this),
    });
    Tags.of(associated).add('team', tags.association ?? 'fraud');
    const read = declaration.channel && new MlInputChannel(this, 'Channel', {
      membership: membership(this),
      association: associationFrom(this, 'provided'),
      query: ChannelQuery.sql(SQL),
      retention: Duration.days(30),
      ...declaration.channel(this),
    });
    if (read !== undefined) {
      Tags.of(read).add('team', tags.channel ?? 'fraud');
    }
    for (const retrainOn of TRIGGERS) {
      const { trainedModelName, ...props } = declaration.model(this);
      Tags.of(new TrainedModel(this, retrainOn, {
        membership: membership(this),
        association: associated,
        channels: [],
        resources: RESOURCES,
        retrainOn,
        trainedModelName: trainedModelName && `${trainedModelName}-${TRIGGERS.indexOf(retrainOn)}`,
        ...props,
        ...(read === undefined ? {} : { channels: [TrainingChannel.fromMlInputChannel('cards', read)] }),
      })).add('team', tags.model ?? 'fraud');
    }
  }
}

const assemblies = new Map<Declaration, CloudAssembly>();

function assemblyOf(declaration: Declaration): CloudAssembly {
  const assembly = assemblies.get(declaration) ?? synthesize(declaration);
  assemblies.set(declaration, assembly);
  return assembly;
}

function synthesize(declaration: Declaration): CloudAssembly {
  const app = new App({ outdir: mkdtempSync(join(directory, 'cdk.out-')), analyticsReporting: false });
  new DeclaredStack(app, declaration);
  return readCloudAssembly(app.synth().directory);
}

/** The same, but everything is made anew: it shows what applies to the next one. */
function madeAnew(declaration: Declaration): Declaration {
  return {
    ...declaration,
    algorithm: (scope) => ({ ...declaration.algorithm(scope), role: role(scope, 'anew'), configuredModelAlgorithmName: undefined }),
    association: (scope) => ({ ...declaration.association(scope), configuredModelAlgorithmAssociationName: undefined }),
    channel: declaration.channel && ((scope) => ({ ...declaration.channel!(scope), revision: 'anew', mlInputChannelName: undefined })),
    model: (scope) => ({ ...declaration.model(scope), revision: 'anew' }),
  };
}

const CREATES = ['CreateConfiguredModelAlgorithm', 'CreateConfiguredModelAlgorithmAssociation', 'CreateMLInputChannel', 'CreateTrainedModel'];

function ownerOf({ request }: { readonly request: Readonly<Record<string, unknown>> }): string | undefined {
  return (request.tags as Readonly<Record<string, string>> | undefined)?.['cdk-cleanrooms-ml:owner'];
}

/** One life of an app: what is deployed, one after the other. */
class Life {
  private readonly rehearsal = new Rehearsal({ gap: { seconds: 0 }, behavior: { trainingSeconds: 60 } });

  /** The calls that the deployment came to. */
  async deploy(declaration: Declaration) {
    const before = this.rehearsal.emulator.calls.length;
    const { stacks } = await this.rehearsal.deploy(assemblyOf(declaration));
    expect(stacks).toEqual([expect.objectContaining({ status: expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/) })]);
    return this.rehearsal.emulator.calls.slice(before).filter(({ mutating, outcome }) => mutating && outcome === 'ok');
  }

  resource(part: Part) {
    const resource = this.rehearsal.describe('Fraud').resources.find(({ path }) => path === `Fraud/${part}`);
    if (resource === undefined) {
      return { physicalId: 'none', arn: 'none' };
    }
    const { physicalId, attributes } = resource;
    const arn = Object.entries(attributes).find(([name]) => name.endsWith('Arn'))![1] as string;
    return { physicalId, arn };
  }

  /** What each part is made with when everything is made anew, but for what is never the same. */
  async requestsAnew(declaration: Declaration): Promise<Readonly<Record<string, string>>> {
    const calls = (await this.deploy(madeAnew(declaration))).filter(({ operation }) => CREATES.includes(operation));
    return Object.fromEntries(PARTS.map((part) => {
      const { physicalId } = this.resource(part);
      const request = calls.find((call) => ownerOf(call) === physicalId)?.request ?? {};
      const { name: _name, tags: _tags, incrementalTrainingDataChannels: parents = [], ...others } = request;
      const text = JSON.stringify({ ...others, parents: (parents as { channelName: string }[]).map(({ channelName }) => channelName) });
      const named = text.replace(this.resource('Algorithm').arn, 'the algorithm').replace(this.resource('Association').arn, 'the association');
      return [part, named.replace(this.resource('Channel').arn, 'the channel')];
    }));
  }
}

const requestsAnew = new Map<Declaration, Promise<Readonly<Record<string, string>>>>();

/** What an app comes to when nothing but that is changed that makes everything anew. */
function unchanged(declaration: Declaration): Promise<Readonly<Record<string, string>>> {
  const requests = requestsAnew.get(declaration) ?? (async () => {
    const life = new Life();
    await life.deploy(declaration);
    return life.requestsAnew(declaration);
  })();
  requestsAnew.set(declaration, requests);
  return requests;
}

const isModel = (part: Part) => TRIGGERS.includes(part as RetrainTrigger);

async function costOf({ from = BASE, to }: Change): Promise<Cost> {
  const life = new Life();
  await life.deploy(from);
  const before = PARTS.map((part) => life.resource(part));
  const calls = await life.deploy(to);
  const after = PARTS.map((part) => life.resource(part));
  const replaced = PARTS.filter((_, i) => after[i].physicalId !== before[i].physicalId);
  const effects = PARTS.map((part, i): Effect | undefined => {
    if (replaced.includes(part)) {
      return 'replaced';
    }
    if (calls.some((call) => call.operation === 'CreateTrainedModel' && ownerOf(call) === after[i].physicalId)) {
      return 'trains';
    }
    if (calls.some(({ request }) => request.resourceArn === after[i].arn)) {
      return 'changes in place';
    }
    // The next training uses the association and the channel that are there then.
    return isModel(part) && replaced.some((other) => other === 'Association' || other === 'Channel') ? 'applies to the next one' : undefined;
  });
  if (effects.includes(undefined)) {
    const [expected, anew] = [await unchanged(from), await life.requestsAnew(to)];
    return costWith((part, i) => effects[i] ?? (anew[part] === expected[part] ? 'nothing' : 'applies to the next one'));
  }
  return costWith((_, i) => effects[i]!);
}

function costWith(effectOf: (part: Part, i: number) => Effect): Cost {
  return Object.fromEntries(PARTS.map((part, i) => [part, effectOf(part, i)])) as Cost;
}

const propertyIn = (path: string) => `\`${path.split('.')[0]}\``;

/** The rows of a table: the changes that cost the same, and what they cost. */
async function rowsOf(construct: Changed, changes: Changes): Promise<string[][]> {
  const rows = new Map<string, { readonly names: Set<string>; readonly cells: string[] }>();
  for (const [path, change] of Object.entries(changes)) {
    for (const each of Array.isArray(change) ? change as readonly Change[] : [change as Change]) {
      const cells = cellsOf(construct, await costOf(each));
      const row = rows.get(cells.join()) ?? { names: new Set(), cells };
      row.names.add(each.name ?? propertyIn(path));
      rows.set(cells.join(), row);
    }
  }
  return [...rows.values()].map(({ names, cells }) => [[...names].join(', '), ...cells]);
}

const OF_MODELS: Readonly<Record<Effect, string>> = {
  'nothing': 'nothing',
  'changes in place': 'changes in place',
  'applies to the next one': 'applies to the next training',
  'replaced': 'trains another model, and deletes this one',
  'trains': 'trains',
};
const OF_OTHERS: Readonly<Record<Effect, string>> = { ...OF_MODELS, 'applies to the next one': 'applies when it is next replaced', 'replaced': 'is replaced' };

/** What the README says of a change: of the construct that is changed, and of what depends on it. Nothing else has changed. */
function cellsOf(construct: Changed, cost: Cost): string[] {
  const models = TRIGGERS.map((trigger) => OF_MODELS[cost[trigger]]);
  switch (construct) {
    case 'ConfiguredModelAlgorithm':
      return [`${OF_OTHERS[cost.Algorithm]}${cost.Association === 'replaced' ? ', with its associations' : ''}`, ...models];
    case 'ConfiguredModelAlgorithmAssociation':
      expect(cost.Algorithm).toBe('nothing');
      return [OF_OTHERS[cost.Association], ...models];
    case 'MlInputChannel':
      expect([cost.Algorithm, cost.Association]).toEqual(['nothing', 'nothing']);
      return [cost.Channel === 'replaced' ? 'is replaced: queries again' : OF_OTHERS[cost.Channel], ...models];
    case 'TrainedModel':
      expect([cost.Algorithm, cost.Association]).toEqual(['nothing', 'nothing']);
      return models;
  }
}

test.each(CONSTRUCTS)('a change of every property of $construct is played', ({ construct, changes }) => {
  expect(Object.keys(changes).sort()).toEqual([...propertyPathsOf(`${construct}Props`), 'tags'].sort());
});

const README = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

test.each(CONSTRUCTS)('the README says what a change of $construct costs', async ({ construct, changes }) => {
  expect(tableBelow(README, `**\`${construct}\`**`)).toEqual(await rowsOf(construct, changes));
});
