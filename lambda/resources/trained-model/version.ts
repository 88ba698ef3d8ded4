import type { Fingerprint } from './fingerprint';
import type { TrainedModelStatus } from '../../../src/private/protocol/api-model';
import type { VersionRef } from '../../engine/ledger';

/** A version that belongs to the owner, as the service shows it. */
export interface Version extends VersionRef {
  readonly name: string;
  readonly fingerprint: Fingerprint;
  readonly attempt: number;
  readonly status: TrainedModelStatus;
  /** By the service's clock, or by that of the function that announced it where the service does not show it. */
  readonly createdAt: number;
  /** The service shows it no more, and cannot be asked about it alone: it can still turn up again. */
  readonly isInferred?: true;
  /** What the service says this training started from. */
  readonly startedFrom?: { readonly modelName: string; readonly id?: string };
}

const TRAINING: readonly TrainedModelStatus[] = ['CREATE_PENDING', 'CREATE_IN_PROGRESS'];
const CANCELLING: readonly TrainedModelStatus[] = ['CANCEL_PENDING', 'CANCEL_IN_PROGRESS'];
const DELETING: readonly TrainedModelStatus[] = ['DELETE_PENDING', 'DELETE_IN_PROGRESS'];
const OVER: readonly TrainedModelStatus[] = ['CREATE_FAILED', 'INACTIVE'];

export const isTraining = ({ status }: Version) => TRAINING.includes(status);
export const isActive = ({ status }: Version) => status === 'ACTIVE';
export const isCancelling = ({ status }: Version) => CANCELLING.includes(status);
export const isDeleting = ({ status }: Version) => DELETING.includes(status);
/** No training runs, and no output is stored. */
export const isOver = ({ status }: Version) => OVER.includes(status);
/** A training that may still be running and costing, since its cancellation failed. */
export const isStuck = ({ status }: Version) => status === 'CANCEL_FAILED';
/** Trained, or being trained. */
export const isUsable = (version: Version) => isActive(version) || isTraining(version);

/** The latest first. */
export function newestFirst(versions: readonly Version[]): Version[] {
  return [...versions].sort((a, b) => b.createdAt - a.createdAt || b.attempt - a.attempt || (a.name < b.name ? 1 : -1));
}

export function versionText({ name, id, status }: Version): string {
  return `${name}${id === undefined ? '' : ` (version ${id})`} is ${status}`;
}
