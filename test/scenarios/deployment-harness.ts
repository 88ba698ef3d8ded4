/**
 * Where whole lifecycles are played: an app is synthesized as a user's would be, and its assembly, with the handlers'
 * bundle in it, is rehearsed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack, Tags, type RemovalPolicy } from 'aws-cdk-lib';
import type { IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import type { ChannelRecord, CleanRoomsMlEmulator, EmulatorBehavior, TrainingRecord } from '../../emulator';
import {
  Rehearsal, readCloudAssembly, type CloudAssembly, type DeploymentResult, type PlannedFailures, type RehearsalOptions, type ResourceDescription,
  type TimelineEvent,
} from '../../rehearsal/index';
import {
  ChannelQuery, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataDistribution, DataSize, InferenceContainer,
  InferenceInstanceType, LogPolicy, Membership, MlConfiguration, MlInputChannel, NoiseLevel, PrivacyPolicy, TrainedModel, TrainingChannel,
  TrainingContainer, TrainingInstanceType, type TrainedModelExportJobOptions, type TrainedModelInferenceOptions, type TrainedModelProps,
  type TrainingContainerOptions,
} from '../../src';
import type { TrainedModelAttributes } from '../../src/private/protocol/contract';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const MEMBERSHIP = '11111111-2222-4333-8444-555555555555';
/** A member of whom nothing else is known. */
export const ANOTHER_MEMBER = '444455556666';
export const OTHER_MEMBERSHIP = '66666666-7777-4888-8999-aaaaaaaaaaaa';

/** The ARN of something in a membership that the app does not manage. */
export function elsewhere(
  type: 'configured-model-algorithm-association' | 'ml-input-channel' | 'trained-model', name: string, membership = MEMBERSHIP, account = ACCOUNT,
): string {
  return `arn:aws:cleanrooms-ml:${REGION}:${account}:membership/${membership}/${type}/${name}`;
}

interface ChannelSettings {
  readonly data?: string;
  readonly distribution?: DataDistribution;
  readonly membership?: string;
  readonly account?: string;
}

export function channel(name: string, { data = name, distribution, membership, account }: ChannelSettings = {}): TrainingChannel {
  return TrainingChannel.fromMlInputChannelArn(name, elsewhere('ml-input-channel', data, membership, account), { distribution });
}

export const keyArn = (name: string) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${name}`;

const ALGORITHM = `arn:aws:cleanrooms-ml:${REGION}:${ACCOUNT}:configured-model-algorithm/provided`;
const ASSOCIATION = elsewhere('configured-model-algorithm-association', 'provided');
const RESOURCES = { instanceType: TrainingInstanceType.ML_M5_XLARGE, volumeSizeGb: 30 };

/** A trained model of a scene: the construct's properties, with what is in other scopes given as text. */
export interface ModelSettings extends Partial<Omit<TrainedModelProps, 'membership' | 'association' | 'encryptionKey'>> {
  readonly membership?: string;
  /** @default - the association of the scene, or else one that the app does not manage */
  readonly associationArn?: string;
  /** What is known of an association that the app does not manage. */
  readonly trainingDefinition?: string;
  readonly encryptionKeyArn?: string;
  /** The ID of the ML input channel of the scene that the model reads. */
  readonly reads?: string;
  readonly tags?: { readonly [key: string]: string };
}

export const IN_OTHER_MEMBERSHIP: ModelSettings = {
  membership: OTHER_MEMBERSHIP,
  associationArn: elsewhere('configured-model-algorithm-association', 'provided', OTHER_MEMBERSHIP),
  channels: [channel('train', { membership: OTHER_MEMBERSHIP })],
};

interface ImmutableSettings {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: { readonly [key: string]: string };
  readonly removalPolicy?: RemovalPolicy;
}

export interface AlgorithmSettings extends ImmutableSettings, TrainingContainerOptions {
  readonly imageTag?: string;
  /** @default - no inference container */
  readonly inferenceTag?: string;
  /** @default - a role of the construct's own */
  readonly roleArn?: string;
  readonly encryptionKeyArn?: string;
}

export interface AssociationSettings extends ImmutableSettings {
  readonly noiseLevel?: NoiseLevel;
  /** The accounts that get a summary of errors. */
  readonly logAccounts?: string[];
  /** Whether inference jobs are allowed. */
  readonly inference?: boolean;
}

/** Inference with a model of the scene. */
export interface InferenceSettings extends Partial<Omit<TrainedModelInferenceOptions, 'membership' | 'association' | 'channel' | 'encryptionKey'>> {
  readonly tags?: { readonly [key: string]: string };
  /** The channel that it reads. @default 'score' */
  readonly data?: string;
  /** Whether it uses the association of the scene. */
  readonly usesAssociation?: boolean;
}

/** An ML input channel of a scene. Its role is one that the app does not manage. */
export interface InputChannelSettings extends ImmutableSettings {
  /** The SQL text. @default 'SELECT * FROM payments' */
  readonly sql?: string;
  readonly parameters?: { readonly [name: string]: string };
  readonly retentionDays?: number;
  readonly revision?: string;
}

/** What an app has at some time. Data alone, so that the same scene is synthesized once. */
export interface AppSpec {
  readonly stackName?: string;
  /** Who deploys the stack, and as which member of the collaboration. */
  readonly account?: string;
  readonly membership?: string;
  readonly algorithm?: AlgorithmSettings;
  readonly association?: AssociationSettings;
  /** By construct id. */
  readonly inputChannels?: { readonly [id: string]: InputChannelSettings };
  /** By construct id. */
  readonly models?: { readonly [id: string]: ModelSettings };
  /** Whether the membership has an ML configuration. */
  readonly receives?: boolean;
  /** Of the first model, by construct id. */
  readonly inferences?: { readonly [id: string]: InferenceSettings };
  /** Of the first model, by construct id. */
  readonly exports?: { readonly [id: string]: Partial<Omit<TrainedModelExportJobOptions, 'membership'>> };
}

const OUTPUT = mkdtempSync(join(tmpdir(), 'scenarios-'));
afterAll(() => rmSync(OUTPUT, { recursive: true }));

const assemblies = new Map<string, CloudAssembly>();

/** The assembly of an app with one stack. */
export function assemblyOf(scene: AppSpec): CloudAssembly {
  const key = JSON.stringify(scene);
  const assembly = assemblies.get(key) ?? synthesize(scene);
  assemblies.set(key, assembly);
  return assembly;
}

function synthesize(scene: AppSpec): CloudAssembly {
  const app = new App({ outdir: mkdtempSync(join(OUTPUT, 'cdk.out-')), analyticsReporting: false });
  new SceneStack(app, scene);
  return readCloudAssembly(app.synth().directory);
}

class SceneStack extends Stack {
  constructor(app: App, scene: AppSpec) {
    const {
      stackName = 'Test', account = ACCOUNT, membership: member = MEMBERSHIP, algorithm, association, inputChannels = {}, models = {}, receives,
      inferences = {}, exports: exported = {},
    } = scene;
    super(app, stackName, { env: { account, region: REGION } });
    const membership = (identifier = member) => (
      this.node.tryFindChild(identifier) as IMembershipRef & IConstruct | undefined ?? Membership.fromMembershipId(this, identifier, identifier)
    );

    const repository = () => this.node.tryFindChild('Repository') as Repository | undefined ?? new Repository(this, 'Repository');
    const madeAlgorithm = algorithm && new ConfiguredModelAlgorithm(this, 'Algorithm', {
      training: TrainingContainer.fromEcrRepository(repository(), {
        tag: algorithm.imageTag ?? 'v1', entrypoint: algorithm.entrypoint, arguments: algorithm.arguments, metrics: algorithm.metrics,
      }),
      inference: algorithm.inferenceTag === undefined
        ? undefined
        : InferenceContainer.fromEcrRepository(repository(), { tag: algorithm.inferenceTag }),
      role: algorithm.roleArn === undefined ? undefined : Role.fromRoleArn(this, 'Role', algorithm.roleArn),
      encryptionKey: algorithm.encryptionKeyArn === undefined ? undefined : Key.fromKeyArn(this, 'AlgorithmKey', algorithm.encryptionKeyArn),
      configuredModelAlgorithmName: algorithm.name,
      description: algorithm.description,
      removalPolicy: algorithm.removalPolicy,
    });
    const madeAssociation = association && new ConfiguredModelAlgorithmAssociation(this, 'Association', {
      membership: membership(),
      algorithm: madeAlgorithm ?? ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(this, 'Imported', ALGORITHM),
      privacyPolicy: policyOf(association),
      configuredModelAlgorithmAssociationName: association.name,
      description: association.description,
      removalPolicy: association.removalPolicy,
    });
    const associationOf = (id: string, arn?: string, trainingDefinition?: string) => (arn === undefined && madeAssociation) || (
      ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationAttributes(this, `AssociationOf${id}`, {
        configuredModelAlgorithmAssociationArn: arn ?? ASSOCIATION, trainingDefinition,
      }));

    const madeChannels = new Map(Object.entries(inputChannels).map(([id, settings]) => {
      const { sql = 'SELECT * FROM payments', parameters, retentionDays = 30 } = settings;
      const madeChannel = new MlInputChannel(this, id, {
        membership: membership(),
        association: associationOf(id),
        query: ChannelQuery.sql(sql, { parameters }),
        retention: Duration.days(retentionDays),
        revision: settings.revision,
        role: Role.fromRoleArn(this, `RoleOf${id}`, `arn:aws:iam::${account}:role/query`, { mutable: false }),
        mlInputChannelName: settings.name,
        description: settings.description,
        removalPolicy: settings.removalPolicy,
      });
      tag(madeChannel, settings.tags);
      return [id, madeChannel];
    }));

    const made = Object.entries(models).map(([id, settings]) => {
      const { membership: identifier, associationArn, trainingDefinition, encryptionKeyArn, reads, tags, ...props } = settings;
      const model = new TrainedModel(this, id, {
        membership: membership(identifier),
        association: associationOf(id, associationArn, trainingDefinition),
        channels: [reads === undefined ? channel('train') : TrainingChannel.fromMlInputChannel('train', madeChannels.get(reads)!)],
        resources: RESOURCES,
        ...props,
        encryptionKey: encryptionKeyArn === undefined ? undefined : Key.fromKeyArn(this, `KeyOf${id}`, encryptionKeyArn),
      });
      tag(model, tags);
      return model;
    });
    const jobs = [
      ...Object.entries(inferences).map(([id, { tags, usesAssociation, data = 'score', ...options }]) => {
        const inference = made[0].infer(id, {
          channel: MlInputChannel.fromMlInputChannelArn(this, `ChannelOf${id}`, elsewhere('ml-input-channel', data)),
          receiver: ANOTHER_MEMBER,
          instanceType: InferenceInstanceType.ML_M5_2XLARGE,
          association: usesAssociation ? madeAssociation : undefined,
          ...options,
        });
        tag(inference, tags);
        return inference.trainedModelInferenceJobName;
      }),
      ...Object.entries(exported).map(([id, options]) => made[0].export(id, { receiver: ANOTHER_MEMBER, ...options }).trainedModelExportJobName),
    ];
    if (receives) {
      new MlConfiguration(this, 'Outputs', { membership: membership() });
    }
    tag(madeAlgorithm, algorithm?.tags);
    tag(madeAssociation, association?.tags);

    // One resource that is done after the models and their jobs, and one that has nothing to do with them: to fail.
    const used = [
      ...made.map(({ trainedModelArn, versionIdentifier }) => `${trainedModelArn} ${versionIdentifier}`),
      ...[...madeChannels.values()].map(({ mlInputChannelArn }) => mlInputChannelArn),
      ...jobs,
    ];
    new StringParameter(this, 'Consumer', { stringValue: ['-', ...used].join('; ') });
    new StringParameter(this, 'Bystander', { stringValue: '-' });
  }
}

function policyOf({ noiseLevel = NoiseLevel.HIGH, logAccounts, inference }: AssociationSettings): PrivacyPolicy {
  const builder = PrivacyPolicy.builder().trainedModelMetrics(noiseLevel);
  if (inference) {
    builder.maxInferenceOutputSize(DataSize.gigabytes(1));
  }
  return (logAccounts === undefined ? builder : builder.trainedModelLogs(LogPolicy.errorSummary(logAccounts))).build();
}

function tag(construct: IConstruct | undefined, tags: { readonly [key: string]: string } = {}): void {
  if (construct !== undefined) {
    Object.entries(tags).forEach(([key, value]) => Tags.of(construct).add(key, value));
  }
}

/** What a deployment came to. */
export interface Outcome {
  readonly status: string;
  readonly reason?: string;
  /** How many trainings were paid for. */
  readonly trained: number;
  /** The calls that change something; those that were refused with the error. */
  readonly changes: readonly string[];
}

/** What is left behind, by name: trainings as long as they run, and as long as they have an output. */
export interface Remains {
  readonly algorithms: readonly string[];
  readonly associations: readonly string[];
  readonly running: readonly string[];
  readonly outputs: readonly string[];
  readonly channels: readonly string[];
}

export const NOTHING: Remains = { algorithms: [], associations: [], running: [], outputs: [], channels: [] };

/** The rehearsal of an app's life. */
export class DeploymentHarness {
  readonly rehearsal: Rehearsal;
  private seenCalls = 0;

  constructor(behavior: Partial<EmulatorBehavior> = {}, options: RehearsalOptions = {}) {
    this.rehearsal = new Rehearsal({ gap: { seconds: 0 }, behavior: { trainingSeconds: 240, ...behavior }, ...options });
  }

  get emulator(): CleanRoomsMlEmulator {
    return this.rehearsal.emulator;
  }

  /** Every training that was paid for. */
  get trainings(): readonly TrainingRecord[] {
    return this.emulator.trainings;
  }

  /** Every query of an ML input channel that was paid for. */
  get queries(): readonly ChannelRecord[] {
    return this.emulator.queries;
  }

  deploy(scene: AppSpec, fail?: PlannedFailures): Promise<Outcome> {
    return this.play(this.rehearsal.deploy(assemblyOf(scene), { fail }));
  }

  destroy(scene?: AppSpec): Promise<Outcome> {
    return this.play(this.rehearsal.destroy(scene && assemblyOf(scene)));
  }

  /** Destroys everything, and waits until no waiter is left that could do something. Says what was trained in all. */
  async clear(): Promise<Outcome & { remains: Remains }> {
    const destroyed = await this.destroy();
    await this.rehearsal.settle();
    return { ...destroyed, trained: this.trainings.length, changes: [...destroyed.changes, ...this.changes()], remains: this.remains() };
  }

  remains(): Remains {
    const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
    const { algorithms, associations, runningTrainings, activeOutputs, inputChannels } = this.emulator.leftBehind();
    return {
      algorithms: names(algorithms),
      associations: names(associations),
      running: names(runningTrainings),
      outputs: names(activeOutputs),
      channels: names(inputChannels),
    };
  }

  /** The calls that change something, since the last time this was asked. */
  changes(): string[] {
    const calls = this.emulator.calls.slice(this.seenCalls);
    this.seenCalls = this.emulator.calls.length;
    return calls.filter(({ mutating }) => mutating).map(({ operation, outcome }) => (outcome === 'ok' ? operation : `${operation} (${outcome})`));
  }

  /** When a resource reached a status, and with what to say about it. */
  resourceEvents(status: string): TimelineEvent[] {
    return this.rehearsal.timeline.events.filter(({ kind, text }) => kind === 'resource' && text.startsWith(status));
  }

  /** What `Fn::GetAtt` gives of a resource. */
  attributes<A = TrainedModelAttributes>(id = 'Model', stackName = 'Test'): A {
    return this.resource(id, stackName).attributes as unknown as A;
  }

  physicalId(id = 'Model', stackName = 'Test'): string {
    return this.resource(id, stackName).physicalId;
  }

  private resource(id: string, stackName: string): ResourceDescription {
    return this.rehearsal.describe(stackName).resources.find(({ path }) => path === `${stackName}/${id}`)!;
  }

  private async play(deployment: Promise<DeploymentResult>): Promise<Outcome> {
    const { stacks, trainings } = await deployment;
    const { status, reason } = stacks[stacks.length - 1];
    return { status, ...(reason === undefined ? {} : { reason }), trained: trainings, changes: this.changes() };
  }
}

/** What a deployment fails with after the models are done, and while they are being trained. */
export const AFTER_THE_MODEL = { 'Test/Consumer': 'locked by another team' };
export const DURING_THE_TRAINING = { 'Test/Bystander': { reason: 'locked by another team', afterSeconds: 150 } };
