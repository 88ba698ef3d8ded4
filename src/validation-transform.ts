import type { Size, aws_kms as kms } from 'aws-cdk-lib';
import type { BatchStrategy } from './batch-strategy';
import type { CompressionType } from './compression-type';
import type { InferenceInstanceType } from './inference-instance-type';
import type { OutputAssembly } from './output-assembly';
import type { S3Data } from './s3-data';
import type { S3DataType } from './s3-data-type';
import type { SplitType } from './split-type';
import type { ValidationOutput } from './validation-output';

/**
 * What the transform job of a validation runs on.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformResources.html
 */
export interface ValidationTransformResources {
  /**
   * The type of the instances.
   */
  readonly instanceType: InferenceInstanceType;

  /**
   * How many instances there are.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * The key that encrypts the storage volumes. Not for instance types with a storage of their own.
   *
   * @default - a key that the service owns
   */
  readonly volumeEncryptionKey?: kms.IKey;

  /**
   * The version of the image of the instances' operating system. Must be 1 to 63 letters, digits and "-".
   *
   * @default - the service's default
   */
  readonly amiVersion?: string;
}

/**
 * The transform job of a validation. It infers with the model that the training job has trained.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformJobDefinition.html
 */
export interface ValidationTransform {
  /**
   * The sample data.
   */
  readonly data: S3Data;

  /**
   * What the location of the data stands for: a prefix or a manifest file.
   *
   * @default S3DataType.S3_PREFIX
   */
  readonly dataType?: S3DataType;

  /**
   * The MIME type of the data. Must be at most 256 characters.
   *
   * @default - not said
   */
  readonly contentType?: string;

  /**
   * How the data is compressed.
   *
   * @default - the service's default: it is not
   */
  readonly compression?: CompressionType;

  /**
   * How the data is split into records.
   *
   * @default - the service's default: it is not
   */
  readonly split?: SplitType;

  /**
   * Where the results are stored.
   */
  readonly output: ValidationOutput;

  /**
   * The MIME type of the results. Must be at most 256 characters.
   *
   * @default - not said
   */
  readonly accept?: string;

  /**
   * How the results are put together.
   *
   * @default - the service's default: OutputAssembly.NONE
   */
  readonly assembly?: OutputAssembly;

  /**
   * What the job runs on.
   */
  readonly resources: ValidationTransformResources;

  /**
   * How many records a request has.
   *
   * @default - the service's default
   */
  readonly batchStrategy?: BatchStrategy;

  /**
   * How many requests each instance gets at once.
   *
   * @default - the service's default: 1
   */
  readonly maxConcurrentTransforms?: number;

  /**
   * The largest payload of a request, in whole megabytes.
   *
   * @default - the service's default
   */
  readonly maxPayload?: Size;

  /**
   * Environment variables, by name: at most 16, with names of at most 1,024 and values of at most 10,240 characters.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };
}
