import type { aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';

/**
 * Where a job of a validation writes.
 */
export interface ValidationOutput {
  /**
   * The bucket. What a validation writes is not deleted with the algorithm.
   */
  readonly bucket: s3.IBucket;

  /**
   * What the keys of the objects begin with, without a slash at its beginning or end.
   *
   * @default - the objects are at the top of the bucket
   */
  readonly prefix?: string;

  /**
   * The key that encrypts the objects.
   *
   * @default - the key of the bucket, or the default key of Amazon S3 of the account
   */
  readonly encryptionKey?: kms.IKey;
}
