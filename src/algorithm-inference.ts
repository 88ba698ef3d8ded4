import type { AlgorithmContainer } from './algorithm-container';

/**
 * How a SageMaker algorithm infers. The data formats and the instance types of transform jobs are those of the `specification`.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceSpecification.html
 */
export interface AlgorithmInference {
  /**
   * The containers: 1 to 15.
   */
  readonly containers: AlgorithmContainer[];

  /**
   * The instance types for endpoints, such as `ml.c7i.large`.
   *
   * @default - none
   */
  readonly realtimeInstanceTypes?: string[];
}
