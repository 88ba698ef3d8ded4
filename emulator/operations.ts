import { problemsOfAlgorithm, problemsOfAssociation, problemsOfMlInputChannel, problemsOfTrainedModel } from './request-rules';
import { exception } from './service-error';
import { problemsOfTagKeys, problemsOfTags } from './tags';
import {
  ALGORITHM_ARN, ASSOCIATION_ARN, CREATE_CONFIGURED_MODEL_ALGORITHM, CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION, CREATE_ML_INPUT_CHANNEL,
  CREATE_TRAINED_MODEL, INFERENCE_JOB_ARN, INPUT_CHANNEL_ARN, PUT_ML_CONFIGURATION, START_TRAINED_MODEL_EXPORT_JOB,
  START_TRAINED_MODEL_INFERENCE_JOB, TAGS, TRAINED_MODEL_ARN, TRAINED_MODEL_STATUSES, UUID,
} from '../src/private/protocol/api-model';
import type { CleanRoomsMl } from '../src/private/protocol/clean-rooms-ml';
import { problemsOf, type Problem, type Shape, type StringShape, type StructureShape } from '../src/private/protocol/shape';

/** A method of the client. */
export type Method = keyof CleanRoomsMl;

/** The operation behind a method, as the API names it. */
export type Operation = Capitalize<Method>;

export type RequestOf<M extends Method> = Parameters<CleanRoomsMl[M]>[0];
export type ReplyOf<M extends Method> = Awaited<ReturnType<CleanRoomsMl[M]>>;

interface OperationModel<Request> {
  readonly request: StructureShape;
  readonly mutating: boolean;
  /** What the shape cannot say. It is asked about requests that have the shape. */
  readonly rules?: (request: Request) => Problem[];
}

const structure = (members: { [name: string]: Shape }, ...required: string[]): StructureShape => ({ type: 'structure', members, required });

const PAGE: { [name: string]: Shape } = {
  nextToken: { type: 'string', minLength: 1, maxLength: 10240 },
  maxResults: { type: 'integer', min: 1, max: 100 },
};

const TAGGABLE_ARN: StringShape = {
  type: 'string',
  minLength: 20,
  maxLength: 2048,
  // The service has more kinds that can be tagged; the others are none of this emulator's.
  pattern: new RegExp([ALGORITHM_ARN, ASSOCIATION_ARN, TRAINED_MODEL_ARN, INPUT_CHANNEL_ARN, INFERENCE_JOB_ARN]
    .map((shape) => shape.pattern!.source).join('|')),
  meaning: 'the ARN of a configured model algorithm, an association, a trained model, an ML input channel or an inference job',
};

const ALGORITHM = structure({ configuredModelAlgorithmArn: ALGORITHM_ARN }, 'configuredModelAlgorithmArn');
const ASSOCIATION = structure(
  { membershipIdentifier: UUID, configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN },
  'membershipIdentifier', 'configuredModelAlgorithmAssociationArn',
);
const TRAINED_MODEL_VERSION = structure(
  { membershipIdentifier: UUID, trainedModelArn: TRAINED_MODEL_ARN, versionIdentifier: UUID },
  'membershipIdentifier', 'trainedModelArn',
);
const INFERENCE_JOB = structure(
  { membershipIdentifier: UUID, trainedModelInferenceJobArn: INFERENCE_JOB_ARN }, 'membershipIdentifier', 'trainedModelInferenceJobArn',
);
const INPUT_CHANNEL = structure(
  { membershipIdentifier: UUID, mlInputChannelArn: INPUT_CHANNEL_ARN }, 'membershipIdentifier', 'mlInputChannelArn');
const MEMBERSHIP = structure({ membershipIdentifier: UUID }, 'membershipIdentifier');
const PAGE_OF_MEMBERSHIP = structure({ ...PAGE, membershipIdentifier: UUID }, 'membershipIdentifier');

/** Every operation that the emulator knows. */
export const OPERATIONS: { readonly [M in Method]: OperationModel<RequestOf<M>> } = {
  createConfiguredModelAlgorithm: { request: CREATE_CONFIGURED_MODEL_ALGORITHM, mutating: true, rules: problemsOfAlgorithm },
  getConfiguredModelAlgorithm: { request: ALGORITHM, mutating: false },
  listConfiguredModelAlgorithms: { request: structure(PAGE), mutating: false },
  deleteConfiguredModelAlgorithm: { request: ALGORITHM, mutating: true },

  createConfiguredModelAlgorithmAssociation: {
    request: CREATE_CONFIGURED_MODEL_ALGORITHM_ASSOCIATION, mutating: true, rules: problemsOfAssociation,
  },
  getConfiguredModelAlgorithmAssociation: { request: ASSOCIATION, mutating: false },
  listConfiguredModelAlgorithmAssociations: { request: PAGE_OF_MEMBERSHIP, mutating: false },
  deleteConfiguredModelAlgorithmAssociation: { request: ASSOCIATION, mutating: true },

  createTrainedModel: { request: CREATE_TRAINED_MODEL, mutating: true, rules: problemsOfTrainedModel },
  getTrainedModel: { request: TRAINED_MODEL_VERSION, mutating: false },
  listTrainedModels: { request: PAGE_OF_MEMBERSHIP, mutating: false },
  listTrainedModelVersions: {
    request: structure(
      { ...PAGE, membershipIdentifier: UUID, trainedModelArn: TRAINED_MODEL_ARN, status: { type: 'string', values: TRAINED_MODEL_STATUSES } },
      'membershipIdentifier', 'trainedModelArn',
    ),
    mutating: false,
  },
  cancelTrainedModel: { request: TRAINED_MODEL_VERSION, mutating: true },
  deleteTrainedModelOutput: { request: TRAINED_MODEL_VERSION, mutating: true },

  putMLConfiguration: { request: PUT_ML_CONFIGURATION, mutating: true },
  getMLConfiguration: { request: MEMBERSHIP, mutating: false },
  deleteMLConfiguration: { request: MEMBERSHIP, mutating: true },

  startTrainedModelInferenceJob: { request: START_TRAINED_MODEL_INFERENCE_JOB, mutating: true, rules: ({ tags }) => problemsOfTags(tags) },
  getTrainedModelInferenceJob: { request: INFERENCE_JOB, mutating: false },
  listTrainedModelInferenceJobs: {
    request: structure(
      { ...PAGE, membershipIdentifier: UUID, trainedModelArn: TRAINED_MODEL_ARN, trainedModelVersionIdentifier: UUID }, 'membershipIdentifier'),
    mutating: false,
  },
  cancelTrainedModelInferenceJob: { request: INFERENCE_JOB, mutating: true },
  startTrainedModelExportJob: { request: START_TRAINED_MODEL_EXPORT_JOB, mutating: true },
  listCollaborationTrainedModelExportJobs: {
    request: structure(
      { ...PAGE, collaborationIdentifier: UUID, trainedModelArn: TRAINED_MODEL_ARN, trainedModelVersionIdentifier: UUID },
      'collaborationIdentifier', 'trainedModelArn',
    ),
    mutating: false,
  },
  getCollaborationConfiguredModelAlgorithmAssociation: {
    request: structure(
      { collaborationIdentifier: UUID, configuredModelAlgorithmAssociationArn: ASSOCIATION_ARN },
      'collaborationIdentifier', 'configuredModelAlgorithmAssociationArn',
    ),
    mutating: false,
  },
  getCollaborationTrainedModel: {
    request: structure(
      { collaborationIdentifier: UUID, trainedModelArn: TRAINED_MODEL_ARN, versionIdentifier: UUID }, 'collaborationIdentifier', 'trainedModelArn'),
    mutating: false,
  },
  listCollaborationTrainedModels: { request: structure({ ...PAGE, collaborationIdentifier: UUID }, 'collaborationIdentifier'), mutating: false },
  listCollaborationTrainedModelInferenceJobs: {
    request: structure(
      { ...PAGE, collaborationIdentifier: UUID, trainedModelArn: TRAINED_MODEL_ARN, trainedModelVersionIdentifier: UUID }, 'collaborationIdentifier'),
    mutating: false,
  },
  createMLInputChannel: { request: CREATE_ML_INPUT_CHANNEL, mutating: true, rules: problemsOfMlInputChannel },
  getMLInputChannel: { request: INPUT_CHANNEL, mutating: false },
  listMLInputChannels: { request: PAGE_OF_MEMBERSHIP, mutating: false },
  deleteMLInputChannelData: { request: INPUT_CHANNEL, mutating: true },

  listTagsForResource: { request: structure({ resourceArn: TAGGABLE_ARN }, 'resourceArn'), mutating: false },
  tagResource: {
    request: structure({ resourceArn: TAGGABLE_ARN, tags: TAGS }, 'resourceArn', 'tags'),
    mutating: true,
    rules: ({ tags }) => problemsOfTags(tags),
  },
  untagResource: {
    request: structure({
      resourceArn: TAGGABLE_ARN,
      tagKeys: { type: 'list', min: 0, max: 200, member: { type: 'string', minLength: 1, maxLength: 128 } },
    }, 'resourceArn', 'tagKeys'),
    mutating: true,
    rules: ({ tagKeys }) => problemsOfTagKeys(tagKeys, 'tagKeys'),
  },
};

export const METHODS = Object.keys(OPERATIONS) as Method[];

export function operationOf(method: Method): Operation {
  return `${method[0].toUpperCase()}${method.slice(1)}` as Operation;
}

/** Refuses what the service's model would refuse. */
export function validate<M extends Method>(method: M, request: unknown): asserts request is RequestOf<M> {
  const { request: shape, rules } = OPERATIONS[method];
  const ofShape = problemsOf(shape, request);
  const problems = ofShape.length > 0 ? ofShape : rules?.(request as RequestOf<M>) ?? [];
  if (problems.length > 0) {
    const messages = problems.map(({ path, message }) => `${path} ${message}`);
    throw exception('ValidationException', `${messages.length} validation error${messages.length > 1 ? 's' : ''}: ${messages.join('; ')}`);
  }
}
