import { rulesOfAlgorithm } from './request-rules';
import type { SageMaker } from '../../src/private/protocol/sagemaker';
import {
  CREATE_ALGORITHM, SAGEMAKER_NAME, SAGEMAKER_TAG_KEY, SAGEMAKER_TAGS,
} from '../../src/private/protocol/sagemaker-create-algorithm';
import { problemsOf, type Problem, type StructureShape } from '../../src/private/protocol/shape';
import { integer, list, structure, text } from '../../src/private/protocol/shape-notation';
import { refusal } from '../service-error';
import { problemsOfTagKeys } from '../tags';

/** A method of the client. */
export type Method = keyof SageMaker;

/** The operation behind a method, as the API names it. */
export type SageMakerOperation = Capitalize<Method>;

export type RequestOf<M extends Method> = Parameters<SageMaker[M]>[0];
export type ReplyOf<M extends Method> = Awaited<ReturnType<SageMaker[M]>>;

interface OperationModel<Request> {
  readonly request: StructureShape;
  readonly mutating: boolean;
  /** What the shape cannot say. It is asked about requests that have the shape. */
  readonly rules?: (request: Request) => Problem[];
}

const ARN_OR_NAME = text(
  1, 170, /(arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:[a-z-]*\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)/, 'a name or an ARN');
const RESOURCE_ARN = text(0, 256, /arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+/, 'an ARN of SageMaker');
const NEXT_TOKEN = text(0, 8192, /.*/, 'text on one line');

/** Every operation that the emulator knows. */
export const OPERATIONS: { readonly [M in Method]: OperationModel<RequestOf<M>> } = {
  createAlgorithm: { request: CREATE_ALGORITHM, mutating: true, rules: rulesOfAlgorithm },
  describeAlgorithm: { request: structure({ AlgorithmName: ARN_OR_NAME }, 'AlgorithmName'), mutating: false },
  listAlgorithms: {
    request: structure({ NameContains: text(0, 63, /[a-zA-Z0-9-]+/, 'letters, digits and "-"'), NextToken: NEXT_TOKEN, MaxResults: integer(1, 100) }),
    mutating: false,
  },
  deleteAlgorithm: { request: structure({ AlgorithmName: SAGEMAKER_NAME }, 'AlgorithmName'), mutating: true },
  listTags: {
    request: structure({ ResourceArn: RESOURCE_ARN, NextToken: NEXT_TOKEN, MaxResults: integer(50, 2_147_483_647) }, 'ResourceArn'),
    mutating: false,
  },
  addTags: {
    request: structure({ ResourceArn: RESOURCE_ARN, Tags: SAGEMAKER_TAGS }, 'ResourceArn', 'Tags'),
    mutating: true,
    rules: ({ Tags }) => problemsOfTagKeys(Tags.map(({ Key }) => Key), 'Tags'),
  },
  deleteTags: {
    request: structure({ ResourceArn: RESOURCE_ARN, TagKeys: list(SAGEMAKER_TAG_KEY, 1, 50) }, 'ResourceArn', 'TagKeys'),
    mutating: true,
    rules: ({ TagKeys }) => problemsOfTagKeys(TagKeys, 'TagKeys'),
  },
};

export const METHODS = Object.keys(OPERATIONS) as Method[];

export function operationOf(method: Method): SageMakerOperation {
  return `${method[0].toUpperCase()}${method.slice(1)}` as SageMakerOperation;
}

/** Refuses what the service's model would refuse. */
export function validate<M extends Method>(method: M, request: unknown): asserts request is RequestOf<M> {
  const { request: shape, rules } = OPERATIONS[method];
  const ofShape = problemsOf(shape, request);
  const problems = ofShape.length > 0 ? ofShape : rules?.(request as RequestOf<M>) ?? [];
  if (problems.length > 0) {
    const messages = problems.map(({ path, message }) => `${path} ${message}`);
    throw refusal('ValidationException', `${messages.length} validation error${messages.length > 1 ? 's' : ''} detected: ${messages.join('; ')}`);
  }
}
