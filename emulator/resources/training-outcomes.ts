import type { CreateTrainedModelRequest } from '../../src/private/protocol/api-requests';

/** What becomes of a training: it ends well or badly, or stays CREATE_PENDING until it is cancelled. */
export type TrainingOutcome =
  | { readonly outcome: 'succeed' } & Duration
  | { readonly outcome: 'fail'; readonly reason: string } & Duration
  | { readonly outcome: 'hang' };

interface Duration {
  /** Seconds that the training runs. @default - as the behavior says */
  readonly seconds?: number;
}

/** Decides what becomes of a training; undefined leaves it to whoever decides next. */
export type OutcomeDecision = (request: CreateTrainedModelRequest) => TrainingOutcome | undefined;

/**
 * What becomes of the trainings to come. Those that were asked for one by one come first, in order, each for one
 * training; then `decide` is asked; a training that nobody decides about succeeds.
 */
export class TrainingOutcomes {
  /** Asked about every training that has no outcome of its own. */
  public decide?: OutcomeDecision;

  private readonly queue: TrainingOutcome[] = [];

  /** The next training succeeds after this time. */
  public succeed(seconds?: number): this {
    return this.add({ outcome: 'succeed', seconds });
  }

  /** The next training fails, with this reason. */
  public fail(reason: string, seconds?: number): this {
    return this.add({ outcome: 'fail', reason, seconds });
  }

  /** The next training is never started. */
  public hang(): this {
    return this.add({ outcome: 'hang' });
  }

  /** What becomes of a training that was accepted just now. */
  public take(request: CreateTrainedModelRequest): TrainingOutcome {
    return this.queue.shift() ?? this.decide?.(request) ?? { outcome: 'succeed' };
  }

  private add(outcome: TrainingOutcome): this {
    this.queue.push(outcome);
    return this;
  }
}
