/**
 * What the service accepts: the input of each operation that makes something, member for member, with every limit.
 * Checks at synth, the handlers' decoding and the emulator's validation all derive from here.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/Welcome.html
 */
import { INFERENCE_INSTANCE_TYPES } from './inference-instance-types';
import type { StringShape } from './shape';
import { double, format, integer, list, map, oneOf, structure, text } from './shape-notation';
import { TRAINING_INSTANCE_TYPES } from './training-instance-types';

export const SERVICE_PRINCIPAL = 'cleanrooms-ml.amazonaws.com';

/** All channels of one training together: those with data and the incremental one. */
export const MAX_CHANNELS = 20;
/** 28 days. */
export const MAX_RUNTIME_SECONDS = 2_419_200;

/** The service's documented limit for the tags of one resource; two of them are ours on what we create. */
export const MAX_TAGS = 50;

/** Trainings pending or running at once. */
export const TRAINING_QUOTA = { membership: 5, account: 10 } as const;

export const TRAINED_MODEL_STATUSES = [
  'CREATE_PENDING', 'CREATE_IN_PROGRESS', 'CREATE_FAILED', 'ACTIVE',
  'DELETE_PENDING', 'DELETE_IN_PROGRESS', 'DELETE_FAILED', 'INACTIVE',
  'CANCEL_PENDING', 'CANCEL_IN_PROGRESS', 'CANCEL_FAILED',
] as const;
export type TrainedModelStatus = typeof TRAINED_MODEL_STATUSES[number];

/** Inference jobs pending or running at once. */
export const INFERENCE_JOB_QUOTA = { membership: 5, account: 10 } as const;

/** Of the ML input channels of a membership that have data, and of the versions of a trained model that are not over. */
export const INPUT_CHANNEL_QUOTA = 100;
export const VERSION_QUOTA = 100;

export const INFERENCE_JOB_STATUSES = [
  'CREATE_PENDING', 'CREATE_IN_PROGRESS', 'CREATE_FAILED', 'ACTIVE',
  'CANCEL_PENDING', 'CANCEL_IN_PROGRESS', 'CANCEL_FAILED', 'INACTIVE',
] as const;
export type InferenceJobStatus = typeof INFERENCE_JOB_STATUSES[number];

export const EXPORT_JOB_STATUSES = ['CREATE_PENDING', 'CREATE_IN_PROGRESS', 'CREATE_FAILED', 'ACTIVE'] as const;
export type ExportJobStatus = typeof EXPORT_JOB_STATUSES[number];
/** A channel's data cannot be cancelled. */
export type MlInputChannelStatus = Exclude<TrainedModelStatus, `CANCEL_${string}`>;

/** How many workers of a type can run a query together. The API's model has one limit for all types, which is higher. */
export const WORKER_TYPES: { readonly [type: string]: { readonly min: number; readonly max: number } } = {
  'CR.1X': { min: 2, max: 128 },
  'CR.4X': { min: 2, max: 32 },
  'CR.8X': { min: 2, max: 16 },
};
export const RESULT_FORMATS = ['CSV', 'PARQUET'] as const;

export const LOG_TYPES = ['ALL', 'ERROR_SUMMARY'] as const;
export const ENTITY_TYPES = ['ALL_PERSONALLY_IDENTIFIABLE_INFORMATION', 'NUMBERS', 'CUSTOM'] as const;
export const NOISE_LEVELS = ['HIGH', 'MEDIUM', 'LOW', 'NONE'] as const;
export const EXPORT_FILES = ['MODEL', 'OUTPUT'] as const;
export const DATA_DISTRIBUTIONS = ['FullyReplicated', 'ShardedByS3Key'] as const;
export const TRAINING_INPUT_MODES = ['File', 'FastFile', 'Pipe'] as const;

const UUID_SOURCE = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const arn = (service: string, resource: string, meaning: string): StringShape => (
  format(text(20, 2048, new RegExp(`arn:aws[-a-z]*:${service}:${resource}`), meaning))
);
const ownArn = (resource: string, meaning: string) => arn('cleanrooms-ml', `[-a-z0-9]+:[0-9]{12}:${resource}/[-a-zA-Z0-9_/.]+`, meaning);
const MEMBERSHIP_ID_AT_END = new RegExp(`:membership/(${UUID_SOURCE})$`);
/** Somebody who gives an ARN has the ID at hand: only that of a membership is its last part, a version has no part in an ARN. */
const idInArn = (value: string) => (
  value.startsWith('arn:') ? quoted(MEMBERSHIP_ID_AT_END.exec(value)?.[1]) ?? 'the ID alone, not an ARN' : undefined
);
const accountInArn = (value: string) => quoted(/^arn:[^:]*:[^:]*:[^:]*:([0-9]{12}):/.exec(value)?.[1]);
const quoted = (part: string | undefined) => part && `"${part}"`;

export const UUID: StringShape = { ...format(text(36, 36, new RegExp(UUID_SOURCE), 'a UUID in lower case')), instead: idInArn };
export const ACCOUNT_ID: StringShape = { ...format(text(12, 12, /[0-9]{12}/, 'an account ID of 12 digits')), instead: accountInArn };
export const NAME = text(1, 63, /(?!\s*$)[\t\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*/u, 'text on one line that is not blank');
export const DESCRIPTION = text(0, 255, /[\t\r\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*/u, 'text without control characters');
export const ROLE_ARN = arn('iam', ':[0-9]{12}:role/.+', 'the ARN of an IAM role, such as "arn:aws:iam::111122223333:role/pull-images"');
export const KMS_KEY_ARN = arn('kms', '[-a-z0-9]+:[0-9]{12}:key/.+', 'the ARN of a KMS key (not of an alias)');
export const MEMBERSHIP_ARN = arn('cleanrooms', `[-a-z0-9]+:[0-9]{12}:membership/${UUID_SOURCE}`, 'the ARN of a membership');
export const ALGORITHM_ARN = ownArn('configured-model-algorithm', 'the ARN of a configured model algorithm');
export const ASSOCIATION_ARN = ownArn(`membership/${UUID_SOURCE}/configured-model-algorithm-association`, 'the ARN of a configured model algorithm association');
export const INPUT_CHANNEL_ARN = ownArn(`membership/${UUID_SOURCE}/ml-input-channel`, 'the ARN of an ML input channel');
export const TRAINED_MODEL_ARN = ownArn(`membership/${UUID_SOURCE}/trained-model`, 'the ARN of a trained model');
export const INFERENCE_JOB_ARN = ownArn(`membership/${UUID_SOURCE}/trained-model-inference-job`, 'the ARN of a trained model inference job');
export const CHANNEL_NAME = text(1, 64, /[A-Za-z0-9.\-_]+/, 'letters, digits, ".", "-" and "_"');
export const ANALYSIS_TEMPLATE_ARN = format(text(
  0, 200, /arn:aws[-a-z]*:cleanrooms:\w{2}-\w{4,9}-\d:\d{12}:membership\/[\d\w-]+\/analysistemplate\/[\d\w-]+/, 'the ARN of an analysis template'));
export const TAGS = map(text(1, 128), text(0, 256), 200);

/** A digest has no place in an image path; the service takes `registry/repository[:tag]` alone. */
export const IMAGE_URI = text(1, 255, /[^\n\r]*/, 'registry/repository[:tag] on one line');
const CONTAINER_STRING = text(1, 256, /[^\n\r]*/, 'text on one line');

const LOGS_POLICIES = list(structure({
  allowedAccountIds: list(ACCOUNT_ID, 1, 5),
  filterPattern: text(0, 1024),
  logType: oneOf(LOG_TYPES),
  logRedactionConfiguration: structure({
    entitiesToRedact: list(oneOf(ENTITY_TYPES), 1),
    customEntityConfig: structure({
      customDataIdentifiers: list(
        text(1, 200, /[a-zA-Z0-9_#=@/;,\- ^$?[\]{}|\\*+.()]+/, 'a regular expression of letters, digits, spaces and _#=@/;,-^$?[]{}|\\*+.()'), 1, 10),
    }, 'customDataIdentifiers'),
  }, 'entitiesToRedact'),
}, 'allowedAccountIds'), 1, 5);

const gigabytes = (max: number) => structure({ unit: oneOf(['GB']), value: double(0.01, max, 'GB') }, 'unit', 'value');

export const CREATE_CONFIGURED_MODEL_ALGORITHM = structure({
  name: NAME,
  description: DESCRIPTION,
  roleArn: ROLE_ARN,
  trainingContainerConfig: structure({
    imageUri: IMAGE_URI,
    entrypoint: list(CONTAINER_STRING, 1, 100),
    arguments: list(CONTAINER_STRING, 1, 100),
    metricDefinitions: list(structure({
      name: text(1, 255, /[^\n\r]+/, 'text on one line'),
      regex: text(1, 500, /[^\n\r]+/, 'a regular expression on one line'),
    }, 'name', 'regex'), 0, 40),
  }, 'imageUri'),
  inferenceContainerConfig: structure({ imageUri: IMAGE_URI }, 'imageUri'),
  tags: TAGS,
  kmsKeyArn: KMS_KEY_ARN,
}, 'name', 'roleArn');

export const CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION = structure({
  membershipIdentifier: UUID,
  configuredModelAlgorithmArn: ALGORITHM_ARN,
  name: NAME,
  description: DESCRIPTION,
  privacyConfiguration: structure({
    policies: structure({
      trainedModels: structure({
        containerLogs: LOGS_POLICIES,
        containerMetrics: structure({ noiseLevel: oneOf(NOISE_LEVELS) }, 'noiseLevel'),
        maxArtifactSize: gigabytes(100),
      }),
      trainedModelExports: structure({
        maxSize: gigabytes(50),
        filesToExport: list(oneOf(EXPORT_FILES), 1, 2),
      }, 'maxSize', 'filesToExport'),
      trainedModelInferenceJobs: structure({
        containerLogs: LOGS_POLICIES,
        maxOutputSize: gigabytes(100),
      }),
    }),
  }, 'policies'),
  tags: TAGS,
}, 'membershipIdentifier', 'configuredModelAlgorithmArn', 'name');

/** A bucket, and a prefix of object keys. */
const S3_URI = text(1, 1285, /s3:\/\/.+/, 's3://bucket/prefix');

export const PUT_ML_CONFIGURATION = structure({
  membershipIdentifier: UUID,
  defaultOutputLocation: structure({
    destination: structure({ s3Destination: structure({ s3Uri: S3_URI }, 's3Uri') }, 's3Destination'),
    roleArn: ROLE_ARN,
  }, 'roleArn'),
}, 'membershipIdentifier', 'defaultOutputLocation');

export const CREATE_TRAINED_MODEL = structure({
  membershipIdentifier: UUID,
  name: NAME,
  configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN,
  hyperparameters: map(text(1, 256, /[^\n\r]*/, 'text on one line'), text(1, 2500, /[^\n\r]*/, 'text on one line'), 100),
  environment: map(text(1, 512, /[a-zA-Z_][a-zA-Z0-9_]*/, 'a variable name of letters, digits and "_" that starts with no digit'), text(1, 512), 100),
  resourceConfig: structure({
    instanceCount: integer(1, 5),
    instanceType: oneOf(TRAINING_INSTANCE_TYPES),
    volumeSizeInGB: integer(1, 8192, 'GB'),
  }, 'instanceType', 'volumeSizeInGB'),
  stoppingCondition: structure({ maxRuntimeInSeconds: integer(1, MAX_RUNTIME_SECONDS, 'seconds') }),
  incrementalTrainingDataChannels: list(structure({
    trainedModelArn: TRAINED_MODEL_ARN,
    versionIdentifier: UUID,
    channelName: CHANNEL_NAME,
  }, 'trainedModelArn', 'channelName'), 1, 1),
  dataChannels: list(structure({
    mlInputChannelArn: INPUT_CHANNEL_ARN,
    channelName: CHANNEL_NAME,
    s3DataDistributionType: oneOf(DATA_DISTRIBUTIONS),
  }, 'mlInputChannelArn', 'channelName'), 1, MAX_CHANNELS),
  trainingInputMode: oneOf(TRAINING_INPUT_MODES),
  description: DESCRIPTION,
  kmsKeyArn: KMS_KEY_ARN,
  tags: TAGS,
  mlModelTrainingPayerAccountId: ACCOUNT_ID,
}, 'membershipIdentifier', 'name', 'configuredModelAlgorithmAssociationArn', 'resourceConfig', 'dataChannels');

/** The one member that receives what a job makes. */
const RECEIVERS = list(structure({ accountId: ACCOUNT_ID }, 'accountId'), 1, 1);

export const START_TRAINED_MODEL_INFERENCE_JOB = structure({
  membershipIdentifier: UUID,
  name: NAME,
  trainedModelArn: TRAINED_MODEL_ARN,
  trainedModelVersionIdentifier: UUID,
  configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN,
  resourceConfig: structure({ instanceType: oneOf(INFERENCE_INSTANCE_TYPES), instanceCount: integer(1, 10) }, 'instanceType'),
  outputConfiguration: structure({ accept: text(0, 256, /.*/, 'text on one line'), members: RECEIVERS }, 'members'),
  dataSource: structure({ mlInputChannelArn: INPUT_CHANNEL_ARN }, 'mlInputChannelArn'),
  description: DESCRIPTION,
  containerExecutionParameters: structure({ maxPayloadInMB: integer(1, 100, 'MB') }),
  environment: map(text(1, 1024, /[a-zA-Z_][a-zA-Z0-9_]*/, 'a variable name of letters, digits and "_" that starts with no digit'), text(1, 10240), 16),
  kmsKeyArn: KMS_KEY_ARN,
  tags: TAGS,
  mlModelInferencePayerAccountId: ACCOUNT_ID,
}, 'membershipIdentifier', 'name', 'trainedModelArn', 'resourceConfig', 'outputConfiguration', 'dataSource');

export const START_TRAINED_MODEL_EXPORT_JOB = structure({
  membershipIdentifier: UUID,
  name: NAME,
  trainedModelArn: TRAINED_MODEL_ARN,
  trainedModelVersionIdentifier: UUID,
  outputConfiguration: structure({ members: RECEIVERS }, 'members'),
  description: DESCRIPTION,
}, 'membershipIdentifier', 'name', 'trainedModelArn', 'outputConfiguration');
/** Days that the service keeps the data of a channel. */
export const RETENTION_DAYS = integer(1, 30, 'days');

export const CREATE_ML_INPUT_CHANNEL = structure({
  membershipIdentifier: UUID,
  configuredModelAlgorithmAssociations: list(ASSOCIATION_ARN, 1, 1),
  inputChannel: structure({
    dataSource: structure({
      protectedQueryInputParameters: structure({
        sqlParameters: structure({
          queryString: text(0, 500_000),
          analysisTemplateArn: ANALYSIS_TEMPLATE_ARN,
          parameters: map(text(1, 100, /[0-9a-zA-Z_]+/, 'letters, digits and "_"'), text(0, 1000), Infinity),
        }),
        computeConfiguration: structure({
          worker: structure({
            type: oneOf(Object.keys(WORKER_TYPES)),
            number: integer(2, 1024),
            properties: structure({ spark: map(text(1, 200), text(0, 500), 50) }),
          }),
        }),
        resultFormat: oneOf(RESULT_FORMATS),
      }, 'sqlParameters'),
    }),
    roleArn: ROLE_ARN,
  }, 'dataSource', 'roleArn'),
  name: NAME,
  retentionInDays: RETENTION_DAYS,
  description: DESCRIPTION,
  kmsKeyArn: KMS_KEY_ARN,
  tags: TAGS,
  payerConfiguration: structure({ computePayerAccountId: ACCOUNT_ID, syntheticDataPayerAccountId: ACCOUNT_ID }),
}, 'membershipIdentifier', 'configuredModelAlgorithmAssociations', 'inputChannel', 'name', 'retentionInDays');
