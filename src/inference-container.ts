import type { aws_ecr as ecr, aws_ecr_assets as ecr_assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { imageFromAsset, imageFromEcrRepository, imageFromRegistry, type ContainerImageSource } from './private/container-image';
import { REPOSITORY, TEXT, optional, optionsOf, requireArgument } from './private/kind';

/**
 * Which image of an Amazon ECR repository an inference container is.
 */
export interface InferenceContainerEcrOptions {
  /**
   * The image's tag. CloudFormation does not detect that an image tag was overwritten. Use a new tag for each
   * image: a changed tag replaces the algorithm.
   *
   * @default 'latest'
   */
  readonly tag?: string;
}

/**
 * How an inference container is built from a directory.
 *
 * Images are built for `linux/amd64` unless `platform` says otherwise: all instance types of the service are x86.
 */
export interface InferenceContainerAssetOptions extends ecr_assets.DockerImageAssetOptions {}

/**
 * An inference container, once it is bound to an algorithm.
 */
export interface InferenceContainerConfig {
  /**
   * The image: `registry/repository[:tag]`, at most 255 characters.
   */
  readonly imageUri: string;

  /**
   * The repository that the algorithm's role gets to pull from.
   *
   * @default - the role is not given any permission to pull
   */
  readonly repository?: ecr.IRepository;
}

/**
 * The container that runs inference on a trained model.
 *
 * The service takes images by tag; one with a digest is an error.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_InferenceContainerConfig.html
 */
export abstract class InferenceContainer {
  /**
   * An image in an Amazon ECR repository.
   */
  public static fromEcrRepository(repository: ecr.IRepository, options: InferenceContainerEcrOptions = {}): InferenceContainer {
    requireArgument('InferenceContainer.fromEcrRepository()', 'repository', repository, REPOSITORY);
    requireArgument('InferenceContainer.fromEcrRepository()', 'options', options, optionsOf({ tag: optional(TEXT) }));
    return new InferenceImage(imageFromEcrRepository(repository, options.tag));
  }

  /**
   * An image that is built from a Dockerfile when the app is deployed.
   *
   * @param directory the directory with the Dockerfile
   */
  public static fromAsset(directory: string, options: InferenceContainerAssetOptions = {}): InferenceContainer {
    requireArgument('InferenceContainer.fromAsset()', 'directory', directory, TEXT);
    requireArgument('InferenceContainer.fromAsset()', 'options', options, optionsOf({}));
    return new InferenceImage(imageFromAsset(directory, options));
  }

  /**
   * An image by its URI.
   *
   * The algorithm's role is allowed to pull when the URI is that of an Amazon ECR repository, and known when the app is
   * synthesized. Otherwise give the algorithm a role that is allowed to.
   *
   * @param imageUri `registry/repository[:tag]`, at most 255 characters
   */
  public static fromRegistry(imageUri: string): InferenceContainer {
    return new InferenceImage(imageFromRegistry(imageUri));
  }

  /**
   * Called when an algorithm uses this container. Not for use in apps.
   *
   * @param scope the algorithm
   */
  public abstract bind(scope: Construct): InferenceContainerConfig;
}

class InferenceImage extends InferenceContainer {
  constructor(private readonly image: ContainerImageSource) {
    super();
  }

  public bind(scope: Construct): InferenceContainerConfig {
    return this.image(scope, 'InferenceImage');
  }
}
