/** The same declarations by way of the constructs and a real synthesis: what a user's app would give. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, CfnResource, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { elsewhere, imageUri, keyArn, membershipOf, REGION, roleArn, type ModelDeclaration, type StackDeclaration, type TagMap } from './declarations';
import { BYSTANDER, CONSUMER } from './template';
import { LambdaFiles, readCloudAssembly, type AssemblyStack } from '../rehearsal/index';
import {
  Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataDistribution, Membership, NoiseLevel, PrivacyPolicy, Retraining,
  RetrainTrigger, TrainedModel, TrainingChannel, TrainingContainer, TrainingInputMode, TrainingInstanceType, VersionRetention,
} from '../src';

/** The file of the handlers. */
const CODE_FILE = 'index.js';

/** @param salt makes the other resources change with every deployment, so that they can fail in each */
export function synthesizedStackOf(declaration: StackDeclaration, salt: number): AssemblyStack {
  const outdir = mkdtempSync(path.join(tmpdir(), 'simulation-'));
  try {
    const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': false } });
    new DeclaredStack(app, declaration, salt);
    const [stack] = readCloudAssembly(app.synth().directory).stacks;
    // Files are read when they are needed, and the directory is gone by then.
    stack.assets?.forEach((code) => code instanceof LambdaFiles && code.read(CODE_FILE));
    // Resources are called by their logical ids, as those of the templates that are written by hand.
    return { ...stack, constructPaths: undefined };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

class DeclaredStack extends Stack {
  private readonly algorithms = new Map<string, ConfiguredModelAlgorithm>();
  private readonly associations = new Map<string, ConfiguredModelAlgorithmAssociation>();

  constructor(app: App, private readonly declaration: StackDeclaration, salt: number) {
    super(app, declaration.name, { env: { account: declaration.account, region: REGION } });
    this.addAlgorithms();
    this.addAssociations();
    const models = Object.entries(declaration.models).map(([id, model]) => this.addModel(id, model));
    const parameter = (id: string, value: string) => (
      new CfnResource(this, `Other${id}`, { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: value } }).overrideLogicalId(id)
    );
    parameter(CONSUMER, [String(salt), ...models.map(({ trainedModelArn }) => trainedModelArn)].join(' '));
    parameter(BYSTANDER, String(salt));
  }

  private addAlgorithms(): void {
    for (const [id, algorithm] of Object.entries(this.declaration.algorithms)) {
      const made = new ConfiguredModelAlgorithm(this, id, {
        training: TrainingContainer.fromRegistry(imageUri(this.account, algorithm.imageTag), {
          arguments: algorithm.arguments && [...algorithm.arguments],
        }),
        role: this.imported(`${id}Role`, (scopeId) => Role.fromRoleArn(this, scopeId, roleArn(this.account, algorithm.role))),
        configuredModelAlgorithmName: algorithm.name,
        description: algorithm.description,
        encryptionKey: this.key(algorithm.encryptionKey),
        removalPolicy: policyOf(algorithm),
      });
      this.algorithms.set(id, tagged(made, algorithm.tags));
    }
  }

  private addAssociations(): void {
    for (const [id, association] of Object.entries(this.declaration.associations)) {
      const made = new ConfiguredModelAlgorithmAssociation(this, id, {
        membership: this.membership(0),
        algorithm: this.algorithms.get(association.algorithm ?? '') ?? this.imported('ProvidedAlgorithm', (scopeId) => (
          ConfiguredModelAlgorithm.fromConfiguredModelAlgorithmArn(this, scopeId, elsewhere(this.account, 'configured-model-algorithm/provided'))
        )),
        privacyPolicy: PrivacyPolicy.builder().trainedModelMetrics(association.noise as NoiseLevel).build(),
        configuredModelAlgorithmAssociationName: association.name,
        description: association.description,
        removalPolicy: policyOf(association),
      });
      this.associations.set(id, tagged(made, association.tags));
    }
  }

  private addModel(id: string, model: ModelDeclaration): TrainedModel {
    const inMembership = (resource: string) => elsewhere(this.account, `membership/${membershipOf(this.declaration, model.membership)}/${resource}`);
    const provided = inMembership('configured-model-algorithm-association/provided');
    const seedModel = model.startFrom === undefined ? undefined : inMembership(`trained-model/${model.startFrom}`);
    return tagged(new TrainedModel(this, id, {
      membership: this.membership(model.membership),
      association: this.associations.get(model.association ?? '') ?? this.imported(`AssociationOf${id}`, (scopeId) => (
        ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(this, scopeId, provided)
      )),
      channels: model.channels.map((name) => TrainingChannel.fromMlInputChannelArn(
        name, inMembership(`ml-input-channel/${name}`), { distribution: model.sharded ? DataDistribution.SHARDED_BY_S3_KEY : undefined },
      )),
      resources: { instanceType: TrainingInstanceType.of(model.instanceType), instanceCount: model.instanceCount, volumeSizeGb: model.volumeSizeGb },
      hyperparameters: model.hyperparameters,
      environment: model.environment,
      inputMode: model.inputMode as TrainingInputMode | undefined,
      maxRuntime: model.maxRuntimeSeconds === undefined ? undefined : Duration.seconds(model.maxRuntimeSeconds),
      encryptionKey: this.key(model.encryptionKey),
      payerAccountId: model.payerAccountId,
      description: model.description,
      trainedModelName: model.name,
      retraining: model.incremental
        ? Retraining.incremental({
          channelName: 'base',
          startFrom: seedModel === undefined ? undefined : this.imported(`SeedOf${id}`, (scopeId) => TrainedModel.fromTrainedModelArn(this, scopeId, seedModel)),
        })
        : Retraining.fromScratch(),
      retrainOn: model.retrainOn as RetrainTrigger,
      revision: model.revision,
      completion: model.activeWithinMinutes === undefined
        ? Completion.whenSubmitted()
        : Completion.whenActive({ timeout: Duration.minutes(model.activeWithinMinutes) }),
      versionRetention: model.keepLast === undefined ? VersionRetention.keepAll() : VersionRetention.keepLast(model.keepLast),
      removalPolicy: policyOf(model),
    }), model.tags);
  }

  private membership(index: number) {
    const id = membershipOf(this.declaration, index);
    return this.imported(id, (scopeId) => Membership.fromMembershipId(this, scopeId, id));
  }

  private key(name: string | undefined) {
    return name === undefined ? undefined : this.imported(`Key-${name}`, (scopeId) => Key.fromKeyArn(this, scopeId, keyArn(this.account, name)));
  }

  /** What is imported once, however many refer to it. */
  private imported<T extends IConstruct>(id: string, make: (id: string) => T): T {
    return this.node.tryFindChild(id) as T | undefined ?? make(id);
  }
}

function tagged<T extends IConstruct>(construct: T, tags: TagMap): T {
  Object.entries(tags).forEach(([key, value]) => Tags.of(construct).add(key, value));
  return construct;
}

function policyOf({ retain }: { readonly retain?: boolean }): RemovalPolicy | undefined {
  return retain ? RemovalPolicy.RETAIN : undefined;
}
