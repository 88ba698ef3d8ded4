import type { CreateAlgorithmRequest } from '../../src/private/protocol/sagemaker-create-algorithm-request';

/** The parts of a validation, in the order in which they come. */
export type ValidationStage = 'scan' | 'training' | 'transform';

/** What becomes of an algorithm that was accepted: it completes, fails in one of the stages, or stays Pending. */
export type ValidationOutcome =
  | { readonly outcome: 'succeed'; readonly seconds?: number }
  | { readonly outcome: 'fail'; readonly stage: ValidationStage; readonly reason: string; readonly seconds?: number }
  | { readonly outcome: 'hang' };

/**
 * What becomes of the validations to come. Outcomes that were asked for one by one come first, in order, each for one algorithm;
 * then `decide` is asked; what nobody decides about succeeds.
 */
export class ValidationOutcomes {
  /** Asked about every algorithm that has no outcome of its own; undefined leaves it to the default. */
  public decide?: (request: CreateAlgorithmRequest) => ValidationOutcome | undefined;

  private readonly queue: ValidationOutcome[] = [];

  /** The next one succeeds after this time. */
  public succeed(seconds?: number): this {
    return this.add({ outcome: 'succeed', seconds });
  }

  /** The next one fails in this stage, with this reason. */
  public fail(stage: ValidationStage, reason: string, seconds?: number): this {
    return this.add({ outcome: 'fail', stage, reason, seconds });
  }

  /** The next one is never started. */
  public hang(): this {
    return this.add({ outcome: 'hang' });
  }

  public take(request: CreateAlgorithmRequest): ValidationOutcome {
    return this.queue.shift() ?? this.decide?.(request) ?? { outcome: 'succeed' };
  }

  private add(outcome: ValidationOutcome): this {
    this.queue.push(outcome);
    return this;
  }
}
