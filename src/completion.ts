import type { Duration } from 'aws-cdk-lib';
import { DURATION, optional, optionsOf, requireArgument } from './private/kind';
import { TIMING, type TrainedModelProperties } from './private/protocol/contract';

/**
 * How long a deployment waits for a training, an inference job or an export.
 */
export interface WhenActiveOptions {
  /**
   * The longest wait: 1 to 45 minutes. What takes longer fails the deployment. A training is cancelled then.
   *
   * @default Duration.minutes(45)
   */
  readonly timeout?: Duration;
}

/**
 * When the deployment of a trained model, an inference or an export is done.
 */
export class Completion {
  /**
   * The deployment is done when the service has accepted the training or job, which then goes on for up to its maximum runtime. The
   * deployment does not tell whether it succeeds: watch its status.
   */
  public static whenSubmitted(): Completion {
    return new Completion('WHEN_SUBMITTED');
  }

  /**
   * The deployment is done when the model is trained, or the job has ended. For what takes minutes: CloudFormation gives a resource one hour.
   * What fails, or is not done in time, fails the deployment.
   *
   * An inference job that is not done in time is cancelled by the rollback; where there is none, the next deployment adopts it. An
   * export goes on, and the next deployment adopts it.
   *
   * A training that is not done in time is cancelled, and paid for. Set the `maxRuntime` of the trained model to at most the
   * timeout; otherwise there is a warning.
   */
  public static whenActive(options: WhenActiveOptions = {}): Completion {
    requireArgument('Completion.whenActive()', 'options', options, optionsOf({ timeout: optional(DURATION) }));
    return new Completion('WHEN_ACTIVE', options.timeout?.toSeconds({ integral: false }) ?? TIMING.maxActiveMinutes * 60);
  }

  private constructor(private readonly mode: TrainedModelProperties['Completion']['Mode'], private readonly timeoutSeconds?: number) {}

  /**
   * This completion as the handlers take it.
   *
   * @internal
   */
  public _toProperties(): TrainedModelProperties['Completion'] {
    return { Mode: this.mode, TimeoutSeconds: this.timeoutSeconds };
  }
}
