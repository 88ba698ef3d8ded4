/**
 * How the model that a validation trains is stored.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_OutputDataConfig.html
 */
export enum OutputCompression {
  /** As one archive that is compressed with gzip. */
  GZIP = 'GZIP',
  /** As files that are not compressed. */
  NONE = 'NONE',
}
