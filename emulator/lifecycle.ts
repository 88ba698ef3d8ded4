import type { TrainedModelStatus } from '../src/private/protocol/api-model';

/** A status, or nothing left that could have one. */
export type LifecycleStatus = TrainedModelStatus | 'GONE';

/** When a status was reached, and what the service says about it. */
export interface StatusChange<S extends string = LifecycleStatus> {
  readonly status: S;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message?: string;
}

/**
 * The statuses that something goes through: those it has had, and those it will have unless the plan changes.
 * There are no timers: `settle` makes happen what is due.
 */
export class Lifecycle<S extends string = LifecycleStatus> {
  private readonly past: StatusChange<S>[] = [];
  private upcoming: readonly StatusChange<S>[] = [];

  constructor(first: StatusChange<S>, plan: readonly StatusChange<S>[]) {
    this.change(first, plan);
  }

  /** Every status so far, oldest first. */
  public get history(): readonly StatusChange<S>[] {
    return this.past;
  }

  public get current(): StatusChange<S> {
    return this.past[this.past.length - 1];
  }

  /** What will happen, in order. */
  public get plan(): readonly StatusChange<S>[] {
    return this.upcoming;
  }

  public settle(now: number): void {
    while (this.upcoming.length > 0 && this.upcoming[0].at <= now) {
      this.past.push(this.upcoming[0]);
      this.upcoming = this.upcoming.slice(1);
    }
  }

  /** Takes a status now, and a plan in the place of the former one. */
  public change(next: StatusChange<S>, plan: readonly StatusChange<S>[]): void {
    this.past.push(next);
    this.upcoming = plan;
  }
}

const RUNNING: ReadonlySet<LifecycleStatus> = new Set([
  'CREATE_PENDING', 'CREATE_IN_PROGRESS', 'CANCEL_PENDING', 'CANCEL_IN_PROGRESS', 'CANCEL_FAILED',
]);
const DELETING: ReadonlySet<LifecycleStatus> = new Set(['DELETE_PENDING', 'DELETE_IN_PROGRESS']);

/** A job that exists and has not ended. One whose cancellation failed goes on. */
export function isRunning(status: LifecycleStatus): boolean {
  return RUNNING.has(status);
}

/** An output that is on its way out. */
export function isDeleting(status: LifecycleStatus): boolean {
  return DELETING.has(status);
}

/** A status that is left by another request alone. */
export function isTerminal(status: LifecycleStatus): boolean {
  return !isRunning(status) && !isDeleting(status);
}

/** What can be cancelled. */
export function isCancellable(status: LifecycleStatus): boolean {
  return status === 'CREATE_PENDING' || status === 'CREATE_IN_PROGRESS' || status === 'CANCEL_FAILED';
}
