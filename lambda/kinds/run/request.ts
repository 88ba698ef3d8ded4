/** A request for a run: all that is constant for it, worked out once. */
import { baseNameOf } from './run-name';
import type { DesiredRun, RunSpec, RunType, RunWords } from './run-type';
import type { TagMap } from '../../../src/private/protocol/api-requests';
import type { LedgerEntry } from '../../engine/ledger';
import type { Deletion, Request, RequestBasics } from '../../engine/request';

interface OfRuns {
  /** Where the runs are; nothing when no membership is legible in a deletion. */
  readonly membership?: string;
  /** What the names of the owner's runs start with. */
  readonly base: string;
  readonly canCancel: boolean;
  readonly hasOutput: boolean;
  /** Whether a run that takes longer than the user wants to wait is cancelled. */
  readonly cancelsWhenTooLong: boolean;
}

export interface RunRequest extends RequestBasics, OfRuns {
  readonly kind: 'Create' | 'Update';
  readonly spec: RunSpec;
  readonly tags: TagMap;
  /** What was asked for before; in an update alone. */
  readonly previous?: { readonly spec: RunSpec; readonly tags: TagMap };
  readonly words: RunWords;
}

export type RunDeletion = Deletion & OfRuns;

export function runRequest<D extends DesiredRun, A>(type: RunType<D, A>, { desired, previous, ...basics }: Request<D>): RunRequest {
  return {
    ...basics,
    ...capabilitiesOf(type),
    membership: type.membership(desired),
    base: baseNameOf(basics.owner, desired.name),
    spec: type.spec(desired),
    tags: desired.tags,
    ...(previous === undefined ? {} : { previous: { spec: type.spec(previous), tags: previous.tags } }),
    words: type.words,
  };
}

export function runDeletion(type: Capabilities, deletion: Deletion): RunDeletion {
  return { ...deletion, ...capabilitiesOf(type), base: baseNameOf(deletion.owner, deletion.name) };
}

type Capabilities = { readonly [call in 'cancel' | 'deleteOutput' | 'goesOnWhenTooLong']?: unknown };

function capabilitiesOf({ cancel, deleteOutput, goesOnWhenTooLong }: Capabilities) {
  const canCancel = cancel !== undefined;
  return { canCancel, hasOutput: deleteOutput !== undefined, cancelsWhenTooLong: canCancel && goesOnWhenTooLong !== true };
}

/** Whether a run with one fingerprint is what is asked for with the other. */
export function isSame({ spec }: RunRequest, a: string, b: string): boolean {
  return spec.isSame === undefined ? a === b : spec.isSame(a, b);
}

/**
 * Whether the ledger knows what CloudFormation says was deployed last. One that was lost, or put back to an earlier time, does
 * not, and neither does one after an update that failed and was not rolled back.
 */
export function isUpToDate({ previous }: RunRequest, { history }: LedgerEntry): boolean {
  return previous === undefined || history[history.length - 1]?.fingerprint === previous.spec.fingerprint;
}
