/**
 * How a transform job splits its data into records.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformInput.html
 */
export enum SplitType {
  /** A request has the whole object. */
  NONE = 'None',
  /** At line breaks. */
  LINE = 'Line',
  /** At the bounds of RecordIO records. */
  RECORD_IO = 'RecordIO',
  /** At the bounds of TFRecord records. */
  TF_RECORD = 'TFRecord',
}
