/** What kind the properties of a SageMaker algorithm have to be, the nested ones included. */
import { ANY, BOOLEAN, BUCKET, DURATION, KEY, ROLE, SIZE, TEXT, instanceOf, listOf, optional, structureOf, type Kind, type KindsOf } from './kind';
import type { AdditionalS3Data } from '../additional-s3-data';
import type { AlgorithmContainer } from '../algorithm-container';
import type { AlgorithmInference } from '../algorithm-inference';
import type { AlgorithmValidation } from '../algorithm-validation';
import { InferenceInstanceType } from '../inference-instance-type';
import type { AdditionalModelData, ModelData } from '../model-data';
import { S3Data } from '../s3-data';
import { TrainingInstanceType } from '../training-instance-type';
import type { ValidationChannel } from '../validation-channel';
import { ValidationData } from '../validation-data';
import type { ValidationOutput } from '../validation-output';
import type { ValidationInstanceGroup, ValidationPlacement, ValidationResources } from '../validation-resources';
import type { ValidationTraining } from '../validation-training';
import type { ValidationTransform, ValidationTransformResources } from '../validation-transform';

const DATA = instanceOf(S3Data, 'an S3Data, such as S3Data.fromAsset()', (value) => (
  typeof value === 'string' ? `S3Data.fromUri(${JSON.stringify(value)})` : undefined));
/** Its classes are derived ones. */
const S3_DATA: Kind = { ...DATA, fits: (value) => typeof value?.uri === 'string' && typeof value._grantRead === 'function' };
const instanceType = (type: typeof TrainingInstanceType | typeof InferenceInstanceType) => instanceOf(type, `a ${type.name}`, (value) => (
  typeof value === 'string' ? `${type.name}.of(${JSON.stringify(value)})` : undefined));

const OUTPUT = structureOf({ bucket: BUCKET, prefix: optional(TEXT), encryptionKey: optional(KEY) } satisfies KindsOf<ValidationOutput>);

const ADDITIONAL_DATA: KindsOf<AdditionalS3Data> = { data: S3_DATA, dataType: TEXT, compression: optional(ANY), eTag: optional(TEXT) };

const MODEL_DATA: KindsOf<ModelData> = {
  data: S3_DATA,
  dataType: TEXT,
  compression: TEXT,
  acceptEula: optional(BOOLEAN),
  hubContentArn: optional(TEXT),
  manifest: optional(S3_DATA),
  eTag: optional(TEXT),
  manifestETag: optional(TEXT),
};

const CONTAINER: KindsOf<AlgorithmContainer> = {
  image: optional({
    what: 'an InferenceContainer',
    fits: (value) => typeof value?.bind === 'function' && typeof value !== 'function',
    instead: (value) => (typeof value === 'string' ? `InferenceContainer.fromRegistry(${JSON.stringify(value)})` : undefined),
  }),
  imageDigest: optional(ANY),
  hostname: optional(ANY),
  modelArchive: optional(S3_DATA),
  modelData: optional(structureOf(MODEL_DATA)),
  modelDataETag: optional(TEXT),
  additionalModelData: optional(listOf(structureOf({ name: ANY, source: structureOf(MODEL_DATA) } satisfies KindsOf<AdditionalModelData>))),
  additionalData: optional(structureOf(ADDITIONAL_DATA)),
  productId: optional(ANY),
  environment: optional(ANY),
  dataInputConfig: optional(ANY),
  framework: optional(ANY),
  frameworkVersion: optional(ANY),
  nearestModelName: optional(ANY),
  isCheckpoint: optional(BOOLEAN),
  baseModel: optional(structureOf({ hubContentName: optional(ANY), hubContentVersion: optional(ANY), recipeName: optional(ANY) })),
};

const RESOURCES: KindsOf<ValidationResources> = {
  instanceType: optional(instanceType(TrainingInstanceType)),
  instanceCount: optional(ANY),
  instanceGroups: optional(listOf(structureOf(
    { name: ANY, instanceType: instanceType(TrainingInstanceType), instanceCount: ANY } satisfies KindsOf<ValidationInstanceGroup>))),
  volumeSizeGb: optional(ANY),
  volumeEncryptionKey: optional(KEY),
  keepAlivePeriod: optional(DURATION),
  trainingPlanArn: optional(ANY),
  placement: optional(structureOf({
    enableMultipleJobs: optional(BOOLEAN), servers: optional(listOf(structureOf({ instanceCount: ANY, ultraServerId: optional(ANY) }))),
  } satisfies KindsOf<ValidationPlacement>)),
};

const CHANNEL: KindsOf<ValidationChannel> = {
  name: ANY,
  data: instanceOf(ValidationData, 'a ValidationData, such as ValidationData.fromS3()', (value) => (
    S3_DATA.fits(value) ? 'ValidationData.fromS3(...)' : typeof value === 'string' ? `ValidationData.fromS3(S3Data.fromUri(${JSON.stringify(value)}))` : undefined)),
  contentType: optional(ANY),
  compression: optional(ANY),
  recordWrapper: optional(ANY),
  inputMode: optional(ANY),
  shuffleSeed: optional(ANY),
};

const TRAINING: KindsOf<ValidationTraining> = {
  channels: listOf(structureOf(CHANNEL)),
  hyperparameters: optional(ANY),
  inputMode: optional(ANY),
  output: OUTPUT,
  outputCompression: optional(ANY),
  resources: structureOf(RESOURCES),
  maxRuntime: DURATION,
  maxWait: optional(DURATION),
  maxPending: optional(DURATION),
};

const TRANSFORM: KindsOf<ValidationTransform> = {
  data: S3_DATA,
  dataType: optional(ANY),
  contentType: optional(ANY),
  compression: optional(ANY),
  split: optional(ANY),
  output: OUTPUT,
  accept: optional(ANY),
  assembly: optional(ANY),
  resources: structureOf({
    instanceType: instanceType(InferenceInstanceType),
    instanceCount: optional(ANY),
    volumeEncryptionKey: optional(KEY),
    amiVersion: optional(ANY),
  } satisfies KindsOf<ValidationTransformResources>),
  batchStrategy: optional(ANY),
  maxConcurrentTransforms: optional(ANY),
  maxPayload: optional(SIZE),
  environment: optional(ANY),
};

/** Of the properties of an algorithm, those that have members of their own. */
export const ALGORITHM_KINDS = {
  additionalData: optional(structureOf(ADDITIONAL_DATA)),
  inference: optional(structureOf({
    containers: listOf(structureOf(CONTAINER)), realtimeInstanceTypes: optional(ANY),
  } satisfies KindsOf<AlgorithmInference>)),
  validation: optional(structureOf({
    training: structureOf(TRAINING), transform: optional(structureOf(TRANSFORM)), profileName: optional(ANY), role: optional(ROLE),
  } satisfies KindsOf<AlgorithmValidation>)),
} as const;
