/**
 * How many records a transform job puts into one request.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html
 */
export enum BatchStrategy {
  /** As many records as fit into the largest payload. */
  MULTI_RECORD = 'MultiRecord',
  /** One record. */
  SINGLE_RECORD = 'SingleRecord',
}
