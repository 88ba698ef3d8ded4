import type { Duration } from 'aws-cdk-lib';
import type { OutputCompression } from './output-compression';
import type { TrainingInputMode } from './training-input-mode';
import type { ValidationChannel } from './validation-channel';
import type { ValidationOutput } from './validation-output';
import type { ValidationResources } from './validation-resources';

/**
 * The training job of a validation.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TrainingJobDefinition.html
 */
export interface ValidationTraining {
  /**
   * The channels with the sample data: 1 to 20.
   */
  readonly channels: ValidationChannel[];

  /**
   * Hyperparameters, by name: at most 100, with names of at most 256 and values of at most 2,500 characters.
   *
   * @default - none
   */
  readonly hyperparameters?: { [name: string]: string };

  /**
   * How the data reaches the container.
   *
   * @default TrainingInputMode.FILE
   */
  readonly inputMode?: TrainingInputMode;

  /**
   * Where the trained model is stored.
   */
  readonly output: ValidationOutput;

  /**
   * How the trained model is stored.
   *
   * @default - the service's default: OutputCompression.GZIP
   */
  readonly outputCompression?: OutputCompression;

  /**
   * What the job runs on.
   */
  readonly resources: ValidationResources;

  /**
   * How long the job may run, and cost. Must be 1 second to 28 days, in whole seconds. A deployment waits 55 minutes for the whole
   * validation.
   */
  readonly maxRuntime: Duration;

  /**
   * How long the job may wait for Spot capacity and run, together.
   *
   * @default - none
   */
  readonly maxWait?: Duration;

  /**
   * How long the job may be pending. Must be 2 hours to 28 days.
   *
   * @default - the service's default
   */
  readonly maxPending?: Duration;
}
