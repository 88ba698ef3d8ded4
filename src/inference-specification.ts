import type { InferenceInstanceType } from './inference-instance-type';

/**
 * What an inference container accepts. What is left out is not checked.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html
 */
export interface InferenceSpecification {
  /**
   * The MIME types of the data that the container scores: at least 1, of at most 256 characters each. Clean Rooms ML delivers
   * `text/csv` and `application/x-parquet`.
   *
   * @default - any
   */
  readonly contentTypes?: string[];

  /**
   * The MIME types of the output that the container can be asked for: at least 1, of at most 1,024 characters each.
   *
   * @default - any
   */
  readonly responseTypes?: string[];

  /**
   * The instance types that the container runs on: at least 1.
   *
   * @default - any
   */
  readonly instanceTypes?: InferenceInstanceType[];
}
