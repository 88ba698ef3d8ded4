/** What becomes of something that was accepted: it ends well or badly, or stays CREATE_PENDING. */
export type PlannedOutcome =
  | { readonly outcome: 'succeed' } & Duration
  | { readonly outcome: 'fail'; readonly reason: string } & Duration
  | { readonly outcome: 'hang' };

interface Duration {
  /** Seconds that it runs. @default - as the behavior says */
  readonly seconds?: number;
}

/**
 * What becomes of the requests of one kind to come. Outcomes that were asked for one by one come first, in order, each for one
 * request; then `decide` is asked; what nobody decides about succeeds.
 */
export class PlannedOutcomes<Request> {
  /** Asked about every request that has no outcome of its own; undefined leaves it to whoever decides next. */
  public decide?: (request: Request) => PlannedOutcome | undefined;

  private readonly queue: PlannedOutcome[] = [];

  /** The next one succeeds after this time. */
  public succeed(seconds?: number): this {
    return this.add({ outcome: 'succeed', seconds });
  }

  /** The next one fails, with this reason. */
  public fail(reason: string, seconds?: number): this {
    return this.add({ outcome: 'fail', reason, seconds });
  }

  /** The next one is never started. */
  public hang(): this {
    return this.add({ outcome: 'hang' });
  }

  /** What becomes of a request that was accepted just now. */
  public take(request: Request): PlannedOutcome {
    return this.queue.shift() ?? this.decide?.(request) ?? { outcome: 'succeed' };
  }

  private add(outcome: PlannedOutcome): this {
    this.queue.push(outcome);
    return this;
  }
}
