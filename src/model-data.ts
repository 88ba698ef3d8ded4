import type { CompressionType } from './compression-type';
import type { S3Data } from './s3-data';
import type { S3ObjectType } from './s3-object-type';

/**
 * The files of a model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
 */
export interface ModelData {
  /**
   * The files.
   */
  readonly data: S3Data;

  /**
   * Whether the data is one object, or all objects of a prefix.
   */
  readonly dataType: S3ObjectType;

  /**
   * How the data is compressed.
   */
  readonly compression: CompressionType;

  /**
   * Whether the end-user license agreement of the model is accepted.
   *
   * @default - not said
   */
  readonly acceptEula?: boolean;

  /**
   * The ARN of the hub content that gives access to the model. Must be at most 255 characters.
   *
   * @default - none
   */
  readonly hubContentArn?: string;

  /**
   * The manifest that lists the files.
   *
   * @default - none
   */
  readonly manifest?: S3Data;

  /**
   * The ETag of the data.
   *
   * @default - none
   */
  readonly eTag?: string;

  /**
   * The ETag of the manifest.
   *
   * @default - none
   */
  readonly manifestETag?: string;
}

/**
 * Files that a container gets beside its model.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AdditionalModelDataSource.html
 */
export interface AdditionalModelData {
  /**
   * The name of the source. Must be 1 to 64 letters, digits, ".", "-" and "_".
   */
  readonly name: string;

  /**
   * The files.
   */
  readonly source: ModelData;
}
