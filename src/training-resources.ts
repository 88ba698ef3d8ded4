import type { TrainingInstanceType } from './training-instance-type';

/**
 * What a training runs on.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_ResourceConfig.html
 */
export interface TrainingResources {
  /**
   * The type of the instances.
   */
  readonly instanceType: TrainingInstanceType;

  /**
   * How many instances train together: 1 to 5. More than one takes a container that can train distributed.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * The size of each instance's storage volume, in gigabytes: 1 to 8,192. It holds the data (in file mode), the image
   * and the model.
   */
  readonly volumeSizeGb: number;
}
