import type { aws_ecr as ecr, aws_ecr_assets as ecr_assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { MetricDefinition } from './metric-definition';
import { imageFromAsset, imageFromEcrRepository, imageFromRegistry, type ContainerImageSource } from './private/container-image';
import { ANY, REPOSITORY, TEXT, optional, optionsOf, requireArgument, type KindsOf } from './private/kind';

/**
 * How a training container is run.
 */
export interface TrainingContainerOptions {
  /**
   * What is run in the container: 1 to 100 strings of 1 to 256 characters each.
   *
   * @see https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-dockerfile.html
   * @default - the image's entry point
   */
  readonly entrypoint?: string[];

  /**
   * The arguments of the entry point: 1 to 100 strings of 1 to 256 characters each.
   *
   * @default - none
   */
  readonly arguments?: string[];

  /**
   * What the service reads from the logs of a training and publishes to the members' CloudWatch, with the noise that
   * the privacy policy of the association asks for: at most 40 metrics.
   *
   * @default - none
   */
  readonly metrics?: MetricDefinition[];
}

/**
 * How a training container from an Amazon ECR repository is run.
 */
export interface TrainingContainerEcrOptions extends TrainingContainerOptions {
  /**
   * The image's tag. CloudFormation does not detect that an image tag was overwritten. Use a new tag for each
   * image: a changed tag replaces the algorithm, and trained models train again.
   *
   * @default 'latest'
   */
  readonly tag?: string;
}

/**
 * How a training container is built from a directory, and run.
 *
 * Images are built for `linux/amd64` unless `platform` says otherwise: all instance types of the service are x86.
 */
export interface TrainingContainerAssetOptions extends TrainingContainerOptions, ecr_assets.DockerImageAssetOptions {}

/**
 * A training container, once it is bound to an algorithm.
 */
export interface TrainingContainerConfig extends TrainingContainerOptions {
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
 * The container that trains models.
 *
 * The service takes images by tag; one with a digest is an error.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_ContainerConfig.html
 */
export abstract class TrainingContainer {
  /**
   * An image in an Amazon ECR repository.
   */
  public static fromEcrRepository(repository: ecr.IRepository, options: TrainingContainerEcrOptions = {}): TrainingContainer {
    requireArgument('TrainingContainer.fromEcrRepository()', 'repository', repository, REPOSITORY);
    requireArgument('TrainingContainer.fromEcrRepository()', 'options', options, optionsOf({ ...OPTIONS, tag: optional(TEXT) }));
    return new TrainingImage(imageFromEcrRepository(repository, options.tag), options);
  }

  /**
   * An image that is built from a Dockerfile when the app is deployed.
   *
   * @param directory the directory with the Dockerfile
   */
  public static fromAsset(directory: string, options: TrainingContainerAssetOptions = {}): TrainingContainer {
    requireArgument('TrainingContainer.fromAsset()', 'directory', directory, TEXT);
    requireArgument('TrainingContainer.fromAsset()', 'options', options, optionsOf(OPTIONS));
    const { entrypoint, arguments: args, metrics, ...build } = options;
    return new TrainingImage(imageFromAsset(directory, build), { entrypoint, arguments: args, metrics });
  }

  /**
   * An image by its URI.
   *
   * The algorithm's role is allowed to pull when the URI is that of an Amazon ECR repository, and known when the app is
   * synthesized. Otherwise give the algorithm a role that is allowed to.
   *
   * @param imageUri `registry/repository[:tag]`, at most 255 characters
   */
  public static fromRegistry(imageUri: string, options: TrainingContainerOptions = {}): TrainingContainer {
    requireArgument('TrainingContainer.fromRegistry()', 'options', options, optionsOf(OPTIONS));
    return new TrainingImage(imageFromRegistry(imageUri), options);
  }

  /**
   * Called when an algorithm uses this container. Not for use in apps.
   *
   * @param scope the algorithm
   */
  public abstract bind(scope: Construct): TrainingContainerConfig;
}

const OPTIONS: KindsOf<TrainingContainerOptions> = { entrypoint: optional(ANY), arguments: optional(ANY), metrics: optional(ANY) };

class TrainingImage extends TrainingContainer {
  constructor(private readonly image: ContainerImageSource, private readonly options: TrainingContainerOptions) {
    super();
  }

  public bind(scope: Construct): TrainingContainerConfig {
    const { entrypoint, arguments: args, metrics } = this.options;
    return { ...this.image(scope, 'TrainingImage'), entrypoint, arguments: args, metrics };
  }
}
