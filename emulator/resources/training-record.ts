import type { StatusChange } from '../lifecycle';
import type { TrainedModelVersion } from './trained-model-version';
import type { TrainedModelStatus } from '../../src/private/protocol/api-model';
import type { CreateTrainedModelRequest } from '../../src/private/protocol/api-requests';

/** Which version of which model; a base version has no identifier. */
export interface VersionReference {
  readonly trainedModelArn: string;
  readonly versionIdentifier?: string;
}

/** A training that the service accepted, which is when it has to be paid for. */
export interface TrainingRecord extends VersionReference {
  readonly name: string;
  readonly membershipIdentifier: string;
  readonly accountId: string;
  /** When, in milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly request: Readonly<CreateTrainedModelRequest>;
  /** The version that it starts from, when it is trained incrementally. */
  readonly parent?: VersionReference;
  /** Its status now, or undefined when it is not found any more. */
  readonly status: () => TrainedModelStatus | undefined;
  /** Every status up to now, oldest first. */
  readonly history: () => readonly StatusChange[];
  /** When it began to run, in milliseconds since the epoch, or undefined when it has not. */
  readonly startedRunningAt: () => number | undefined;
}

/** What the outside sees of a version: plain data, and views that go with the time. */
export function recordOf(version: TrainedModelVersion): TrainingRecord {
  const { trainedModelArn, versionIdentifier, name, membershipIdentifier, accountId, acceptedAt, request, parent } = version;
  return {
    trainedModelArn,
    versionIdentifier,
    name,
    membershipIdentifier,
    accountId,
    acceptedAt,
    request,
    parent: parent && { trainedModelArn: parent.trainedModelArn, versionIdentifier: parent.versionIdentifier },
    status: () => version.status(),
    history: () => version.history(),
    startedRunningAt: () => version.history().find(({ status }) => status === 'CREATE_IN_PROGRESS')?.at,
  };
}
