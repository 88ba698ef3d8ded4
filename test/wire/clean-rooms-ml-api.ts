/**
 * How the operations of Clean Rooms ML travel: restJson1. The client that the handlers run with here and the server that
 * answers it both come from this table; the members of the requests come from the API's shapes.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_Operations.html
 */
import { OPERATIONS, type Method } from '../../emulator/operations';
import type { StructureShape } from '../../src/private/protocol/shape';

export interface Route {
  readonly httpMethod: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Members of the request stand in braces. */
  readonly uri: string;
  /** Members that go into the query. */
  readonly query?: readonly string[];
}

const ALGORITHMS = '/configured-model-algorithms';
const ALGORITHM = `${ALGORITHMS}/{configuredModelAlgorithmArn}`;
const ASSOCIATIONS = '/memberships/{membershipIdentifier}/configured-model-algorithm-associations';
const ASSOCIATION = `${ASSOCIATIONS}/{configuredModelAlgorithmAssociationArn}`;
const MODELS = '/memberships/{membershipIdentifier}/trained-models';
const MODEL = `${MODELS}/{trainedModelArn}`;
const INFERENCE_JOBS = '/memberships/{membershipIdentifier}/trained-model-inference-jobs';
const INFERENCE_JOB = `${INFERENCE_JOBS}/{trainedModelInferenceJobArn}`;
const ML_CONFIGURATION = '/memberships/{membershipIdentifier}/ml-configurations';
const INPUT_CHANNELS = '/memberships/{membershipIdentifier}/ml-input-channels';
const INPUT_CHANNEL = `${INPUT_CHANNELS}/{mlInputChannelArn}`;
const COLLABORATION = '/collaborations/{collaborationIdentifier}';
const TAGS = '/tags/{resourceArn}';
const PAGE = ['nextToken', 'maxResults'];

export const ROUTES: { readonly [M in Method]: Route } = {
  createConfiguredModelAlgorithm: { httpMethod: 'POST', uri: ALGORITHMS },
  getConfiguredModelAlgorithm: { httpMethod: 'GET', uri: ALGORITHM },
  listConfiguredModelAlgorithms: { httpMethod: 'GET', uri: ALGORITHMS, query: PAGE },
  deleteConfiguredModelAlgorithm: { httpMethod: 'DELETE', uri: ALGORITHM },
  createConfiguredModelAlgorithmAssociation: { httpMethod: 'POST', uri: ASSOCIATIONS },
  getConfiguredModelAlgorithmAssociation: { httpMethod: 'GET', uri: ASSOCIATION },
  listConfiguredModelAlgorithmAssociations: { httpMethod: 'GET', uri: ASSOCIATIONS, query: PAGE },
  deleteConfiguredModelAlgorithmAssociation: { httpMethod: 'DELETE', uri: ASSOCIATION },
  createTrainedModel: { httpMethod: 'POST', uri: MODELS },
  getTrainedModel: { httpMethod: 'GET', uri: MODEL, query: ['versionIdentifier'] },
  listTrainedModels: { httpMethod: 'GET', uri: MODELS, query: PAGE },
  listTrainedModelVersions: { httpMethod: 'GET', uri: `${MODEL}/versions`, query: [...PAGE, 'status'] },
  cancelTrainedModel: { httpMethod: 'PATCH', uri: MODEL, query: ['versionIdentifier'] },
  deleteTrainedModelOutput: { httpMethod: 'DELETE', uri: MODEL, query: ['versionIdentifier'] },
  putMLConfiguration: { httpMethod: 'PUT', uri: ML_CONFIGURATION },
  getMLConfiguration: { httpMethod: 'GET', uri: ML_CONFIGURATION },
  deleteMLConfiguration: { httpMethod: 'DELETE', uri: ML_CONFIGURATION },
  startTrainedModelInferenceJob: { httpMethod: 'POST', uri: INFERENCE_JOBS },
  getTrainedModelInferenceJob: { httpMethod: 'GET', uri: INFERENCE_JOB },
  listTrainedModelInferenceJobs: { httpMethod: 'GET', uri: INFERENCE_JOBS, query: [...PAGE, 'trainedModelArn', 'trainedModelVersionIdentifier'] },
  cancelTrainedModelInferenceJob: { httpMethod: 'PATCH', uri: INFERENCE_JOB },
  startTrainedModelExportJob: { httpMethod: 'POST', uri: `${MODEL}/export-jobs` },
  listCollaborationTrainedModelExportJobs: {
    httpMethod: 'GET',
    uri: `${COLLABORATION}/trained-models/{trainedModelArn}/export-jobs`,
    query: [...PAGE, 'trainedModelVersionIdentifier'],
  },
  getCollaborationConfiguredModelAlgorithmAssociation: {
    httpMethod: 'GET', uri: `${COLLABORATION}/configured-model-algorithm-associations/{configuredModelAlgorithmAssociationArn}`,
  },
  getCollaborationTrainedModel: { httpMethod: 'GET', uri: `${COLLABORATION}/trained-models/{trainedModelArn}`, query: ['versionIdentifier'] },
  listCollaborationTrainedModels: { httpMethod: 'GET', uri: `${COLLABORATION}/trained-models`, query: PAGE },
  listCollaborationTrainedModelInferenceJobs: {
    httpMethod: 'GET', uri: `${COLLABORATION}/trained-model-inference-jobs`, query: [...PAGE, 'trainedModelArn', 'trainedModelVersionIdentifier'],
  },
  createMLInputChannel: { httpMethod: 'POST', uri: INPUT_CHANNELS },
  getMLInputChannel: { httpMethod: 'GET', uri: INPUT_CHANNEL },
  listMLInputChannels: { httpMethod: 'GET', uri: INPUT_CHANNELS, query: PAGE },
  deleteMLInputChannelData: { httpMethod: 'DELETE', uri: INPUT_CHANNEL },
  listTagsForResource: { httpMethod: 'GET', uri: TAGS },
  tagResource: { httpMethod: 'POST', uri: TAGS },
  untagResource: { httpMethod: 'DELETE', uri: TAGS, query: ['tagKeys'] },
};

export function requestShapeOf(method: Method): StructureShape {
  return OPERATIONS[method].request;
}

/** What the handlers can read from a reply. */
export type ReplyMember = 'string' | 'number' | 'timestamp' | 'tags' | { readonly [member: string]: ReplyMember } | readonly [ReplyMember];
type ReplyMembers = { readonly [member: string]: ReplyMember };

const TIMES = { createTime: 'timestamp', updateTime: 'timestamp' } as const;
const ALGORITHM_SUMMARY: ReplyMembers = { ...TIMES, configuredModelAlgorithmArn: 'string', name: 'string' };
const ASSOCIATION_SUMMARY: ReplyMembers = {
  ...TIMES,
  configuredModelAlgorithmAssociationArn: 'string',
  configuredModelAlgorithmArn: 'string',
  membershipIdentifier: 'string',
  collaborationIdentifier: 'string',
  name: 'string',
};
const MODEL_SUMMARY: ReplyMembers = {
  ...TIMES,
  trainedModelArn: 'string',
  versionIdentifier: 'string',
  incrementalTrainingDataChannels: [{ channelName: 'string', modelName: 'string', versionIdentifier: 'string' }],
  name: 'string',
  membershipIdentifier: 'string',
  collaborationIdentifier: 'string',
  status: 'string',
  configuredModelAlgorithmAssociationArn: 'string',
};

const JOB_SUMMARY: ReplyMembers = {
  ...TIMES, name: 'string', membershipIdentifier: 'string', trainedModelArn: 'string', trainedModelVersionIdentifier: 'string', status: 'string',
};
const INFERENCE_JOB_SUMMARY: ReplyMembers = { ...JOB_SUMMARY, trainedModelInferenceJobArn: 'string' };
/** As far as the handlers read it: what is allowed at all. */
const PRIVACY_CONFIGURATION: ReplyMembers = {
  policies: {
    trainedModelExports: { filesToExport: ['string'] },
    trainedModelInferenceJobs: { maxOutputSize: { unit: 'string', value: 'number' } },
  },
};
const STATUS_DETAILS: ReplyMembers = { statusCode: 'string', message: 'string' };
const INPUT_CHANNEL_SUMMARY: ReplyMembers = {
  ...TIMES,
  mlInputChannelArn: 'string',
  membershipIdentifier: 'string',
  collaborationIdentifier: 'string',
  configuredModelAlgorithmAssociations: ['string'],
  name: 'string',
  status: 'string',
  protectedQueryIdentifier: 'string',
};

export const REPLIES: { readonly [M in Method]: ReplyMembers } = {
  createConfiguredModelAlgorithm: { configuredModelAlgorithmArn: 'string' },
  getConfiguredModelAlgorithm: { ...ALGORITHM_SUMMARY, roleArn: 'string', tags: 'tags' },
  listConfiguredModelAlgorithms: { nextToken: 'string', configuredModelAlgorithms: [ALGORITHM_SUMMARY] },
  deleteConfiguredModelAlgorithm: {},
  createConfiguredModelAlgorithmAssociation: { configuredModelAlgorithmAssociationArn: 'string' },
  getConfiguredModelAlgorithmAssociation: { ...ASSOCIATION_SUMMARY, tags: 'tags' },
  listConfiguredModelAlgorithmAssociations: { nextToken: 'string', configuredModelAlgorithmAssociations: [ASSOCIATION_SUMMARY] },
  deleteConfiguredModelAlgorithmAssociation: {},
  createTrainedModel: { trainedModelArn: 'string', versionIdentifier: 'string' },
  getTrainedModel: {
    ...MODEL_SUMMARY, statusDetails: STATUS_DETAILS, trainingContainerImageDigest: 'string', tags: 'tags',
  },
  listTrainedModels: { nextToken: 'string', trainedModels: [MODEL_SUMMARY] },
  listTrainedModelVersions: { nextToken: 'string', trainedModels: [MODEL_SUMMARY] },
  cancelTrainedModel: {},
  deleteTrainedModelOutput: {},
  putMLConfiguration: {},
  getMLConfiguration: {
    ...TIMES, membershipIdentifier: 'string', defaultOutputLocation: { destination: { s3Destination: { s3Uri: 'string' } }, roleArn: 'string' },
  },
  deleteMLConfiguration: {},
  startTrainedModelInferenceJob: { trainedModelInferenceJobArn: 'string' },
  getTrainedModelInferenceJob: { ...INFERENCE_JOB_SUMMARY, statusDetails: STATUS_DETAILS, inferenceContainerImageDigest: 'string', tags: 'tags' },
  listTrainedModelInferenceJobs: { nextToken: 'string', trainedModelInferenceJobs: [INFERENCE_JOB_SUMMARY] },
  cancelTrainedModelInferenceJob: {},
  startTrainedModelExportJob: {},
  listCollaborationTrainedModelExportJobs: {
    nextToken: 'string',
    collaborationTrainedModelExportJobs: [{ ...JOB_SUMMARY, collaborationIdentifier: 'string', statusDetails: STATUS_DETAILS }],
  },
  getCollaborationConfiguredModelAlgorithmAssociation: { ...ASSOCIATION_SUMMARY, creatorAccountId: 'string', privacyConfiguration: PRIVACY_CONFIGURATION },
  getCollaborationTrainedModel: { ...MODEL_SUMMARY, creatorAccountId: 'string' },
  listCollaborationTrainedModels: { nextToken: 'string', collaborationTrainedModels: [{ ...MODEL_SUMMARY, creatorAccountId: 'string' }] },
  listCollaborationTrainedModelInferenceJobs: {
    nextToken: 'string',
    collaborationTrainedModelInferenceJobs: [{ ...INFERENCE_JOB_SUMMARY, collaborationIdentifier: 'string', creatorAccountId: 'string' }],
  },
  createMLInputChannel: { mlInputChannelArn: 'string' },
  getMLInputChannel: {
    ...INPUT_CHANNEL_SUMMARY,
    retentionInDays: 'number',
    statusDetails: { statusCode: 'string', message: 'string' },
    numberOfRecords: 'number',
    numberOfFiles: 'number',
    sizeInGb: 'number',
    privacyBudgets: { accessBudgets: [{ resourceArn: 'string', aggregateRemainingBudget: 'number' }] },
    tags: 'tags',
  },
  listMLInputChannels: { nextToken: 'string', mlInputChannelsList: [INPUT_CHANNEL_SUMMARY] },
  deleteMLInputChannelData: {},
  listTagsForResource: { tags: 'tags' },
  tagResource: {},
  untagResource: {},
};

/** The exceptions of the API: their HTTP status, and members beside the message. */
export const EXCEPTIONS: { readonly [name: string]: { readonly status: number; readonly members?: { readonly [name: string]: 'string' | 'double' } } } = {
  AccessDeniedException: { status: 403 },
  ConflictException: { status: 409 },
  InternalServiceException: { status: 500 },
  ResourceNotFoundException: { status: 404 },
  ServiceQuotaExceededException: { status: 402, members: { quotaName: 'string', quotaValue: 'double' } },
  ThrottlingException: { status: 429 },
  ValidationException: { status: 400 },
};
