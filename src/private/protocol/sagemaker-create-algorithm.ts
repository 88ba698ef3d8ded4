/**
 * The request that registers an algorithm in Amazon SageMaker: what `sagemaker-api-model.ts` has of its specification, and the
 * images, containers and the validation, member for member, with every limit.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateAlgorithm.html
 */
import { CHANNEL_NAME, ROLE_ARN, TRAINING_INPUT_MODES } from './api-model';
import { REALTIME_INSTANCE_TYPES } from './realtime-instance-types';
import { COMPRESSION_TYPES, ENTITY_DESCRIPTION, INFERENCE_SPECIFICATION, TRAINING_SPECIFICATION } from './sagemaker-api-model';
import { SAGEMAKER_TRAINING_INSTANCE_TYPES, TRANSFORM_INSTANCE_TYPES } from './sagemaker-instance-types';
import { BOOLEAN, format, integer, list, map, oneOf, structure, text } from './shape-notation';

export const SAGEMAKER_PRINCIPAL = 'sagemaker.amazonaws.com';

export const ALGORITHM_STATUSES = ['Pending', 'InProgress', 'Completed', 'Failed', 'Deleting'] as const;
export type AlgorithmStatus = typeof ALGORITHM_STATUSES[number];
/** Of one image scan, or of one job of a validation. */
export type DetailedAlgorithmStatus = 'NotStarted' | 'InProgress' | 'Completed' | 'Failed';

export const S3_DATA_TYPES = ['ManifestFile', 'S3Prefix', 'AugmentedManifestFile', 'Converse'] as const;
export const SAGEMAKER_DATA_DISTRIBUTIONS = ['FullyReplicated', 'ShardedByS3Key'] as const;
export const RECORD_WRAPPERS = ['None', 'RecordIO'] as const;
export const FILE_SYSTEM_TYPES = ['EFS', 'FSxLustre'] as const;
export const FILE_SYSTEM_ACCESS_MODES = ['rw', 'ro'] as const;
export const OUTPUT_COMPRESSION_TYPES = ['GZIP', 'NONE'] as const;
export const BATCH_STRATEGIES = ['MultiRecord', 'SingleRecord'] as const;
export const SPLIT_TYPES = ['None', 'Line', 'RecordIO', 'TFRecord'] as const;
export const ASSEMBLY_TYPES = ['None', 'Line'] as const;
export const S3_OBJECT_TYPES = ['S3Prefix', 'S3Object'] as const;

/** 28 days: of the training job that validates, and of the time that it may wait for its capacity. */
export const LONGEST_JOB_SECONDS = 2_419_200;

const ANY_LINE = /.*/;
const LINE = 'text on one line';
const VARIABLE = 'a variable name of letters, digits and "_" that starts with no digit';

/** Of algorithms, profiles and jobs. */
export const SAGEMAKER_NAME = text(1, 63, /[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}/, 'letters, digits and "-" that start and end with a letter or a digit');
export const SAGEMAKER_ALGORITHM_ARN = format(text(
  1, 2048, /arn:aws[a-z-]*:sagemaker:[a-z0-9-]{9,16}:[0-9]{12}:algorithm\/\S{1,2048}/, 'the ARN of a SageMaker algorithm'));

const IMAGE = text(0, 255, /\S+/, 'an image without spaces');
const DIGEST = format(text(0, 72, /[Ss][Hh][Aa]256:[0-9a-fA-F]{64}/, '"sha256:" and 64 hexadecimal digits'));
export const S3_LOCATION = text(0, 1024, /(https|s3):\/\/([^/]+)\/?(.*)/, 's3://bucket/prefix');
const KMS_KEY = text(0, 2048, /[a-zA-Z0-9:/_-]*/, 'a KMS key');
const CONTENT_TYPE = text(0, 256, ANY_LINE, LINE);
const ETAG = text(0, Infinity);
const SOURCE_IN_S3 = structure({
  S3DataType: oneOf(S3_OBJECT_TYPES), S3Uri: S3_LOCATION, CompressionType: oneOf(COMPRESSION_TYPES), ETag: ETAG,
}, 'S3DataType', 'S3Uri');
const HUB_ACCESS = structure({ HubContentArn: text(0, 255, ANY_LINE, LINE) }, 'HubContentArn');
const MODEL_ACCESS = structure({ AcceptEula: BOOLEAN }, 'AcceptEula');

const MODEL_IN_S3 = structure({
  S3Uri: S3_LOCATION,
  S3DataType: oneOf(S3_OBJECT_TYPES),
  CompressionType: oneOf(COMPRESSION_TYPES),
  ModelAccessConfig: MODEL_ACCESS,
  HubAccessConfig: HUB_ACCESS,
  ManifestS3Uri: S3_LOCATION,
  ETag: ETAG,
  ManifestEtag: ETAG,
}, 'S3Uri', 'S3DataType', 'CompressionType');

export const ALGORITHM_CONTAINER = structure({
  ContainerHostname: { ...SAGEMAKER_NAME, minLength: 0 },
  Image: IMAGE,
  ImageDigest: DIGEST,
  ModelDataUrl: S3_LOCATION,
  ModelDataSource: structure({ S3DataSource: MODEL_IN_S3 }),
  ProductId: text(0, 256, /[a-zA-Z0-9](-*[a-zA-Z0-9])*/, 'letters, digits and "-"'),
  Environment: map(text(0, 1024, /[a-zA-Z_][a-zA-Z0-9_]*/, VARIABLE), text(0, 1024), 100),
  ModelInput: structure({ DataInputConfig: text(1, 16_384) }, 'DataInputConfig'),
  Framework: text(0, Infinity),
  FrameworkVersion: text(3, 10, /[0-9]\.[A-Za-z0-9.-]+/, 'a version such as "2.1"'),
  NearestModelName: text(0, Infinity),
  AdditionalModelDataSources: list(structure({ ChannelName: CHANNEL_NAME, S3DataSource: MODEL_IN_S3 }, 'ChannelName', 'S3DataSource'), 0, 5),
  AdditionalS3DataSource: SOURCE_IN_S3,
  ModelDataETag: ETAG,
  IsCheckpoint: BOOLEAN,
  BaseModel: structure({
    HubContentName: { ...SAGEMAKER_NAME, minLength: 0 },
    HubContentVersion: text(5, 14, /\d{1,4}.\d{1,4}.\d{1,4}/, 'a version such as "1.0.0"'),
    RecipeName: text(0, 255),
  }),
});

const INSTANCE_GROUP_NAME = text(1, 64, /.+/, LINE);
const TRAINING_INSTANCE_TYPE = oneOf(SAGEMAKER_TRAINING_INSTANCE_TYPES);
/** The API's model has no upper limit for numbers of instances and gigabytes: the largest number that it can be. */
const LARGEST_INTEGER = 2_147_483_647;
const COUNT = integer(0, LARGEST_INTEGER);

const CHANNEL = structure({
  ChannelName: CHANNEL_NAME,
  DataSource: structure({
    S3DataSource: structure({
      S3DataType: oneOf(S3_DATA_TYPES),
      S3Uri: S3_LOCATION,
      S3DataDistributionType: oneOf(SAGEMAKER_DATA_DISTRIBUTIONS),
      AttributeNames: list(text(1, 256, /.+/, LINE), 0, 16),
      InstanceGroupNames: list(INSTANCE_GROUP_NAME, 0, 5),
      ModelAccessConfig: MODEL_ACCESS,
      HubAccessConfig: HUB_ACCESS,
    }, 'S3DataType', 'S3Uri'),
    FileSystemDataSource: structure({
      FileSystemId: format(text(11, 21, /fs-[0-9a-f]{8,}/, 'the ID of a file system, such as "fs-0123456789abcdef0"')),
      FileSystemAccessMode: oneOf(FILE_SYSTEM_ACCESS_MODES),
      FileSystemType: oneOf(FILE_SYSTEM_TYPES),
      DirectoryPath: text(0, 4096, ANY_LINE, LINE),
    }, 'FileSystemId', 'FileSystemAccessMode', 'FileSystemType', 'DirectoryPath'),
    DatasetSource: structure({
      DatasetArn: text(
        0, 2048,
        /(arn:[a-z0-9-.]{1,63}:sagemaker:\w+(?:-\w+)+:(\d{12}|aws):hub-content\/)[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}\/DataSet\/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}(\/\d{1,4}.\d{1,4}.\d{1,4})?/,
        'the ARN of a data set in a SageMaker hub'),
    }, 'DatasetArn'),
  }),
  ContentType: CONTENT_TYPE,
  CompressionType: oneOf(COMPRESSION_TYPES),
  RecordWrapperType: oneOf(RECORD_WRAPPERS),
  InputMode: oneOf(TRAINING_INPUT_MODES),
  ShuffleConfig: structure({ Seed: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) }, 'Seed'),
}, 'ChannelName', 'DataSource');

const RESOURCE_CONFIG = structure({
  InstanceType: TRAINING_INSTANCE_TYPE,
  InstanceCount: COUNT,
  VolumeSizeInGB: COUNT,
  VolumeKmsKeyId: KMS_KEY,
  KeepAlivePeriodInSeconds: integer(0, 21_600),
  InstanceGroups: list(structure({
    InstanceType: TRAINING_INSTANCE_TYPE, InstanceCount: COUNT, InstanceGroupName: INSTANCE_GROUP_NAME,
  }, 'InstanceType', 'InstanceCount', 'InstanceGroupName'), 0, 5),
  TrainingPlanArn: format(text(50, 2048, /arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:training-plan\/.*/, 'the ARN of a SageMaker training plan')),
  InstancePlacementConfig: structure({
    EnableMultipleJobs: BOOLEAN,
    PlacementSpecifications: list(structure({ UltraServerId: text(0, 256), InstanceCount: COUNT }, 'InstanceCount'), 0, 10),
  }),
});

export const TRAINING_JOB_DEFINITION = structure({
  TrainingInputMode: oneOf(TRAINING_INPUT_MODES),
  HyperParameters: map(text(0, 256, ANY_LINE, LINE), text(0, 2500, ANY_LINE, LINE), 100),
  InputDataConfig: list(CHANNEL, 1, 20),
  OutputDataConfig: structure({
    KmsKeyId: KMS_KEY, S3OutputPath: S3_LOCATION, CompressionType: oneOf(OUTPUT_COMPRESSION_TYPES),
  }, 'S3OutputPath'),
  ResourceConfig: RESOURCE_CONFIG,
  StoppingCondition: structure({
    MaxRuntimeInSeconds: integer(1, LONGEST_JOB_SECONDS, 'seconds'),
    MaxWaitTimeInSeconds: integer(1, LARGEST_INTEGER, 'seconds'),
    MaxPendingTimeInSeconds: integer(7_200, LONGEST_JOB_SECONDS, 'seconds'),
  }),
}, 'TrainingInputMode', 'InputDataConfig', 'OutputDataConfig', 'ResourceConfig', 'StoppingCondition');

export const TRANSFORM_JOB_DEFINITION = structure({
  MaxConcurrentTransforms: COUNT,
  MaxPayloadInMB: integer(0, LARGEST_INTEGER, 'MB'),
  BatchStrategy: oneOf(BATCH_STRATEGIES),
  Environment: map(text(0, 1024, /[a-zA-Z_][a-zA-Z0-9_]{0,1023}/, VARIABLE), text(0, 10_240), 16),
  TransformInput: structure({
    DataSource: structure({ S3DataSource: structure({ S3DataType: oneOf(S3_DATA_TYPES), S3Uri: S3_LOCATION }, 'S3DataType', 'S3Uri') }, 'S3DataSource'),
    ContentType: CONTENT_TYPE,
    CompressionType: oneOf(COMPRESSION_TYPES),
    SplitType: oneOf(SPLIT_TYPES),
  }, 'DataSource'),
  TransformOutput: structure({
    S3OutputPath: S3_LOCATION, Accept: text(0, 256, ANY_LINE, LINE), AssembleWith: oneOf(ASSEMBLY_TYPES), KmsKeyId: KMS_KEY,
  }, 'S3OutputPath'),
  TransformResources: structure({
    InstanceType: oneOf(TRANSFORM_INSTANCE_TYPES),
    InstanceCount: integer(1, LARGEST_INTEGER),
    VolumeKmsKeyId: KMS_KEY,
    TransformAmiVersion: text(1, 63, /[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*/, 'letters, digits and "-"'),
  }, 'InstanceType', 'InstanceCount'),
}, 'TransformInput', 'TransformOutput', 'TransformResources');

export const SAGEMAKER_TAG_KEY = text(1, 128, /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u, 'letters, digits, spaces and _.:/=+-@');
export const SAGEMAKER_TAG_VALUE = text(0, 256, /[\p{L}\p{Z}\p{N}_.:/=+\-@]*/u, 'letters, digits, spaces and _.:/=+-@');
export const SAGEMAKER_TAGS = list(structure({ Key: SAGEMAKER_TAG_KEY, Value: SAGEMAKER_TAG_VALUE }, 'Key', 'Value'), 0, 50);

export const CREATE_ALGORITHM = structure({
  AlgorithmName: SAGEMAKER_NAME,
  AlgorithmDescription: ENTITY_DESCRIPTION,
  TrainingSpecification: structure(
    { TrainingImage: IMAGE, TrainingImageDigest: DIGEST, ...TRAINING_SPECIFICATION.members, AdditionalS3DataSource: SOURCE_IN_S3 },
    'TrainingImage', ...TRAINING_SPECIFICATION.required),
  InferenceSpecification: structure({
    Containers: list(ALGORITHM_CONTAINER, 1, 15),
    ...INFERENCE_SPECIFICATION.members,
    SupportedRealtimeInferenceInstanceTypes: list(oneOf(REALTIME_INSTANCE_TYPES), 0),
  }, 'Containers'),
  ValidationSpecification: structure({
    ValidationRole: ROLE_ARN,
    ValidationProfiles: list(structure({
      ProfileName: SAGEMAKER_NAME, TrainingJobDefinition: TRAINING_JOB_DEFINITION, TransformJobDefinition: TRANSFORM_JOB_DEFINITION,
    }, 'ProfileName', 'TrainingJobDefinition'), 1, 1),
  }, 'ValidationRole', 'ValidationProfiles'),
  CertifyForMarketplace: BOOLEAN,
  Tags: SAGEMAKER_TAGS,
}, 'AlgorithmName', 'TrainingSpecification');
