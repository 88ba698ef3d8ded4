import { INFERENCE_JOB_QUOTA, TRAINING_QUOTA } from '../src/private/protocol/api-model';
import type { CreateMlInputChannelRequest, CreateTrainedModelRequest } from '../src/private/protocol/api-requests';

/** What can stand in the way of a deletion; see `EmulatorBehavior.deletionBlockedBy`. */
export type DeletionBlocker = 'associations' | 'changingModels' | 'activeModels' | 'changingChannels' | 'activeChannels' | 'readingModels' | 'inferenceJobs';

/**
 * How the service behaves where its documents leave it open: one switch for each question. A switch can be set
 * when the emulator is made, and changed at any time.
 */
export interface EmulatorBehavior {
  /**
   * What replies show as the identifier of a model's base version? The documents say "NULL", while the type is a
   * UUID. It is never accepted in a request.
   */
  baseVersion: 'absent' | 'null' | 'NULL';

  /**
   * Does incremental training add a version to the model it starts from, or make a new model? Implied to be the
   * former. A model that starts from one of another membership is always a new one.
   */
  incrementalArn: 'same' | 'new';

  /**
   * Which version does incremental training start from when the request names none? The API says the latest, the
   * user guide says the base. Nobody says whether a latest version that is not ACTIVE counts (`latest`, and the
   * request is refused) or not (`latestActive`).
   */
  incrementalDefaultParent: 'latest' | 'latestActive' | 'base';

  /**
   * What is the `modelName` of the parent that a version was trained from: the name that the parent version was
   * created under, or the one of its model's base version?
   */
  parentModelName: 'version' | 'base';

  /**
   * Does a name have to be unique (algorithms in the account, the others in the membership)? The console asks for
   * "a unique name". `live`: among what exists and has not failed, been cancelled or deleted. `forever`: a trained
   * model's name is never free again.
   */
  uniqueNames: false | 'live' | 'forever';

  /** What becomes of a cancelled training? Not said; `gone` is one that is not found any more. */
  afterCancel: 'INACTIVE' | 'CREATE_FAILED' | 'gone';

  /** What becomes of a version whose output, or a channel whose data, was deleted? Not said; `gone` is one that is not found any more. */
  afterDelete: 'INACTIVE' | 'gone';

  /**
   * Can the output of a training that still runs, or the data of a channel whose query does, be deleted? Not said;
   * ConflictException is among the errors.
   */
  deleteWhileRunning: 'conflict' | 'accept';

  /**
   * What does deleting an output or data again, while it is being deleted or afterwards, answer? The model says that the
   * operation is idempotent and that it can end in a ConflictException.
   */
  repeatedDelete: 'accept' | 'conflict';

  /**
   * Whose are the tags given when a version is created: the version's own, or the ARN's, where the next version's
   * replace them? The tagging operations take an ARN alone: with `version`, they are about the base version.
   */
  tags: 'version' | 'arn';

  /** Which versions of a model does ListTrainedModels show? Not said. */
  listTrainedModels: 'latest' | 'base' | 'all';

  /** How long what was created is missing from listings. Reads by ARN see it at once. */
  listingDelaySeconds: number;

  /**
   * What is it that "depends on this resource" and makes a deletion end in a ConflictException?
   * - `associations`: associations of an algorithm.
   * - `changingModels`: trained models of an association that are running or on their way to another status.
   * - `activeModels`: trained models of an association that have an output.
   * - `inferenceJobs`: inference jobs that run, of their association, of the output that they use, and of the channel that they read.
   * - `changingChannels`: channels of an association whose query runs, or that are on their way to another status.
   * - `activeChannels`: channels of an association that have data.
   * - `readingModels`: trainings that run and read a channel.
   */
  deletionBlockedBy: readonly DeletionBlocker[];

  /** How long a dependant stands in the way of a deletion after it has gone. */
  dependencyReleaseSeconds: number;

  /** What does a channel show whose data has expired? Not said. Either way it cannot be used any more. */
  expiredChannel: 'INACTIVE' | 'ACTIVE';

  /**
   * How often the tables of a collaboration can be read: by each query, and by each training that reads a channel. At 0 both are
   * refused.
   */
  accessBudget: number;

  /** How many trainings can be pending or running at once. */
  trainingQuota: { readonly membership: number; readonly account: number };

  /** How many instances of a type an account can train with at once; there is no limit for a type that is not here. */
  instanceQuotas: Readonly<Record<string, number>>;

  /** How many inference jobs can be pending or running at once. */
  inferenceJobQuota: { readonly membership: number; readonly account: number };

  /** How many entries does a page of a listing have at most, when the request asks for more? The model says up to 100. */
  largestPage: number;

  /** Which version does a job use when the request names none? Not said. */
  jobDefaultVersion: 'latest' | 'base';

  /** What has to be in the privacy policy of an association before it is allowed? Not said of inference jobs: all of their policy is optional. */
  allowedByPolicyAlone: readonly ('trainedModelExports' | 'trainedModelInferenceJobs')[];

  /**
   * Is an inference job or an export refused when the member that receives its output has no ML configuration? It needs one; when
   * that is found out is not said.
   */
  receiverWithoutConfiguration: 'refused' | 'fails';

  /** Seconds from the request to the start of a training or another job. */
  pendingSeconds: number;

  /** Seconds that a training runs. */
  trainingSeconds: number | ((request: CreateTrainedModelRequest) => number);

  /** Seconds that an inference job runs. */
  inferenceSeconds: number;

  /** Seconds that an export runs. */
  exportSeconds: number;
  /** Seconds that the query of a channel runs. */
  querySeconds: number | ((request: CreateMlInputChannelRequest) => number);

  /** Seconds that a cancellation takes. */
  cancelSeconds: number;

  /** Seconds that the deletion of an output or of data takes. */
  deleteSeconds: number;
}

/** Where the documents say something, this is it; where they don't, it is what seems most likely. */
export const DEFAULT_BEHAVIOR: Readonly<EmulatorBehavior> = {
  baseVersion: 'NULL',
  incrementalArn: 'same',
  incrementalDefaultParent: 'latest',
  parentModelName: 'version',
  uniqueNames: 'live',
  afterCancel: 'INACTIVE',
  afterDelete: 'INACTIVE',
  deleteWhileRunning: 'conflict',
  repeatedDelete: 'accept',
  tags: 'arn',
  listTrainedModels: 'latest',
  listingDelaySeconds: 0,
  deletionBlockedBy: ['associations', 'changingModels', 'changingChannels', 'readingModels', 'inferenceJobs'],
  dependencyReleaseSeconds: 0,
  expiredChannel: 'INACTIVE',
  accessBudget: Infinity,
  trainingQuota: TRAINING_QUOTA,
  instanceQuotas: {},
  inferenceJobQuota: INFERENCE_JOB_QUOTA,
  largestPage: 100,
  jobDefaultVersion: 'latest',
  allowedByPolicyAlone: ['trainedModelExports', 'trainedModelInferenceJobs'],
  receiverWithoutConfiguration: 'refused',
  pendingSeconds: 60,
  trainingSeconds: 1200,
  inferenceSeconds: 600,
  exportSeconds: 180,
  querySeconds: 180,
  cancelSeconds: 30,
  deleteSeconds: 20,
};

/** Which version an operation is about when the request names none. Documented for each, so there is no switch. */
export const DEFAULT_VERSION = {
  get: 'latest',
  cancel: 'base',
  delete: 'base',
} as const;
