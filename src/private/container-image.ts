/**
 * Where the image of a container comes from: what `TrainingContainer` and `InferenceContainer` have in common.
 */
import { Stack, Token, aws_ecr as ecr, aws_ecr_assets as ecr_assets } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface ContainerImage {
  readonly imageUri: string;
  /** The repository that holds the image, when it is known. */
  readonly repository?: ecr.IRepository;
}

/** Makes an image available to a construct; constructs that it takes are made in `scope`, with IDs that start with `id`. */
export type ContainerImageSource = (scope: Construct, id: string) => ContainerImage;

const REGISTRY_URI = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/;
/** The Region of a registry; the rest of the URI can be a token. */
const REGISTRY_REGION = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\./;
const REPOSITORY = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

export function imageFromEcrRepository(repository: ecr.IRepository, tag?: string): ContainerImageSource {
  return () => ({ imageUri: `${repository.repositoryUri}:${tag ?? 'latest'}`, repository });
}

export function imageFromAsset(directory: string, options: ecr_assets.DockerImageAssetOptions): ContainerImageSource {
  return (scope, id) => {
    // All instance types of the service are x86: left to Docker, an image would depend on the machine that builds it.
    const platform = options.platform ?? ecr_assets.Platform.LINUX_AMD64;
    const asset = new ecr_assets.DockerImageAsset(scope, id, { ...options, platform, directory });
    return { imageUri: asset.imageUri, repository: asset.repository };
  };
}

export function imageFromRegistry(imageUri: string): ContainerImageSource {
  return (scope, id) => {
    const [, account, region, repositoryName] = Token.isUnresolved(imageUri) ? [] : REGISTRY_URI.exec(imageUri) ?? [];
    return {
      imageUri,
      repository: repositoryName === undefined ? undefined : ecr.Repository.fromRepositoryAttributes(scope, `${id}Repository`, {
        repositoryArn: Stack.of(scope).formatArn({ service: 'ecr', region, account, resource: 'repository', resourceName: repositoryName }),
        repositoryName,
      }),
    };
  };
}

/** Where an image is, when it is in Amazon ECR and that is known. */
export function regionOfImage({ imageUri, repository }: ContainerImage): string | undefined {
  return REGISTRY_REGION.exec(imageUri)?.[1] ?? repository?.env?.region;
}

/**
 * What is wrong with an image URI beyond its length. Parts of it can be tokens, and are then not looked at.
 *
 * @param insteadOfDigest what to do about a URI with a digest
 */
export function problemsOfImageUri(
  imageUri: string, insteadOfDigest = 'Clean Rooms ML takes no digests, so tag the image and use the tag',
): string[] {
  // Tokens look like `${Token[...]}`, with neither of these characters outside the brackets.
  const name = imageUri.slice(imageUri.lastIndexOf('/') + 1);
  const got = `got ${JSON.stringify(imageUri)}`;
  if (/@|:sha256:/.test(name)) {
    return [`must be registry/repository[:tag]: ${insteadOfDigest}; ${got}`];
  }
  if (/^[a-z]+:\/\//.test(imageUri)) {
    return [`must be registry/repository[:tag] without a scheme, ${got}`];
  }
  const tag = name.includes(':') ? name.slice(name.lastIndexOf(':') + 1) : undefined;
  const problems = tag === undefined || Token.isUnresolved(tag) || TAG.test(tag)
    ? []
    : [`must have a tag of 1 to 128 letters, digits, "_", "." and "-" that starts with neither "." nor "-", ${got}`];
  if (imageUri === '' || Token.isUnresolved(imageUri)) {
    return problems;
  }
  const slash = imageUri.indexOf('/');
  if (slash < 1) {
    return [...problems, `must be registry/repository[:tag], ${got}, which has no registry`];
  }
  const repository = imageUri.slice(slash + 1, tag === undefined ? undefined : -tag.length - 1);
  return REPOSITORY.test(repository)
    ? problems
    : [...problems, `must have a repository of lower-case letters and digits, separated by "/", ".", "_" and "-", ${got}`];
}
