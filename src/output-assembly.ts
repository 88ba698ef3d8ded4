/**
 * How a transform job puts its results together.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformOutput.html
 */
export enum OutputAssembly {
  /** One after the other, as they are. */
  NONE = 'None',
  /** With a line break after each record. */
  LINE = 'Line',
}
