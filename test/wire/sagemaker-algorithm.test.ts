/**
 * An algorithm of Amazon SageMaker, from the properties of the construct to what the published client sends. Every input member of
 * CreateAlgorithm is listed with the property that sets it. The list was checked by hand against the service's API model; what the library
 * knows of that model has to have the same members.
 */
import { Duration, Size, Tags, aws_iam as iam, aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { WireWorld, type WireRequest } from './world';
import {
  AlgorithmSpecification, BatchStrategy, CompressionType, DataDistribution, FileSystemAccess, FileSystemType, Hyperparameter, InferenceContainer,
  InferenceInstanceType, OutputAssembly, OutputCompression, RecordWrapper, S3Data, S3DataType, S3ObjectType, SageMakerAlgorithm, SplitType,
  TrainingContainer, TrainingInputMode, TrainingInstanceType, TuningObjective, ValidationData, type ModelData,
} from '../../src';
import { CREATE_ALGORITHM } from '../../src/private/protocol/sagemaker-create-algorithm';
import { ENVIRONMENT, SAGEMAKER_ALGORITHM_TYPE, newSageMakerAlgorithm, newStack, propertiesOf } from '../collaboration';
import { membersOf, valueAt } from '../shape-members';

const IMAGES = `${ENVIRONMENT.account}.dkr.ecr.${ENVIRONMENT.region}.amazonaws.com`;
const DIGEST = `sha256:${'ab'.repeat(32)}`;
const ROLE = `arn:aws:iam::${ENVIRONMENT.account}:role/validate`;
const HUB = 'arn:aws:sagemaker:eu-west-1:aws:hub-content/Hub/Model/name/1.0.0';
const DATASET = 'arn:aws:sagemaker:eu-west-1:aws:hub-content/Hub/DataSet/cards/1.0.0';
const PLAN = 'arn:aws:sagemaker:eu-west-1:111122223333:training-plan/plan';
const keyArn = (name: string) => `arn:aws:kms:${ENVIRONMENT.region}:${ENVIRONMENT.account}:key/${name}`;
const anObject = expect.any(Object);
const aList = expect.any(Array);

/** A member's path (`[]` is each entry of a list), the property that sets it, and the value that is sent: a list of values below `[]`. */
type Row = readonly [member: string, property: string, sent: unknown];

const T = 'TrainingSpecification';
const I = 'InferenceSpecification';
const V = 'ValidationSpecification.ValidationProfiles[]';
const J = `${V}.TrainingJobDefinition`;
const F = `${V}.TransformJobDefinition`;
const C = `${I}.Containers[]`;
const D = `${J}.InputDataConfig[]`;
const R = `${J}.ResourceConfig`;

const sourceRows = (path: string, property: string, wrap: (value: unknown) => unknown, uri: string): Row[] => [
  [`${path}`, property, wrap(anObject)],
  [`${path}.S3DataType`, `${property}.dataType`, wrap('S3Prefix')],
  [`${path}.S3Uri`, `${property}.data`, wrap(uri)],
  [`${path}.CompressionType`, `${property}.compression`, wrap('Gzip')],
  [`${path}.ETag`, `${property}.eTag`, wrap('tag-1')],
];

const modelRows = (path: string, property: string, wrap: (value: unknown) => unknown): Row[] => [
  [`${path}.S3Uri`, `${property}.data`, wrap('s3://samples/model')],
  [`${path}.S3DataType`, `${property}.dataType`, wrap('S3Prefix')],
  [`${path}.CompressionType`, `${property}.compression`, wrap('None')],
  [`${path}.ModelAccessConfig`, `${property}.acceptEula`, wrap({ AcceptEula: true })],
  [`${path}.ModelAccessConfig.AcceptEula`, `${property}.acceptEula`, wrap(true)],
  [`${path}.HubAccessConfig`, `${property}.hubContentArn`, wrap({ HubContentArn: HUB })],
  [`${path}.HubAccessConfig.HubContentArn`, `${property}.hubContentArn`, wrap(HUB)],
  [`${path}.ManifestS3Uri`, `${property}.manifest`, wrap('s3://samples/manifest')],
  [`${path}.ETag`, `${property}.eTag`, wrap('tag-2')],
  [`${path}.ManifestEtag`, `${property}.manifestETag`, wrap('tag-3')],
];

const one = (value: unknown) => [value];
/** Of two containers, the second. */
const second = (value: unknown) => [undefined, value];

const ROWS: readonly Row[] = [
  ['AlgorithmName', 'sageMakerAlgorithmName', 'fraud-algorithm'],
  ['AlgorithmDescription', 'description', 'Scores card payments'],
  [T, 'specification', anObject],
  [`${T}.TrainingImage`, 'training', `${IMAGES}/fraud:v1`],
  [`${T}.TrainingImageDigest`, 'trainingImageDigest', DIGEST],
  [`${T}.SupportedHyperParameters`, 'specification: hyperparameters', aList],
  [`${T}.SupportedHyperParameters[].Name`, 'specification: Hyperparameter.integer(name)', ['epochs', 'rate', 'loss']],
  [`${T}.SupportedHyperParameters[].Description`, 'specification: Hyperparameter.integer({ description })', ['Rounds', undefined, undefined]],
  [`${T}.SupportedHyperParameters[].Type`, 'specification: Hyperparameter', ['Integer', 'Continuous', 'Categorical']],
  [`${T}.SupportedHyperParameters[].Range`, 'specification: Hyperparameter', [anObject, anObject, anObject]],
  [`${T}.SupportedHyperParameters[].Range.IntegerParameterRangeSpecification`, 'specification: Hyperparameter.integer({ min, max })', [{ MinValue: '1', MaxValue: '100' }, undefined, undefined]],
  [`${T}.SupportedHyperParameters[].Range.IntegerParameterRangeSpecification.MinValue`, 'specification: Hyperparameter.integer({ min })', ['1', undefined, undefined]],
  [`${T}.SupportedHyperParameters[].Range.IntegerParameterRangeSpecification.MaxValue`, 'specification: Hyperparameter.integer({ max })', ['100', undefined, undefined]],
  [`${T}.SupportedHyperParameters[].Range.ContinuousParameterRangeSpecification`, 'specification: Hyperparameter.continuous({ min, max })', [undefined, { MinValue: '0', MaxValue: '1' }, undefined]],
  [`${T}.SupportedHyperParameters[].Range.ContinuousParameterRangeSpecification.MinValue`, 'specification: Hyperparameter.continuous({ min })', [undefined, '0', undefined]],
  [`${T}.SupportedHyperParameters[].Range.ContinuousParameterRangeSpecification.MaxValue`, 'specification: Hyperparameter.continuous({ max })', [undefined, '1', undefined]],
  [`${T}.SupportedHyperParameters[].Range.CategoricalParameterRangeSpecification`, 'specification: Hyperparameter.categorical(values)', [undefined, undefined, { Values: ['log', 'hinge'] }]],
  [`${T}.SupportedHyperParameters[].Range.CategoricalParameterRangeSpecification.Values`, 'specification: Hyperparameter.categorical(values)', [undefined, undefined, ['log', 'hinge']]],
  [`${T}.SupportedHyperParameters[].IsTunable`, 'specification: Hyperparameter.integer({ tunable })', [true, undefined, undefined]],
  [`${T}.SupportedHyperParameters[].IsRequired`, 'specification: Hyperparameter.integer({ required })', [false, undefined, undefined]],
  [`${T}.SupportedHyperParameters[].DefaultValue`, 'specification: Hyperparameter.integer({ defaultValue })', ['20', undefined, undefined]],
  [`${T}.SupportedTrainingInstanceTypes`, 'specification: instanceTypes', ['ml.m5.xlarge', 'ml.g5.2xlarge']],
  [`${T}.SupportsDistributedTraining`, 'specification: supportsDistributedTraining', true],
  [`${T}.MetricDefinitions`, 'specification: metrics', aList],
  [`${T}.MetricDefinitions[].Name`, 'specification: metrics[].name', ['auc']],
  [`${T}.MetricDefinitions[].Regex`, 'specification: metrics[].regex', ['auc=([0-9.]+)']],
  [`${T}.TrainingChannels`, 'specification: channels', aList],
  [`${T}.TrainingChannels[].Name`, 'specification: channels[].name', ['train', 'files', 'hub']],
  [`${T}.TrainingChannels[].Description`, 'specification: channels[].description', ['Payments', undefined, undefined]],
  [`${T}.TrainingChannels[].IsRequired`, 'specification: channels[].required', [true, undefined, undefined]],
  [`${T}.TrainingChannels[].SupportedContentTypes`, 'specification: channels[].contentTypes', [['text/csv'], ['text/csv'], ['text/csv']]],
  [`${T}.TrainingChannels[].SupportedCompressionTypes`, 'specification: channels[].compressionTypes', [['None', 'Gzip'], undefined, undefined]],
  [`${T}.TrainingChannels[].SupportedInputModes`, 'specification: channels[].inputModes', [['File', 'Pipe'], ['File', 'Pipe'], ['File', 'Pipe']]],
  [`${T}.SupportedTuningJobObjectiveMetrics`, 'specification: objectives', aList],
  [`${T}.SupportedTuningJobObjectiveMetrics[].Type`, 'specification: TuningObjective.maximize()', ['Maximize']],
  [`${T}.SupportedTuningJobObjectiveMetrics[].MetricName`, 'specification: TuningObjective.maximize(metricName)', ['auc']],
  ...sourceRows(`${T}.AdditionalS3DataSource`, 'additionalData', (value) => value, 's3://samples/vocabulary'),
  [I, 'inference', anObject],
  [`${I}.Containers`, 'inference.containers', aList],
  [`${C}.ContainerHostname`, 'inference.containers[].hostname', [undefined, 'scorer']],
  [`${C}.Image`, 'inference.containers[].image', [`${IMAGES}/fraud:prepare`, `${IMAGES}/fraud:score`]],
  [`${C}.ImageDigest`, 'inference.containers[].imageDigest', second(DIGEST)],
  [`${C}.ModelDataUrl`, 'inference.containers[].modelArchive', ['s3://samples/model.tar.gz', undefined]],
  [`${C}.ModelDataSource`, 'inference.containers[].modelData', second(anObject)],
  [`${C}.ModelDataSource.S3DataSource`, 'inference.containers[].modelData', second(anObject)],
  ...modelRows(`${C}.ModelDataSource.S3DataSource`, 'inference.containers[].modelData', second),
  [`${C}.ProductId`, 'inference.containers[].productId', second('product-1')],
  [`${C}.Environment`, 'inference.containers[].environment', second({ THRESHOLD: '0.5', Ref: 'no intrinsic function' })],
  [`${C}.ModelInput`, 'inference.containers[].dataInputConfig', second({ DataInputConfig: '{"input":[1,8]}' })],
  [`${C}.ModelInput.DataInputConfig`, 'inference.containers[].dataInputConfig', second('{"input":[1,8]}')],
  [`${C}.Framework`, 'inference.containers[].framework', second('PYTORCH')],
  [`${C}.FrameworkVersion`, 'inference.containers[].frameworkVersion', second('2.1')],
  [`${C}.NearestModelName`, 'inference.containers[].nearestModelName', second('resnet')],
  [`${C}.AdditionalModelDataSources`, 'inference.containers[].additionalModelData', second(aList)],
  [`${C}.AdditionalModelDataSources[].ChannelName`, 'inference.containers[].additionalModelData[].name', second(['adapter'])],
  [`${C}.AdditionalModelDataSources[].S3DataSource`, 'inference.containers[].additionalModelData[].source', second([anObject])],
  ...modelRows(`${C}.AdditionalModelDataSources[].S3DataSource`, 'inference.containers[].additionalModelData[].source', (value) => second([value])),
  ...sourceRows(`${C}.AdditionalS3DataSource`, 'inference.containers[].additionalData', second, 's3://samples/vocabulary'),
  [`${C}.ModelDataETag`, 'inference.containers[].modelDataETag', second('tag-4')],
  [`${C}.IsCheckpoint`, 'inference.containers[].isCheckpoint', second(false)],
  [`${C}.BaseModel`, 'inference.containers[].baseModel', second(anObject)],
  [`${C}.BaseModel.HubContentName`, 'inference.containers[].baseModel.hubContentName', second('base')],
  [`${C}.BaseModel.HubContentVersion`, 'inference.containers[].baseModel.hubContentVersion', second('1.0.0')],
  [`${C}.BaseModel.RecipeName`, 'inference.containers[].baseModel.recipeName', second('recipe')],
  [`${I}.SupportedTransformInstanceTypes`, 'specification: inference.instanceTypes', ['ml.m5.large']],
  [`${I}.SupportedContentTypes`, 'specification: inference.contentTypes', ['text/csv']],
  [`${I}.SupportedResponseMIMETypes`, 'specification: inference.responseTypes', ['text/csv']],
  [`${I}.SupportedRealtimeInferenceInstanceTypes`, 'inference.realtimeInstanceTypes', ['ml.c7i.large']],
  ['ValidationSpecification', 'validation', anObject],
  ['ValidationSpecification.ValidationRole', 'validation.role', ROLE],
  ['ValidationSpecification.ValidationProfiles', 'validation', aList],
  [`${V}.ProfileName`, 'validation.profileName', one('sample')],
  [J, 'validation.training', one(anObject)],
  [`${J}.TrainingInputMode`, 'validation.training.inputMode', one('Pipe')],
  [`${J}.HyperParameters`, 'validation.training.hyperparameters', one({ epochs: '2', loss: 'log' })],
  [`${J}.InputDataConfig`, 'validation.training.channels', one(aList)],
  [`${D}.ChannelName`, 'validation.training.channels[].name', one(['train', 'files', 'hub'])],
  [`${D}.DataSource`, 'validation.training.channels[].data', one([anObject, anObject, anObject])],
  [`${D}.DataSource.S3DataSource`, 'validation.training.channels[].data: ValidationData.fromS3()', one([anObject, undefined, undefined])],
  [`${D}.DataSource.S3DataSource.S3DataType`, 'ValidationData.fromS3({ dataType })', one(['AugmentedManifestFile', undefined, undefined])],
  [`${D}.DataSource.S3DataSource.S3Uri`, 'ValidationData.fromS3(data)', one(['s3://samples/train.manifest', undefined, undefined])],
  [`${D}.DataSource.S3DataSource.S3DataDistributionType`, 'ValidationData.fromS3({ distribution })', one(['ShardedByS3Key', undefined, undefined])],
  [`${D}.DataSource.S3DataSource.AttributeNames`, 'ValidationData.fromS3({ attributeNames })', one([['label'], undefined, undefined])],
  [`${D}.DataSource.S3DataSource.InstanceGroupNames`, 'ValidationData.fromS3({ instanceGroupNames })', one([['group'], undefined, undefined])],
  [`${D}.DataSource.S3DataSource.ModelAccessConfig`, 'ValidationData.fromS3({ acceptEula })', one([{ AcceptEula: true }, undefined, undefined])],
  [`${D}.DataSource.S3DataSource.ModelAccessConfig.AcceptEula`, 'ValidationData.fromS3({ acceptEula })', one([true, undefined, undefined])],
  [`${D}.DataSource.S3DataSource.HubAccessConfig`, 'ValidationData.fromS3({ hubContentArn })', one([{ HubContentArn: HUB }, undefined, undefined])],
  [`${D}.DataSource.S3DataSource.HubAccessConfig.HubContentArn`, 'ValidationData.fromS3({ hubContentArn })', one([HUB, undefined, undefined])],
  [`${D}.DataSource.FileSystemDataSource`, 'ValidationData.fromFileSystem()', one([undefined, anObject, undefined])],
  [`${D}.DataSource.FileSystemDataSource.FileSystemId`, 'ValidationData.fromFileSystem({ fileSystemId })', one([undefined, 'fs-0123456789abcdef0', undefined])],
  [`${D}.DataSource.FileSystemDataSource.FileSystemAccessMode`, 'ValidationData.fromFileSystem({ access })', one([undefined, 'rw', undefined])],
  [`${D}.DataSource.FileSystemDataSource.FileSystemType`, 'ValidationData.fromFileSystem({ type })', one([undefined, 'FSxLustre', undefined])],
  [`${D}.DataSource.FileSystemDataSource.DirectoryPath`, 'ValidationData.fromFileSystem({ path })', one([undefined, '/fsx/cards', undefined])],
  [`${D}.DataSource.DatasetSource`, 'ValidationData.fromHubDataset()', one([undefined, undefined, { DatasetArn: DATASET }])],
  [`${D}.DataSource.DatasetSource.DatasetArn`, 'ValidationData.fromHubDataset(datasetArn)', one([undefined, undefined, DATASET])],
  [`${D}.ContentType`, 'validation.training.channels[].contentType', one(['text/csv', undefined, undefined])],
  [`${D}.CompressionType`, 'validation.training.channels[].compression', one(['Gzip', undefined, undefined])],
  [`${D}.RecordWrapperType`, 'validation.training.channels[].recordWrapper', one(['RecordIO', undefined, undefined])],
  [`${D}.InputMode`, 'validation.training.channels[].inputMode', one(['Pipe', undefined, undefined])],
  [`${D}.ShuffleConfig`, 'validation.training.channels[].shuffleSeed', one([{ Seed: 7 }, undefined, undefined])],
  [`${D}.ShuffleConfig.Seed`, 'validation.training.channels[].shuffleSeed', one([7, undefined, undefined])],
  [`${J}.OutputDataConfig`, 'validation.training.output', one(anObject)],
  [`${J}.OutputDataConfig.KmsKeyId`, 'validation.training.output.encryptionKey', one(keyArn('output'))],
  [`${J}.OutputDataConfig.S3OutputPath`, 'validation.training.output: bucket and prefix', one('s3://samples/models')],
  [`${J}.OutputDataConfig.CompressionType`, 'validation.training.outputCompression', one('NONE')],
  [R, 'validation.training.resources', one(anObject)],
  [`${R}.InstanceType`, 'validation.training.resources.instanceType', one('ml.m5.xlarge')],
  [`${R}.InstanceCount`, 'validation.training.resources.instanceCount', one(2)],
  [`${R}.VolumeSizeInGB`, 'validation.training.resources.volumeSizeGb', one(50)],
  [`${R}.VolumeKmsKeyId`, 'validation.training.resources.volumeEncryptionKey', one(keyArn('volumes'))],
  [`${R}.KeepAlivePeriodInSeconds`, 'validation.training.resources.keepAlivePeriod', one(600)],
  [`${R}.TrainingPlanArn`, 'validation.training.resources.trainingPlanArn', one(PLAN)],
  [`${R}.InstancePlacementConfig`, 'validation.training.resources.placement', one(anObject)],
  [`${R}.InstancePlacementConfig.EnableMultipleJobs`, 'validation.training.resources.placement.enableMultipleJobs', one(true)],
  [`${R}.InstancePlacementConfig.PlacementSpecifications`, 'validation.training.resources.placement.servers', one(aList)],
  [`${R}.InstancePlacementConfig.PlacementSpecifications[].UltraServerId`, 'validation.training.resources.placement.servers[].ultraServerId', one(['server-1'])],
  [`${R}.InstancePlacementConfig.PlacementSpecifications[].InstanceCount`, 'validation.training.resources.placement.servers[].instanceCount', one([2])],
  [`${J}.StoppingCondition`, 'validation.training.maxRuntime', one(anObject)],
  [`${J}.StoppingCondition.MaxRuntimeInSeconds`, 'validation.training.maxRuntime', one(1800)],
  [`${J}.StoppingCondition.MaxWaitTimeInSeconds`, 'validation.training.maxWait', one(2400)],
  [`${J}.StoppingCondition.MaxPendingTimeInSeconds`, 'validation.training.maxPending', one(7200)],
  [F, 'validation.transform', one(anObject)],
  [`${F}.MaxConcurrentTransforms`, 'validation.transform.maxConcurrentTransforms', one(4)],
  [`${F}.MaxPayloadInMB`, 'validation.transform.maxPayload', one(6)],
  [`${F}.BatchStrategy`, 'validation.transform.batchStrategy', one('MultiRecord')],
  [`${F}.Environment`, 'validation.transform.environment', one({ MODE: 'batch' })],
  [`${F}.TransformInput`, 'validation.transform', one(anObject)],
  [`${F}.TransformInput.DataSource`, 'validation.transform.data', one(anObject)],
  [`${F}.TransformInput.DataSource.S3DataSource`, 'validation.transform.data', one(anObject)],
  [`${F}.TransformInput.DataSource.S3DataSource.S3DataType`, 'validation.transform.dataType', one('ManifestFile')],
  [`${F}.TransformInput.DataSource.S3DataSource.S3Uri`, 'validation.transform.data', one('s3://samples/score.manifest')],
  [`${F}.TransformInput.ContentType`, 'validation.transform.contentType', one('text/csv')],
  [`${F}.TransformInput.CompressionType`, 'validation.transform.compression', one('Gzip')],
  [`${F}.TransformInput.SplitType`, 'validation.transform.split', one('Line')],
  [`${F}.TransformOutput`, 'validation.transform.output', one(anObject)],
  [`${F}.TransformOutput.S3OutputPath`, 'validation.transform.output: bucket and prefix', one('s3://samples/scores')],
  [`${F}.TransformOutput.Accept`, 'validation.transform.accept', one('text/csv')],
  [`${F}.TransformOutput.AssembleWith`, 'validation.transform.assembly', one('Line')],
  [`${F}.TransformOutput.KmsKeyId`, 'validation.transform.output.encryptionKey', one(keyArn('scores'))],
  [`${F}.TransformResources`, 'validation.transform.resources', one(anObject)],
  [`${F}.TransformResources.InstanceType`, 'validation.transform.resources.instanceType', one('ml.m5.large')],
  [`${F}.TransformResources.InstanceCount`, 'validation.transform.resources.instanceCount', one(3)],
  [`${F}.TransformResources.VolumeKmsKeyId`, 'validation.transform.resources.volumeEncryptionKey', one(keyArn('scoring'))],
  [`${F}.TransformResources.TransformAmiVersion`, 'validation.transform.resources.amiVersion', one('al2-ami-sagemaker-batch-gpu-535')],
  ['CertifyForMarketplace', 'certifyForMarketplace', true],
  ['Tags', 'Tags.of(algorithm)', expect.arrayContaining([{ Key: 'part', Value: 'algorithm' }])],
  ['Tags[].Key', 'Tags.of(algorithm)', ['part', 'cdk-cleanrooms-ml:owner']],
  ['Tags[].Value', 'Tags.of(algorithm)', ['algorithm', expect.any(String)]],
];

/** Of a job with instances of several types, in the place of those of one. */
const GROUP_ROWS: readonly Row[] = [
  [`${R}.InstanceGroups`, 'validation.training.resources.instanceGroups', one(aList)],
  [`${R}.InstanceGroups[].InstanceType`, 'validation.training.resources.instanceGroups[].instanceType', one(['ml.m5.xlarge', 'ml.g5.2xlarge'])],
  [`${R}.InstanceGroups[].InstanceCount`, 'validation.training.resources.instanceGroups[].instanceCount', one([1, 2])],
  [`${R}.InstanceGroups[].InstanceGroupName`, 'validation.training.resources.instanceGroups[].name', one(['loading', 'learning'])],
];

function specification(): AlgorithmSpecification {
  const inputModes = [TrainingInputMode.FILE, TrainingInputMode.PIPE];
  return new AlgorithmSpecification({
    hyperparameters: [
      Hyperparameter.integer('epochs', { min: 1, max: 100, description: 'Rounds', tunable: true, required: false, defaultValue: 20 }),
      Hyperparameter.continuous('rate', { min: 0, max: 1 }),
      Hyperparameter.categorical('loss', { values: ['log', 'hinge'] }),
    ],
    channels: [
      { name: 'train', description: 'Payments', required: true, contentTypes: ['text/csv'], compressionTypes: [CompressionType.NONE, CompressionType.GZIP], inputModes },
      { name: 'files', contentTypes: ['text/csv'], inputModes },
      { name: 'hub', contentTypes: ['text/csv'], inputModes },
    ],
    instanceTypes: [TrainingInstanceType.ML_M5_XLARGE, TrainingInstanceType.ML_G5_2XLARGE],
    supportsDistributedTraining: true,
    metrics: [{ name: 'auc', regex: 'auc=([0-9.]+)' }],
    objectives: [TuningObjective.maximize('auc')],
    inference: { contentTypes: ['text/csv'], responseTypes: ['text/csv'], instanceTypes: [InferenceInstanceType.ML_M5_LARGE] },
  });
}

/** Every property, each with a value of its own. */
function everything(scope: Construct): void {
  const bucket = s3.Bucket.fromBucketName(scope, 'Samples', 'samples');
  const key = (name: string) => kms.Key.fromKeyArn(scope, `Key${name}`, keyArn(name));
  const vocabulary = { data: S3Data.fromBucket(bucket, 'vocabulary'), dataType: S3ObjectType.S3_PREFIX, compression: CompressionType.GZIP, eTag: 'tag-1' };
  const modelData: ModelData = {
    data: S3Data.fromBucket(bucket, 'model'),
    dataType: S3ObjectType.S3_PREFIX,
    compression: CompressionType.NONE,
    acceptEula: true,
    hubContentArn: HUB,
    manifest: S3Data.fromBucket(bucket, 'manifest'),
    eTag: 'tag-2',
    manifestETag: 'tag-3',
  };
  const algorithm = new SageMakerAlgorithm(scope, 'Algorithm', {
    specification: specification(),
    training: TrainingContainer.fromRegistry(`${IMAGES}/fraud:v1`),
    trainingImageDigest: DIGEST,
    additionalData: vocabulary,
    inference: {
      containers: [
        { image: InferenceContainer.fromRegistry(`${IMAGES}/fraud:prepare`), modelArchive: S3Data.fromBucket(bucket, 'model.tar.gz') },
        {
          image: InferenceContainer.fromRegistry(`${IMAGES}/fraud:score`),
          imageDigest: DIGEST,
          hostname: 'scorer',
          modelData,
          modelDataETag: 'tag-4',
          additionalModelData: [{ name: 'adapter', source: modelData }],
          additionalData: vocabulary,
          productId: 'product-1',
          environment: { THRESHOLD: '0.5', Ref: 'no intrinsic function' },
          dataInputConfig: '{"input":[1,8]}',
          framework: 'PYTORCH',
          frameworkVersion: '2.1',
          nearestModelName: 'resnet',
          isCheckpoint: false,
          baseModel: { hubContentName: 'base', hubContentVersion: '1.0.0', recipeName: 'recipe' },
        },
      ],
      realtimeInstanceTypes: ['ml.c7i.large'],
    },
    validation: {
      profileName: 'sample',
      role: iam.Role.fromRoleArn(scope, 'Role', ROLE),
      training: {
        inputMode: TrainingInputMode.PIPE,
        hyperparameters: { epochs: '2', loss: 'log' },
        channels: [
          {
            name: 'train',
            data: ValidationData.fromS3(S3Data.fromUri('s3://samples/train.manifest'), {
              dataType: S3DataType.AUGMENTED_MANIFEST_FILE,
              distribution: DataDistribution.SHARDED_BY_S3_KEY,
              attributeNames: ['label'],
              instanceGroupNames: ['group'],
              acceptEula: true,
              hubContentArn: HUB,
            }),
            contentType: 'text/csv',
            compression: CompressionType.GZIP,
            recordWrapper: RecordWrapper.RECORD_IO,
            inputMode: TrainingInputMode.PIPE,
            shuffleSeed: 7,
          },
          {
            name: 'files',
            data: ValidationData.fromFileSystem({
              fileSystemId: 'fs-0123456789abcdef0', type: FileSystemType.FSX_LUSTRE, path: '/fsx/cards', access: FileSystemAccess.READ_WRITE,
            }),
          },
          { name: 'hub', data: ValidationData.fromHubDataset(DATASET) },
        ],
        output: { bucket, prefix: 'models', encryptionKey: key('output') },
        outputCompression: OutputCompression.NONE,
        resources: {
          instanceType: TrainingInstanceType.ML_M5_XLARGE,
          instanceCount: 2,
          volumeSizeGb: 50,
          volumeEncryptionKey: key('volumes'),
          keepAlivePeriod: Duration.minutes(10),
          trainingPlanArn: PLAN,
          placement: { enableMultipleJobs: true, servers: [{ ultraServerId: 'server-1', instanceCount: 2 }] },
        },
        maxRuntime: Duration.minutes(30),
        maxWait: Duration.minutes(40),
        maxPending: Duration.hours(2),
      },
      transform: {
        data: S3Data.fromBucket(bucket, 'score.manifest'),
        dataType: S3DataType.MANIFEST_FILE,
        contentType: 'text/csv',
        compression: CompressionType.GZIP,
        split: SplitType.LINE,
        output: { bucket, prefix: 'scores', encryptionKey: key('scores') },
        accept: 'text/csv',
        assembly: OutputAssembly.LINE,
        resources: {
          instanceType: InferenceInstanceType.ML_M5_LARGE,
          instanceCount: 3,
          volumeEncryptionKey: key('scoring'),
          amiVersion: 'al2-ami-sagemaker-batch-gpu-535',
        },
        batchStrategy: BatchStrategy.MULTI_RECORD,
        maxConcurrentTransforms: 4,
        maxPayload: Size.mebibytes(6),
        environment: { MODE: 'batch' },
      },
    },
    certifyForMarketplace: true,
    revision: '1',
    sageMakerAlgorithmName: 'fraud-algorithm',
    description: 'Scores card payments',
  });
  Tags.of(algorithm).add('part', 'algorithm');
}

function inGroups(scope: Construct): void {
  const bucket = s3.Bucket.fromBucketName(scope, 'Samples', 'samples');
  newSageMakerAlgorithm(scope, {
    specification: specification(),
    training: TrainingContainer.fromRegistry(`${IMAGES}/fraud:v1`),
    inference: { containers: [{ image: InferenceContainer.fromRegistry(`${IMAGES}/fraud:score`) }] },
    validation: {
      role: iam.Role.fromRoleArn(scope, 'Role', ROLE),
      training: {
        channels: [{ name: 'train', data: ValidationData.fromS3(S3Data.fromBucket(bucket)) }],
        output: { bucket },
        resources: {
          instanceGroups: [
            { name: 'loading', instanceType: TrainingInstanceType.ML_M5_XLARGE, instanceCount: 1 },
            { name: 'learning', instanceType: TrainingInstanceType.ML_G5_2XLARGE, instanceCount: 2 },
          ],
        },
        maxRuntime: Duration.minutes(30),
      },
    },
  });
}

/** What CloudFormation sends for the only algorithm of a stack, in which everything is known. */
function creationOf(define: (scope: Construct) => void): WireRequest {
  const stack = newStack({ env: ENVIRONMENT });
  define(stack);
  const { ServiceToken: _token, ...properties } = propertiesOf(stack, SAGEMAKER_ALGORITHM_TYPE);
  return { RequestType: 'Create', ResourceType: SAGEMAKER_ALGORITHM_TYPE, LogicalResourceId: 'Algorithm', ResourceProperties: properties };
}

/** The body of the request as it was on the wire. */
async function sent(define: (scope: Construct) => void): Promise<Record<string, unknown>> {
  let body: unknown;
  await WireWorld.run({}, async (world) => {
    const outcome = await world.request(creationOf(define));
    expect(outcome.reason).toBeUndefined();
    expect(outcome.attributes).toMatchObject({ Status: 'Completed' });
    body = JSON.parse(world.sageMaker.calls.find(({ operation }) => operation === 'CreateAlgorithm')!.request.body);
  });
  return body as Record<string, unknown>;
}

test('every member that the library knows of CreateAlgorithm is a property, and none is listed that it does not know', () => {
  expect([...ROWS, ...GROUP_ROWS].map(([member]) => member).sort()).toEqual(membersOf(CREATE_ALGORITHM).sort());
});

test('every property is on the wire as the member that it sets', async () => {
  const body = await sent(everything);

  expect(Object.fromEntries(ROWS.map(([member]) => [member, valueAt(body, member)])))
    .toEqual(Object.fromEntries(ROWS.map(([member, , value]) => [member, value])));
  expect(Object.keys(body).sort()).toEqual(Object.keys(CREATE_ALGORITHM.members).sort());
});

test('groups of instances are on the wire in the place of instances of one type', async () => {
  const body = await sent(inGroups);

  expect(Object.fromEntries(GROUP_ROWS.map(([member]) => [member, valueAt(body, member)])))
    .toEqual(Object.fromEntries(GROUP_ROWS.map(([member, , value]) => [member, value])));
  expect(valueAt(body, `${R}.InstanceCount`)).toEqual([undefined]);
});

test('what is left out is not sent', async () => {
  const body = await sent((scope) => newSageMakerAlgorithm(scope, { validation: undefined, training: TrainingContainer.fromRegistry(`${IMAGES}/fraud:v1`) }));

  expect(Object.keys(body).sort()).toEqual(['AlgorithmName', 'Tags', 'TrainingSpecification']);
});

describe('the published client', () => {
  const request = () => creationOf((scope) => newSageMakerAlgorithm(scope, {
    training: TrainingContainer.fromRegistry(`${IMAGES}/fraud:v1`),
    validation: {
      role: iam.Role.fromRoleArn(scope, 'Role', ROLE),
      training: {
        channels: [{ name: 'train', data: ValidationData.fromS3(S3Data.fromUri('s3://samples/train')) }],
        output: { bucket: s3.Bucket.fromBucketName(scope, 'Out', 'samples') },
        resources: { instanceType: TrainingInstanceType.ML_M5_XLARGE },
        maxRuntime: Duration.minutes(30),
      },
    },
  }));

  test('is loaded by a stack that has an algorithm, and by no other one', async () => {
    await WireWorld.run({}, async (world) => {
      await world.request({
        RequestType: 'Delete',
        ResourceType: 'Custom::CleanRoomsMLConfiguredModelAlgorithm',
        LogicalResourceId: 'Other',
        PhysicalResourceId: 'Other-aaaaaaa-bbbbb',
        ResourceProperties: { PropertyFormat: '1', Label: 'Other', Request: {} },
      });
      expect(world.required).toContain('@aws-sdk/client-cleanroomsml');
      expect(world.required).not.toContain('@aws-sdk/client-sagemaker');
      await world.request(request());
      expect(world.required).toContain('@aws-sdk/client-sagemaker');
    });
  });

  test('sends a request whose connection breaks once, and looks for what became of it', async () => {
    await WireWorld.run({}, async (world) => {
      world.sageMaker.disturb('CreateAlgorithm', { effect: true, answer: 'reset' });
      const { attributes, reason } = await world.request(request());

      expect(reason).toBeUndefined();
      expect(attributes).toMatchObject({ Status: 'Completed' });
      expect(world.sageMaker.count('CreateAlgorithm')).toBe(1);
      expect(world.sageMakerEmulator.validations).toHaveLength(1);
    });
  });

  test('is told by a ValidationException that an algorithm does not exist any more', async () => {
    await WireWorld.run({}, async (world) => {
      const { physicalId } = await world.request(request());
      world.stack.stackStatus = 'DELETE_IN_PROGRESS';
      const { reason } = await world.request({ ...request(), RequestType: 'Delete', PhysicalResourceId: physicalId });

      expect(reason).toBeUndefined();
      expect(world.sageMakerEmulator.leftBehind()).toEqual([]);
    });
  });
});
