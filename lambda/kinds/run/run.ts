/** One run as the service shows it, and what its status means. */
import type { TrainedModelStatus } from '../../../src/private/protocol/api-model';
import type { VersionRef } from '../../engine/ledger';

/** Every status that a run can have: a training has all of them, other runs have some. */
export type RunStatus = TrainedModelStatus;

/** A run as the service shows it. */
export interface ShownRun extends VersionRef {
  readonly name: string;
  readonly status: RunStatus;
  /** In milliseconds, by the service's clock. */
  readonly createdAt: number;
  /** What the service says that it started from. */
  readonly startedFrom?: { readonly name: string; readonly id?: string };
}

/** A run that belongs to the owner. */
export interface Run extends ShownRun {
  readonly fingerprint: string;
  readonly attempt: number;
  /** The service shows it no more, and cannot be asked about it alone: it can still turn up again. */
  readonly isInferred?: true;
}

const RUNNING: readonly RunStatus[] = ['CREATE_PENDING', 'CREATE_IN_PROGRESS'];
const CANCELLING: readonly RunStatus[] = ['CANCEL_PENDING', 'CANCEL_IN_PROGRESS'];
const DELETING: readonly RunStatus[] = ['DELETE_PENDING', 'DELETE_IN_PROGRESS'];
const OVER: readonly RunStatus[] = ['CREATE_FAILED', 'INACTIVE'];

export const isRunningStatus = (status: RunStatus) => RUNNING.includes(status);
export const isRunning = ({ status }: Run) => isRunningStatus(status);
/** It has ended well, and what it made is there. */
export const isActive = ({ status }: Run) => status === 'ACTIVE';
export const isCancelling = ({ status }: Run) => CANCELLING.includes(status);
export const isDeleting = ({ status }: Run) => DELETING.includes(status);
/** Nothing runs, and no output is stored. */
export const isOver = ({ status }: Run) => OVER.includes(status);
/** It may still be running and costing, since its cancellation failed. */
export const isStuck = ({ status }: Run) => status === 'CANCEL_FAILED';
/** It has ended well, or can. */
export const isUsable = (run: Run) => isActive(run) || isRunning(run);

/** The latest first. */
export function newestFirst(runs: readonly Run[]): Run[] {
  return [...runs].sort((a, b) => b.createdAt - a.createdAt || b.attempt - a.attempt || (a.name < b.name ? 1 : -1));
}

/** Attempts at the same inputs, the latest first. They are numbered; their times can be those of different clocks. */
export function latestAttemptFirst(runs: readonly Run[]): Run[] {
  return newestFirst(runs).sort((a, b) => b.attempt - a.attempt);
}

export function refOf({ arn, id }: VersionRef): VersionRef {
  return id === undefined ? { arn } : { arn, id };
}

export function runText({ name, id, status }: Run): string {
  return `${name}${id === undefined ? '' : ` (version ${id})`} is ${status}`;
}

export function listed(runs: readonly Run[]): string {
  return runs.map(runText).join(', ');
}
