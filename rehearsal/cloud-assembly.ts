import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Environment } from './environment';
import { RehearsalError } from './errors';
import { type LambdaCode, LambdaFiles } from './lambda-code';
import type { Template } from './template';

/** What an app synthesizes: the stacks of a `cdk.out`, or of templates made by hand. */
export interface CloudAssembly {
  /** Each behind the stacks that it depends on. */
  readonly stacks: readonly AssemblyStack[];
}

export interface AssemblyStack {
  /** The name of the stack in CloudFormation. */
  readonly name: string;
  /** What `cdk deploy` calls it: its path in the app. @default - the name */
  readonly displayName?: string;
  readonly template: Template;
  /** @default - the rehearsal's */
  readonly environment?: Partial<Environment>;
  readonly parameters?: Readonly<Record<string, string>>;
  /** The code of Lambda functions, by the S3 key that the template gives it. */
  readonly assets?: ReadonlyMap<string, LambdaCode>;
  /** Construct paths by logical id, of resources that do not have theirs in the template. */
  readonly constructPaths?: ReadonlyMap<string, string>;
}

interface Manifest {
  readonly artifacts?: { readonly [id: string]: Artifact };
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
    readonly file?: string;
    readonly parameters?: Readonly<Record<string, string>>;
  };
  readonly dependencies?: readonly string[];
  readonly displayName?: string;
  readonly metadata?: ConstructMetadata;
  readonly additionalMetadataFile?: string;
}

type ConstructMetadata = { readonly [constructPath: string]: readonly { readonly type: string; readonly data?: unknown }[] };

interface AssetManifest {
  readonly files?: {
    readonly [id: string]: {
      readonly source: { readonly path?: string; readonly packaging?: string };
      readonly destinations: { readonly [id: string]: { readonly objectKey: string } };
    };
  };
}

interface StackArtifact {
  readonly id: string;
  readonly artifact: Artifact;
  readonly directory: string;
  readonly artifacts: NonNullable<Manifest['artifacts']>;
}

/**
 * Reads a directory that `cdk synth` wrote, with the assemblies of its stages.
 *
 * @throws RehearsalError when it is none, or has no stacks
 */
export function readCloudAssembly(directory: string): CloudAssembly {
  const artifacts = stackArtifactsIn(directory);
  if (artifacts.length === 0) {
    throw new RehearsalError(`${directory}: the cloud assembly has no stacks`);
  }
  return { stacks: inDeploymentOrder(artifacts).map(readStack) };
}

function stackArtifactsIn(directory: string): StackArtifact[] {
  const file = path.join(directory, 'manifest.json');
  if (!existsSync(file)) {
    throw new RehearsalError(`${directory}: not a cloud assembly, since there is no manifest.json in it (run "cdk synth" first)`);
  }
  const { artifacts = {} } = readJson<Manifest>(file);
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    switch (artifact.type) {
      case 'aws:cloudformation:stack': return [{ id, artifact, directory, artifacts }];
      case 'cdk:cloud-assembly': return stackArtifactsIn(path.join(directory, artifact.properties?.directoryName ?? id));
      default: return [];
    }
  });
}

/** The ids of stacks are unique across the assemblies of an app, and stages do not depend on each other's stacks. */
function inDeploymentOrder(stacks: readonly StackArtifact[]): StackArtifact[] {
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  const ordered = new Set<StackArtifact>();
  const visit = (stack: StackArtifact) => {
    if (!ordered.has(stack)) {
      stack.artifact.dependencies?.flatMap((id) => byId.get(id) ?? []).forEach(visit);
      ordered.add(stack);
    }
  };
  stacks.forEach(visit);
  return [...ordered];
}

function readStack({ id, artifact, directory, artifacts }: StackArtifact): AssemblyStack {
  const template = readJson<Template>(path.join(directory, artifact.properties?.templateFile ?? `${id}.template.json`));
  const assetManifests = (artifact.dependencies ?? []).flatMap((dependency) => artifacts[dependency] ?? [])
    .filter(({ type }) => type === 'cdk:asset-manifest')
    .map(({ properties }) => readJson<AssetManifest>(path.join(directory, properties!.file!)));
  const metadata = artifact.additionalMetadataFile === undefined
    ? artifact.metadata ?? {}
    : { ...artifact.metadata, ...readJson<ConstructMetadata>(path.join(directory, artifact.additionalMetadataFile)) };
  return {
    name: artifact.properties?.stackName ?? id,
    displayName: artifact.displayName,
    template,
    environment: environmentOf(artifact.environment),
    parameters: artifact.properties?.parameters,
    assets: new Map(assetManifests.flatMap((manifest) => codeAssetsOf(manifest, directory))),
    constructPaths: constructPathsOf(metadata),
  };
}

function codeAssetsOf(manifest: AssetManifest, directory: string): [string, LambdaCode][] {
  return Object.values(manifest.files ?? {}).flatMap(({ source, destinations }) => {
    if (source.path === undefined || source.packaging !== 'zip') {
      return [];
    }
    const code = LambdaFiles.fromDirectory(path.resolve(directory, source.path));
    return Object.values(destinations).map(({ objectKey }): [string, LambdaCode] => [objectKey, code]);
  });
}

/** `aws://account/region`, where both can be unknown. */
function environmentOf(url = ''): Partial<Environment> {
  const [, account, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
  return {
    ...(account === undefined || account === 'unknown-account' ? {} : { account }),
    ...(region === undefined || region === 'unknown-region' ? {} : { region }),
  };
}

function constructPathsOf(metadata: ConstructMetadata): Map<string, string> {
  return new Map(Object.entries(metadata).flatMap(([constructPath, entries]) => (
    entries.filter(({ type }) => type === 'aws:cdk:logicalId').map(({ data }): [string, string] => [String(data), constructPath.replace(/^\//, '')])
  )));
}

function readJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RehearsalError(`${file}: cannot be read as JSON (${(error as Error).message})`);
  }
}
