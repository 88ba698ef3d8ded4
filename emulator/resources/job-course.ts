import { SECOND } from '../clock';
import { isCancellable, isRunning, isTerminal, Lifecycle, type StatusChange } from '../lifecycle';
import type { PlannedOutcome } from '../planned-outcomes';
import type { ServiceState } from '../service-state';

/** The statuses of a job: one that is accepted, runs, and ends by itself or is cancelled. */
export class JobCourse {
  public readonly acceptedAt: number;
  private readonly lifecycle: Lifecycle;

  /** @param seconds that the job runs, where its outcome does not say it */
  constructor(private readonly state: ServiceState, outcome: PlannedOutcome, seconds: number) {
    this.acceptedAt = state.now;
    this.lifecycle = new Lifecycle({ status: 'CREATE_PENDING', at: this.acceptedAt }, this.planOf(outcome, seconds));
  }

  /** Every status so far, oldest first. */
  public get history(): readonly StatusChange[] {
    return this.settled.history;
  }

  /** The last status change. */
  public get current(): StatusChange {
    return this.settled.current;
  }

  public get running(): boolean {
    return isRunning(this.current.status);
  }

  /** Whether only another request can change the status. */
  public get isSettled(): boolean {
    return isTerminal(this.current.status);
  }

  /** When the next status change happens, unless a request comes first. */
  public get nextChangeAt(): number | undefined {
    return this.settled.plan[0]?.at;
  }

  /** The status change that was the last one at a time; the first one before there was any. */
  public at(time: number): StatusChange {
    const { history } = this;
    return [...history].reverse().find(({ at }) => at <= time) ?? history[0];
  }

  public get isCancellable(): boolean {
    return isCancellable(this.current.status);
  }

  /** @param message what the service says about a job that was cancelled */
  public cancel(message: string): void {
    const { now, faults, behavior: { afterCancel, cancelSeconds } } = this.state;
    const end = now + cancelSeconds * SECOND;
    const ownEnd = this.settled.plan.filter((change) => isTerminal(change.status)).map((change) => ({ ...change, at: Math.max(change.at, end) }));
    // A job that could not be cancelled goes on, and shows how it ended when it does.
    const outcome: StatusChange[] = faults.takeCancelFailure() ? [{ status: 'CANCEL_FAILED', at: end }, ...ownEnd]
      : ownEnd.length > 0 && faults.takeLateCancellation() ? ownEnd.map((change) => ({ ...change, at: end }))
        : [{ status: afterCancel === 'gone' ? 'GONE' : afterCancel, at: end, message }];
    this.settled.change({ status: 'CANCEL_PENDING', at: now }, [{ status: 'CANCEL_IN_PROGRESS', at: middle(now, end) }, ...outcome]);
  }

  /** Takes a status now, and a plan in the place of the former one. */
  public change(next: StatusChange, plan: readonly StatusChange[]): void {
    this.settled.change(next, plan);
  }

  /** The lifecycle as it is by now; nothing looks at it in another way. */
  private get settled(): Lifecycle {
    this.lifecycle.settle(this.state.now);
    return this.lifecycle;
  }

  private planOf(planned: PlannedOutcome, seconds: number): StatusChange[] {
    if (planned.outcome === 'hang') {
      return [];
    }
    const started = this.acceptedAt + this.state.behavior.pendingSeconds * SECOND;
    const ended = started + (planned.seconds ?? seconds) * SECOND;
    return [
      { status: 'CREATE_IN_PROGRESS', at: started },
      planned.outcome === 'fail' ? { status: 'CREATE_FAILED', at: ended, message: planned.reason } : { status: 'ACTIVE', at: ended },
    ];
  }
}

export function middle(from: number, to: number): number {
  return from + Math.floor((to - from) / 2);
}

/** Whether a job stands in the way of the deletion of what it uses. */
export function holds(course: JobCourse, state: ServiceState): boolean {
  return course.running || !state.isReleased(course.current.at);
}
