import type { AdditionalS3Data } from './additional-s3-data';
import type { InferenceContainer } from './inference-container';
import type { AdditionalModelData, ModelData } from './model-data';
import type { S3Data } from './s3-data';

/**
 * The foundation model that a model was customized from.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BaseModel.html
 */
export interface AlgorithmBaseModel {
  /**
   * The name of the hub content. Must be at most 63 letters, digits and "-".
   *
   * @default - none
   */
  readonly hubContentName?: string;

  /**
   * The version of the hub content, such as `1.0.0`.
   *
   * @default - none
   */
  readonly hubContentVersion?: string;

  /**
   * The name of the recipe. Must be at most 255 characters.
   *
   * @default - none
   */
  readonly recipeName?: string;
}

/**
 * A container that a SageMaker algorithm infers with.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ModelPackageContainerDefinition.html
 */
export interface AlgorithmContainer {
  /**
   * The image. The role of the validation is allowed to pull it when it is in a known Amazon ECR repository.
   *
   * @default - none
   */
  readonly image?: InferenceContainer;

  /**
   * The digest of the image: `sha256:` and 64 hexadecimal digits.
   *
   * @default - none: the tag says which image it is
   */
  readonly imageDigest?: string;

  /**
   * The DNS host name of the container. Must be at most 63 letters, digits and "-".
   *
   * @default - none
   */
  readonly hostname?: string;

  /**
   * The archive with the model: one object that is compressed with gzip.
   *
   * @default - none: the model is the one that the validation trains
   */
  readonly modelArchive?: S3Data;

  /**
   * The files of the model.
   *
   * @default - none
   */
  readonly modelData?: ModelData;

  /**
   * The ETag of the model's archive.
   *
   * @default - none
   */
  readonly modelDataETag?: string;

  /**
   * Files beside the model: at most 5 sources.
   *
   * @default - none
   */
  readonly additionalModelData?: AdditionalModelData[];

  /**
   * Other data that the container gets.
   *
   * @default - none
   */
  readonly additionalData?: AdditionalS3Data;

  /**
   * The product ID of the container in AWS Marketplace. Must be at most 256 letters, digits and "-".
   *
   * @default - none
   */
  readonly productId?: string;

  /**
   * Environment variables, by name: at most 100, with names and values of at most 1,024 characters.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * The names and shapes of the model's inputs, as the framework writes them. Must be 1 to 16,384 characters.
   *
   * @default - none
   */
  readonly dataInputConfig?: string;

  /**
   * The machine learning framework of the image, such as `PYTORCH`.
   *
   * @default - none
   */
  readonly framework?: string;

  /**
   * The version of the framework, such as `2.1`. Must be 3 to 10 characters.
   *
   * @default - none
   */
  readonly frameworkVersion?: string;

  /**
   * The name of a well-known model that the model is most like.
   *
   * @default - none
   */
  readonly nearestModelName?: string;

  /**
   * Whether the model is a checkpoint.
   *
   * @default - not said
   */
  readonly isCheckpoint?: boolean;

  /**
   * The foundation model that the model was customized from.
   *
   * @default - none
   */
  readonly baseModel?: AlgorithmBaseModel;
}
