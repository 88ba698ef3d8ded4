/**
 * How the records of a channel are wrapped, in pipe mode.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Channel.html
 */
export enum RecordWrapper {
  /** Records are passed on as they are. */
  NONE = 'None',
  /** Each object becomes a RecordIO record. */
  RECORD_IO = 'RecordIO',
}
