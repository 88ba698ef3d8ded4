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
  /** The stacks that are nested in this one, by logical id. Their code is that of this stack, unless they have their own. */
  readonly nested?: ReadonlyMap<string, AssemblyStack>;
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

/** A stack with the stacks that are nested in it, at every depth. */
export function withNested(stack: AssemblyStack): AssemblyStack[] {
  return [stack, ...[...stack.nested?.values() ?? []].flatMap(withNested)];
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
  return withNestedStacks({
    name: artifact.properties?.stackName ?? id,
    displayName: artifact.displayName,
    template,
    environment: environmentOf(artifact.environment),
    parameters: artifact.properties?.parameters,
    assets: new Map(assetManifests.flatMap((manifest) => codeAssetsOf(manifest, directory))),
  }, constructPathsOf(metadata), new Map(assetManifests.flatMap((manifest) => templateAssetsOf(manifest, directory))));
}

/** A stack with the templates that its nested stacks are made from, as far as they are in the assembly. */
function withNestedStacks(
  stack: AssemblyStack, constructPaths: readonly ConstructPath[], files: ReadonlyMap<string, string>,
): AssemblyStack {
  const nested = new Map<string, AssemblyStack>();
  const prefixes: string[] = [];
  for (const [logicalId, { Type, Properties }] of Object.entries(stack.template.Resources ?? {})) {
    const url = Type === 'AWS::CloudFormation::Stack' ? JSON.stringify(Properties?.TemplateURL) : '';
    // The template addresses what the asset manifest uploads; the bucket before it is put together by functions.
    const file = [...files].find(([objectKey]) => url.includes(`/${objectKey}"`))?.[1];
    if (file !== undefined) {
      const resourcePath = constructPaths.find((each) => each.logicalId === logicalId)?.path;
      const [, prefix] = /^(.*)\.NestedStack\/[^/]+\.NestedStackResource$/.exec(resourcePath ?? '') ?? [];
      const within = prefix === undefined ? [] : constructPaths.filter((each) => each.path.startsWith(`${prefix}/`));
      nested.set(logicalId, withNestedStacks({ name: logicalId, displayName: prefix, template: readJson<Template>(file) }, within, files));
      prefixes.push(...prefix === undefined ? [] : [`${prefix}/`]);
    }
  }
  // Two stacks can have the same logical id: those of nested stacks are told apart by their path.
  const own = constructPaths.filter((each) => !prefixes.some((prefix) => each.path.startsWith(prefix)));
  return { ...stack, ...(nested.size === 0 ? {} : { nested }), constructPaths: new Map(own.map((each) => [each.logicalId, each.path])) };
}

/** The files that could be templates of nested stacks, by the S3 key that they get. */
function templateAssetsOf(manifest: AssetManifest, directory: string): [string, string][] {
  return Object.values(manifest.files ?? {}).flatMap(({ source, destinations }) => (
    source.path === undefined || source.packaging !== 'file' || !source.path.endsWith('.json') ? [] : Object.values(destinations)
      .map(({ objectKey }): [string, string] => [objectKey, path.resolve(directory, source.path!)])
  ));
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

interface ConstructPath {
  readonly logicalId: string;
  readonly path: string;
}

function constructPathsOf(metadata: ConstructMetadata): ConstructPath[] {
  return Object.entries(metadata).flatMap(([constructPath, entries]) => (
    entries.filter(({ type }) => type === 'aws:cdk:logicalId').map(({ data }) => ({ logicalId: String(data), path: constructPath.replace(/^\//, '') }))
  ));
}

function readJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RehearsalError(`${file}: cannot be read as JSON (${(error as Error).message})`);
  }
}
