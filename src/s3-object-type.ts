/**
 * What a location in Amazon S3 stands for.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AdditionalS3DataSource.html
 */
export enum S3ObjectType {
  /** All objects whose keys begin with a prefix. */
  S3_PREFIX = 'S3Prefix',
  /** One object. */
  S3_OBJECT = 'S3Object',
}
