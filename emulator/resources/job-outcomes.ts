/** What becomes of a job: it ends well or badly, or stays CREATE_PENDING until it is cancelled. */
export type JobOutcome =
  | { readonly outcome: 'succeed' } & Duration
  | { readonly outcome: 'fail'; readonly reason: string } & Duration
  | { readonly outcome: 'hang' };

interface Duration {
  /** Seconds that the job runs. @default - as the behavior says */
  readonly seconds?: number;
}

/**
 * What becomes of the jobs of a kind that are to come. Those that were asked for one by one come first, in order, each for one
 * job; then `decide` is asked; a job that nobody decides about succeeds.
 */
export class JobOutcomes<Request> {
  /** Asked about every job that has no outcome of its own. */
  public decide?: (request: Request) => JobOutcome | undefined;

  private readonly queue: JobOutcome[] = [];

  /** The next job succeeds after this time. */
  public succeed(seconds?: number): this {
    return this.add({ outcome: 'succeed', seconds });
  }

  /** The next job fails, with this reason. */
  public fail(reason: string, seconds?: number): this {
    return this.add({ outcome: 'fail', reason, seconds });
  }

  /** The next job is never started. */
  public hang(): this {
    return this.add({ outcome: 'hang' });
  }

  /** What becomes of a job that was accepted just now. */
  public take(request: Request): JobOutcome {
    return this.queue.shift() ?? this.decide?.(request) ?? { outcome: 'succeed' };
  }

  private add(outcome: JobOutcome): this {
    this.queue.push(outcome);
    return this;
  }
}
