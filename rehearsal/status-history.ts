import type { Clock } from '../emulator';

/** The statuses that something has had, and when: what CloudFormation shows of it can be some time old. */
export class StatusHistory<Status extends string> {
  private readonly changes: { readonly at: number; readonly status: Status }[] = [];

  constructor(private readonly clock: Clock) {}

  /** The status that it has, or nothing before the first one. */
  public get current(): Status | undefined {
    return this.changes[this.changes.length - 1]?.status;
  }

  /** The first status that it had. */
  public get first(): Status | undefined {
    return this.changes[0]?.status;
  }

  /** Every status so far, oldest first. */
  public get all(): readonly { readonly at: number; readonly status: Status }[] {
    return this.changes;
  }

  public change(status: Status): void {
    this.changes.push({ at: this.clock.now(), status });
  }

  /** The status that it had at a time; nothing before the first one. Of those of one moment it is the last. */
  public at(time: number): Status | undefined {
    for (let i = this.changes.length - 1; i >= 0; i -= 1) {
      if (this.changes[i].at <= time) {
        return this.changes[i].status;
      }
    }
    return undefined;
  }
}
