/**
 * Every input member of the operations that make something, with the construct property that sets it and what the handlers
 * then send. The list was checked by hand against the service's API model; what the library knows of that model has to
 * have the same members.
 */
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  ACCOUNT, IMAGES, MEMBERSHIP, OTHER_MODEL, ROLE, TEMPLATE_ARN, associationArn, everything, inputChannel, keyArn, synthesize,
} from './every-property';
import { membersIn, membersOf, valueAt } from './shape-members';
import { Rehearsal } from '../rehearsal';
import {
  ChannelQuery, Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, InferenceContainer,
  InferenceInstanceType, Membership, MlConfiguration, MlInputChannel, PrivacyPolicy, Retraining, TrainedModel,
  TrainingChannel, TrainingContainer, TrainingInstanceType,
  type TrainedModelProps,
} from '../src';
import {
  CREATE_CONFIGURED_MODEL_ALGORITHM, CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION, CREATE_ML_INPUT_CHANNEL, CREATE_TRAINED_MODEL,
  PUT_ML_CONFIGURATION, START_TRAINED_MODEL_EXPORT_JOB, START_TRAINED_MODEL_INFERENCE_JOB,
} from '../src/private/protocol/api-model';
import type { StructureShape } from '../src/private/protocol/shape';

/** A member's path (`[]` is each entry of a list), the property that sets it, and the value that is sent: a list of values below `[]`. */
type Row = readonly [member: string, property: string, sent: unknown];

const ALGORITHM: readonly Row[] = [
  ['name', 'configuredModelAlgorithmName', 'fraud-algorithm'],
  ['description', 'description', 'Scores card payments'],
  ['roleArn', 'role', ROLE],
  ['trainingContainerConfig', 'training', expect.any(Object)],
  ['trainingContainerConfig.imageUri', 'training: TrainingContainer.fromEcrRepository(repository, { tag })', `${IMAGES}/fraud:training`],
  ['trainingContainerConfig.entrypoint', 'training: { entrypoint }', ['python3', 'train.py']],
  ['trainingContainerConfig.arguments', 'training: { arguments }', ['--verbose', '--folds=5']],
  ['trainingContainerConfig.metricDefinitions', 'training: { metrics }', expect.any(Array)],
  ['trainingContainerConfig.metricDefinitions[].name', 'training: { metrics[].name }', ['auc', 'loss']],
  ['trainingContainerConfig.metricDefinitions[].regex', 'training: { metrics[].regex }', ['auc=([0-9.]+)', 'loss=([0-9.]+)']],
  ['inferenceContainerConfig', 'inference', expect.any(Object)],
  ['inferenceContainerConfig.imageUri', 'inference: InferenceContainer.fromEcrRepository(repository, { tag })', `${IMAGES}/fraud:inference`],
  ['tags', 'Tags.of(algorithm)', expect.objectContaining({ part: 'algorithm' })],
  ['kmsKeyArn', 'encryptionKey', keyArn('algorithm')],
];

interface SentLogPolicy {
  readonly account: string;
  readonly filterPattern: string;
  readonly logType: string;
  readonly entities: readonly string[];
  readonly identifiers: readonly string[];
}

const LOGS = (path: string, method: string, sent: SentLogPolicy): Row[] => [
  [`${path}.containerLogs`, `privacyPolicy: ${method}(...)`, expect.any(Array)],
  [`${path}.containerLogs[].allowedAccountIds`, `privacyPolicy: ${method}(accounts)`, [[sent.account]]],
  [`${path}.containerLogs[].filterPattern`, `privacyPolicy: ${method}({ filterPattern })`, [sent.filterPattern]],
  [`${path}.containerLogs[].logType`, `privacyPolicy: ${method}, LogPolicy.all or LogPolicy.errorSummary`, [sent.logType]],
  [`${path}.containerLogs[].logRedactionConfiguration`, `privacyPolicy: ${method}({ redaction })`, [expect.any(Object)]],
  [`${path}.containerLogs[].logRedactionConfiguration.entitiesToRedact`, `privacyPolicy: ${method}, LogRedaction.of`, [sent.entities]],
  [`${path}.containerLogs[].logRedactionConfiguration.customEntityConfig`, `privacyPolicy: ${method}, withCustomIdentifiers`, [expect.any(Object)]],
  [
    `${path}.containerLogs[].logRedactionConfiguration.customEntityConfig.customDataIdentifiers`,
    `privacyPolicy: ${method}, withCustomIdentifiers`, [sent.identifiers],
  ],
];

const ASSOCIATION: readonly Row[] = [
  ['membershipIdentifier', 'membership', MEMBERSHIP],
  ['configuredModelAlgorithmArn', 'algorithm', expect.stringMatching(/^arn:aws:cleanrooms-ml:us-east-1:111122223333:configured-model-algorithm\/.+/)],
  ['name', 'configuredModelAlgorithmAssociationName', 'fraud-association'],
  ['description', 'description', 'Fraud in this collaboration'],
  ['privacyConfiguration', 'privacyPolicy', expect.any(Object)],
  ['privacyConfiguration.policies', 'privacyPolicy', expect.any(Object)],
  ['privacyConfiguration.policies.trainedModels', 'privacyPolicy', expect.any(Object)],
  ...LOGS('privacyConfiguration.policies.trainedModels', 'trainedModelLogs', {
    account: '222233334444', filterPattern: '?ERROR', logType: 'ERROR_SUMMARY', entities: ['NUMBERS', 'CUSTOM'], identifiers: ['card-[0-9]+'],
  }),
  ['privacyConfiguration.policies.trainedModels.containerMetrics', 'privacyPolicy: trainedModelMetrics(...)', expect.any(Object)],
  ['privacyConfiguration.policies.trainedModels.containerMetrics.noiseLevel', 'privacyPolicy: trainedModelMetrics(noiseLevel)', 'MEDIUM'],
  ['privacyConfiguration.policies.trainedModels.maxArtifactSize', 'privacyPolicy: maxArtifactSize(...)', expect.any(Object)],
  ['privacyConfiguration.policies.trainedModels.maxArtifactSize.unit', 'privacyPolicy: maxArtifactSize(DataSize.gigabytes(...))', 'GB'],
  ['privacyConfiguration.policies.trainedModels.maxArtifactSize.value', 'privacyPolicy: maxArtifactSize(size)', 2.5],
  ['privacyConfiguration.policies.trainedModelExports', 'privacyPolicy: trainedModelExports(...)', expect.any(Object)],
  ['privacyConfiguration.policies.trainedModelExports.maxSize', 'privacyPolicy: trainedModelExports({ maxSize })', expect.any(Object)],
  ['privacyConfiguration.policies.trainedModelExports.maxSize.unit', 'privacyPolicy: trainedModelExports({ maxSize: DataSize.gigabytes(...) })', 'GB'],
  ['privacyConfiguration.policies.trainedModelExports.maxSize.value', 'privacyPolicy: trainedModelExports({ maxSize })', 1.5],
  ['privacyConfiguration.policies.trainedModelExports.filesToExport', 'privacyPolicy: trainedModelExports({ files })', ['MODEL', 'OUTPUT']],
  ['privacyConfiguration.policies.trainedModelInferenceJobs', 'privacyPolicy', expect.any(Object)],
  ...LOGS('privacyConfiguration.policies.trainedModelInferenceJobs', 'inferenceLogs', {
    account: '333344445555',
    filterPattern: '?WARN',
    logType: 'ALL',
    entities: ['ALL_PERSONALLY_IDENTIFIABLE_INFORMATION', 'CUSTOM'],
    identifiers: ['iban-[A-Z]+', 'bic-[A-Z]+'],
  }),
  ['privacyConfiguration.policies.trainedModelInferenceJobs.maxOutputSize', 'privacyPolicy: maxInferenceOutputSize(...)', expect.any(Object)],
  ['privacyConfiguration.policies.trainedModelInferenceJobs.maxOutputSize.unit', 'privacyPolicy: maxInferenceOutputSize(DataSize.gigabytes(...))', 'GB'],
  ['privacyConfiguration.policies.trainedModelInferenceJobs.maxOutputSize.value', 'privacyPolicy: maxInferenceOutputSize(size)', 3.5],
  ['tags', 'Tags.of(association)', expect.objectContaining({ part: 'association' })],
];

const TRAINED_MODEL: readonly Row[] = [
  ['membershipIdentifier', 'membership', MEMBERSHIP],
  ['name', 'trainedModelName', expect.stringMatching(/^fraud-model-[0-9a-z]+-[0-9a-z]+$/)],
  [
    'configuredModelAlgorithmAssociationArn', 'association',
    expect.stringMatching(/^arn:aws:cleanrooms-ml:us-east-1:111122223333:membership\/.+\/configured-model-algorithm-association\/.+/),
  ],
  ['hyperparameters', 'hyperparameters', { epochs: '20', Ref: 'not an intrinsic function' }],
  ['environment', 'environment', { LOG_LEVEL: 'debug' }],
  ['resourceConfig', 'resources', expect.any(Object)],
  ['resourceConfig.instanceCount', 'resources.instanceCount', 3],
  ['resourceConfig.instanceType', 'resources.instanceType', 'ml.p4d.24xlarge'],
  ['resourceConfig.volumeSizeInGB', 'resources.volumeSizeGb', 70],
  ['stoppingCondition', 'maxRuntime', expect.any(Object)],
  ['stoppingCondition.maxRuntimeInSeconds', 'maxRuntime', 7 * 3600],
  ['incrementalTrainingDataChannels', 'retraining: Retraining.incremental(...)', expect.any(Array)],
  ['incrementalTrainingDataChannels[].trainedModelArn', 'retraining: Retraining.incremental({ startFrom })', [OTHER_MODEL.arn]],
  ['incrementalTrainingDataChannels[].versionIdentifier', 'retraining: Retraining.incremental({ startFrom })', [OTHER_MODEL.version]],
  ['incrementalTrainingDataChannels[].channelName', 'retraining: Retraining.incremental({ channelName })', ['base']],
  ['dataChannels', 'channels', expect.any(Array)],
  ['dataChannels[].mlInputChannelArn', 'channels: TrainingChannel.fromMlInputChannelArn(..., arn)', [inputChannel('payments'), inputChannel('labels')]],
  ['dataChannels[].channelName', 'channels: TrainingChannel.fromMlInputChannelArn(name, ...)', ['payments', 'labels']],
  ['dataChannels[].s3DataDistributionType', 'channels: TrainingChannel.fromMlInputChannelArn(..., { distribution })', ['ShardedByS3Key', 'FullyReplicated']],
  ['trainingInputMode', 'inputMode', 'FastFile'],
  ['description', 'description', 'Fraud in card payments'],
  ['kmsKeyArn', 'encryptionKey', keyArn('model')],
  ['tags', 'Tags.of(model)', expect.objectContaining({ part: 'model' })],
  ['mlModelTrainingPayerAccountId', 'payerAccountId', '444455556666'],
];

const ML_CONFIGURATION: readonly Row[] = [
  ['membershipIdentifier', 'membership', MEMBERSHIP],
  ['defaultOutputLocation', 'bucket, prefix and role', expect.any(Object)],
  ['defaultOutputLocation.destination', 'bucket', expect.any(Object)],
  ['defaultOutputLocation.destination.s3Destination', 'bucket', expect.any(Object)],
  ['defaultOutputLocation.destination.s3Destination.s3Uri', 'bucket and prefix', 's3://outputs/fraud'],
  ['defaultOutputLocation.roleArn', 'role', ROLE],
];

const MODEL_IN_THE_STACK = expect.stringMatching(/^arn:aws:cleanrooms-ml:us-east-1:111122223333:membership\/.+\/trained-model\/.+/);
const VERSION = expect.stringMatching(/^[0-9a-f-]{36}$/);

const INFERENCE: readonly Row[] = [
  ['membershipIdentifier', 'trainedModel, or membership', MEMBERSHIP],
  ['name', 'trainedModelInferenceJobName', expect.stringMatching(/^fraud-scores-[0-9a-z]+-[0-9a-z]+$/)],
  ['trainedModelArn', 'trainedModel', MODEL_IN_THE_STACK],
  ['trainedModelVersionIdentifier', 'trainedModel', VERSION],
  [
    'configuredModelAlgorithmAssociationArn', 'association',
    expect.stringMatching(/^arn:aws:cleanrooms-ml:us-east-1:111122223333:membership\/.+\/configured-model-algorithm-association\/.+/),
  ],
  ['resourceConfig', 'instanceType and instanceCount', expect.any(Object)],
  ['resourceConfig.instanceType', 'instanceType', 'ml.g5.12xlarge'],
  ['resourceConfig.instanceCount', 'instanceCount', 7],
  ['outputConfiguration', 'receiver and accept', expect.any(Object)],
  ['outputConfiguration.accept', 'accept', 'text/csv'],
  ['outputConfiguration.members', 'receiver', expect.any(Array)],
  ['outputConfiguration.members[].accountId', 'receiver', [ACCOUNT]],
  ['dataSource', 'channel', expect.any(Object)],
  ['dataSource.mlInputChannelArn', 'channel', inputChannel('to-score')],
  ['description', 'description', 'Scores of this month'],
  ['containerExecutionParameters', 'maxPayload', expect.any(Object)],
  ['containerExecutionParameters.maxPayloadInMB', 'maxPayload', 42],
  ['environment', 'environment', { THRESHOLD: '0.5', Ref: 'no intrinsic function' }],
  ['kmsKeyArn', 'encryptionKey', keyArn('scores')],
  ['tags', 'Tags.of(inference)', expect.objectContaining({ part: 'inference' })],
  ['mlModelInferencePayerAccountId', 'payerAccountId', '444455556666'],
];

const EXPORT: readonly Row[] = [
  ['membershipIdentifier', 'trainedModel, or membership', MEMBERSHIP],
  ['name', 'trainedModelExportJobName', expect.stringMatching(/^fraud-export-[0-9a-z]+-[0-9a-z]+$/)],
  ['trainedModelArn', 'trainedModel', MODEL_IN_THE_STACK],
  ['trainedModelVersionIdentifier', 'trainedModel', VERSION],
  ['outputConfiguration', 'receiver', expect.any(Object)],
  ['outputConfiguration.members', 'receiver', expect.any(Array)],
  ['outputConfiguration.members[].accountId', 'receiver', ['222233334444']],
  ['description', 'description', 'For the partner'],
];

const SQL = 'inputChannel.dataSource.protectedQueryInputParameters';

/** A query is either SQL or an analysis template, so there are two requests: the last row is of the second one. */
const INPUT_CHANNEL: readonly Row[] = [
  ['membershipIdentifier', 'membership', MEMBERSHIP],
  ['configuredModelAlgorithmAssociations', 'association', [associationArn]],
  ['inputChannel', 'query, compute, resultFormat and role', expect.any(Object)],
  ['inputChannel.dataSource', 'query, compute and resultFormat', expect.any(Object)],
  [SQL, 'query, compute and resultFormat', expect.any(Object)],
  [`${SQL}.sqlParameters`, 'query', expect.any(Object)],
  [`${SQL}.sqlParameters.queryString`, 'query: ChannelQuery.sql(queryString)', 'SELECT label\nFROM payments'],
  [`${SQL}.sqlParameters.parameters`, 'query: ChannelQuery.sql(..., { parameters })', { since: '2026-01-01', Ref: 'not an intrinsic function' }],
  [`${SQL}.computeConfiguration`, 'compute', expect.any(Object)],
  [`${SQL}.computeConfiguration.worker`, 'compute: ChannelCompute.workers(...)', expect.any(Object)],
  [`${SQL}.computeConfiguration.worker.type`, 'compute: ChannelCompute.workers(workerType, ...)', 'CR.4X'],
  [`${SQL}.computeConfiguration.worker.number`, 'compute: ChannelCompute.workers(..., count)', 8],
  [`${SQL}.computeConfiguration.worker.properties`, 'compute: ChannelCompute.workers(..., { spark })', expect.any(Object)],
  [`${SQL}.computeConfiguration.worker.properties.spark`, 'compute: ChannelCompute.workers(..., { spark })', { 'spark.sql.shuffle.partitions': '400' }],
  [`${SQL}.resultFormat`, 'resultFormat', 'PARQUET'],
  ['inputChannel.roleArn', 'role', ROLE],
  ['name', 'mlInputChannelName', 'fraud-data'],
  ['retentionInDays', 'retention', 7],
  ['description', 'description', 'Card payments'],
  ['kmsKeyArn', 'encryptionKey', keyArn('data')],
  ['tags', 'Tags.of(channel)', expect.objectContaining({ part: 'channel' })],
  ['payerConfiguration', 'computePayerAccountId and syntheticDataPayerAccountId', expect.any(Object)],
  ['payerConfiguration.computePayerAccountId', 'computePayerAccountId', '222233334444'],
  ['payerConfiguration.syntheticDataPayerAccountId', 'syntheticDataPayerAccountId', '333344445555'],
  [`${SQL}.sqlParameters.analysisTemplateArn`, 'query: ChannelQuery.analysisTemplate(template)', TEMPLATE_ARN],
];

const OPERATIONS: readonly { operation: string; shape: StructureShape; rows: readonly Row[] }[] = [
  { operation: 'CreateConfiguredModelAlgorithm', shape: CREATE_CONFIGURED_MODEL_ALGORITHM, rows: ALGORITHM },
  { operation: 'CreateConfiguredModelAlgorithmAssociation', shape: CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION, rows: ASSOCIATION },
  { operation: 'CreateTrainedModel', shape: CREATE_TRAINED_MODEL, rows: TRAINED_MODEL },
  { operation: 'CreateMLInputChannel', shape: CREATE_ML_INPUT_CHANNEL, rows: INPUT_CHANNEL },
  { operation: 'PutMLConfiguration', shape: PUT_ML_CONFIGURATION, rows: ML_CONFIGURATION },
  { operation: 'StartTrainedModelInferenceJob', shape: START_TRAINED_MODEL_INFERENCE_JOB, rows: INFERENCE },
  { operation: 'StartTrainedModelExportJob', shape: START_TRAINED_MODEL_EXPORT_JOB, rows: EXPORT },
];

describe.each(OPERATIONS)('$operation', ({ operation, shape, rows }) => {
  let requests: readonly unknown[];

  beforeAll(async () => {
    const rehearsal = new Rehearsal();
    await deploy(rehearsal, everything);
    requests = requestsOf(rehearsal, operation);
  });

  test('has the members that are listed here', () => {
    expect(membersOf(shape).sort()).toEqual(rows.map(([member]) => member).sort());
  });

  test.each(rows)('%s comes from %s', (member, _property, sent) => {
    expect(requests.map((request) => valueAt(request, member)).find((value) => value !== undefined)).toEqual(sent);
  });
});

test('a member that is not set is not sent', async () => {
  const rehearsal = new Rehearsal();
  await deploy(rehearsal, necessities);
  const sent = Object.fromEntries(OPERATIONS.map(({ operation, shape }) => (
    [operation, membersIn(shape, requestsOf(rehearsal, operation)[0]).sort()]
  )));
  expect(sent).toEqual({
    CreateConfiguredModelAlgorithm: ['inferenceContainerConfig', 'inferenceContainerConfig.imageUri', 'name', 'roleArn', 'tags'],
    CreateConfiguredModelAlgorithmAssociation: [
      'configuredModelAlgorithmArn', 'membershipIdentifier', 'name', 'privacyConfiguration', 'privacyConfiguration.policies',
      'privacyConfiguration.policies.trainedModels', 'privacyConfiguration.policies.trainedModels.containerMetrics',
      'privacyConfiguration.policies.trainedModels.containerMetrics.noiseLevel', 'tags',
    ],
    CreateTrainedModel: [
      'configuredModelAlgorithmAssociationArn', 'dataChannels', 'dataChannels[].channelName', 'dataChannels[].mlInputChannelArn',
      'membershipIdentifier', 'name', 'resourceConfig', 'resourceConfig.instanceCount', 'resourceConfig.instanceType',
      'resourceConfig.volumeSizeInGB', 'tags',
    ],
    CreateMLInputChannel: [
      'configuredModelAlgorithmAssociations', 'inputChannel', 'inputChannel.dataSource', SQL, `${SQL}.sqlParameters`,
      `${SQL}.sqlParameters.queryString`, 'inputChannel.roleArn', 'membershipIdentifier', 'name', 'retentionInDays', 'tags',
    ],
    PutMLConfiguration: ['defaultOutputLocation', 'defaultOutputLocation.roleArn', 'membershipIdentifier'],
    StartTrainedModelInferenceJob: [
      'dataSource', 'dataSource.mlInputChannelArn', 'membershipIdentifier', 'name', 'outputConfiguration', 'outputConfiguration.members',
      'outputConfiguration.members[].accountId', 'resourceConfig', 'resourceConfig.instanceCount', 'resourceConfig.instanceType', 'tags',
      'trainedModelArn',
    ],
    StartTrainedModelExportJob: [
      'membershipIdentifier', 'name', 'outputConfiguration', 'outputConfiguration.members', 'outputConfiguration.members[].accountId', 'trainedModelArn',
    ],
  });
});

test('incrementalTrainingDataChannels names the version that a new one is trained from', async () => {
  const rehearsal = new Rehearsal();
  for (const epochs of ['10', '20', '30']) {
    await deploy(rehearsal, (scope) => model(scope, {
      hyperparameters: { epochs },
      retraining: Retraining.incremental({ channelName: 'earlier' }),
      completion: Completion.whenActive(),
    }));
  }
  const [first, second] = rehearsal.emulator.trainings;
  expect(requestsOf(rehearsal, 'CreateTrainedModel').map((request) => request.incrementalTrainingDataChannels)).toEqual([
    undefined,
    // The base version has no identifier that could be sent.
    [{ trainedModelArn: first.trainedModelArn, channelName: 'earlier' }],
    [{ trainedModelArn: second.trainedModelArn, versionIdentifier: second.versionIdentifier, channelName: 'earlier' }],
  ]);
});

test('an image by its URI is sent as it is', async () => {
  const rehearsal = new Rehearsal();
  await deploy(rehearsal, (scope) => new ConfiguredModelAlgorithm(scope, 'Algorithm', {
    training: TrainingContainer.fromRegistry(`${IMAGES}/fraud:v2`, { entrypoint: ['train'] }),
    inference: InferenceContainer.fromRegistry(`${IMAGES}/fraud:v3`),
  }));
  expect(requestsOf(rehearsal, 'CreateConfiguredModelAlgorithm')).toMatchObject([{
    trainingContainerConfig: { imageUri: `${IMAGES}/fraud:v2`, entrypoint: ['train'] },
    inferenceContainerConfig: { imageUri: `${IMAGES}/fraud:v3` },
  }]);
});

/** The properties without which there is nothing. */
function necessities(scope: Construct): void {
  const algorithm = new ConfiguredModelAlgorithm(scope, 'Algorithm', { inference: InferenceContainer.fromRegistry(`${IMAGES}/fraud`) });
  new ConfiguredModelAlgorithmAssociation(scope, 'Association', {
    membership: Membership.fromMembershipId(scope, 'OtherMembership', MEMBERSHIP),
    algorithm,
    privacyPolicy: PrivacyPolicy.mostPrivate(),
  });
  new MlConfiguration(scope, 'MlConfiguration', { membership: Membership.fromMembershipId(scope, 'Receiving', MEMBERSHIP) });
  const trainedModel = model(scope);
  trainedModel.infer('Scores', {
    channel: MlInputChannel.fromMlInputChannelArn(scope, 'ToScore', inputChannel('to-score')),
    receiver: '222233334444',
    instanceType: InferenceInstanceType.ML_M5_LARGE,
  });
  trainedModel.export('Export', { receiver: '222233334444' });
  new MlInputChannel(scope, 'Channel', {
    membership: Membership.fromMembershipId(scope, 'Querying', MEMBERSHIP),
    association: ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(scope, 'Their', associationArn),
    query: ChannelQuery.sql('SELECT 1'),
    retention: Duration.days(30),
  });
}

function model(scope: Construct, props: Partial<TrainedModelProps> = {}): TrainedModel {
  return new TrainedModel(scope, 'Model', {
    membership: Membership.fromMembershipId(scope, 'Membership', MEMBERSHIP),
    association: ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(scope, 'AnotherAssociation', associationArn),
    channels: [TrainingChannel.fromMlInputChannelArn('payments', inputChannel('payments'))],
    resources: { instanceType: TrainingInstanceType.ML_M5_XLARGE, volumeSizeGb: 30 },
    ...props,
  });
}

async function deploy(rehearsal: Rehearsal, define: (scope: Construct) => void): Promise<void> {
  const { stacks } = await rehearsal.deploy(synthesize(define));
  expect(stacks).toEqual([expect.objectContaining({ status: expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), reason: undefined })]);
}

function requestsOf(rehearsal: Rehearsal, operation: string): Readonly<Record<string, unknown>>[] {
  return rehearsal.emulator.calls.filter((call) => call.operation === operation && call.outcome === 'ok').map(({ request }) => request);
}
