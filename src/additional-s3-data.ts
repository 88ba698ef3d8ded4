import type { CompressionType } from './compression-type';
import type { S3Data } from './s3-data';
import type { S3ObjectType } from './s3-object-type';

/**
 * Data that a container gets beside its channels and its model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AdditionalS3DataSource.html
 */
export interface AdditionalS3Data {
  /**
   * The data.
   */
  readonly data: S3Data;

  /**
   * Whether the data is one object, or all objects of a prefix.
   */
  readonly dataType: S3ObjectType;

  /**
   * How the data is compressed.
   *
   * @default - the service's default
   */
  readonly compression?: CompressionType;

  /**
   * The ETag of the data.
   *
   * @default - none
   */
  readonly eTag?: string;
}
