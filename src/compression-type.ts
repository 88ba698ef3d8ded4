/**
 * How the files of a channel can be compressed.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ChannelSpecification.html
 */
export enum CompressionType {
  /** The files are not compressed. */
  NONE = 'None',
  /** The files are compressed with gzip. */
  GZIP = 'Gzip',
}
