/** The same declarations by way of the constructs and a real synthesis: what a user's app would give. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, CfnResource, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import {
  COLLABORATION, elsewhere, imageUri, keyArn, membershipOf, REGION, roleArn, type AssociationDeclaration, type ModelDeclaration,
  type StackDeclaration, type TagMap,
} from './declarations';
import { BYSTANDER, CONSUMER } from './template';
import { VALIDATED } from './workflow-template';
import { LambdaFiles, readCloudAssembly, type AssemblyStack } from '../rehearsal/index';
import {
  AlgorithmSpecification, ChannelQuery, Completion, ConfiguredModelAlgorithm, ConfiguredModelAlgorithmAssociation, DataDistribution, DataSize,
  ExportFile, InferenceContainer, InferenceInstanceType, Membership, MlConfiguration, MlInputChannel, NoiseLevel, PrivacyPolicy, Retraining,
  RetrainTrigger, S3Data, SageMakerAlgorithm, TrainedModel, TrainedModelExport, TrainedModelInference, TrainingChannel, TrainingContainer,
  TrainingInputMode, TrainingInstanceType, ValidationData, VersionRetention, type IMlInputChannel,
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
  private readonly channels = new Map<string, IMlInputChannel>();
  private readonly models = new Map<string, TrainedModel>();

  constructor(app: App, private readonly declaration: StackDeclaration, salt: number) {
    super(app, declaration.name, { env: { account: declaration.account, region: REGION } });
    this.addAlgorithms();
    this.addAssociations();
    this.addValidated();
    this.addChannels();
    const models = Object.entries(declaration.models).map(([id, model]) => {
      const made = this.addModel(id, model);
      this.models.set(id, made);
      return made;
    });
    this.addJobs();
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
        inference: algorithm.inferenceTag === undefined ? undefined : InferenceContainer.fromRegistry(imageUri(this.account, algorithm.inferenceTag)),
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
        privacyPolicy: policyFor(association),
        configuredModelAlgorithmAssociationName: association.name,
        description: association.description,
        removalPolicy: policyOf(association),
      });
      this.associations.set(id, tagged(made, association.tags));
    }
  }

  private addValidated(): void {
    const { validated } = this.declaration.workflow ?? {};
    if (validated === undefined) {
      return;
    }
    const { imageTag, scores, validation, guards, description, revision, tags } = validated;
    const image = imageUri(this.account, imageTag);
    const bucket = this.imported('Samples', (scopeId) => Bucket.fromBucketName(this, scopeId, 'samples'));
    const made = tagged(new SageMakerAlgorithm(this, VALIDATED, {
      specification: new AlgorithmSpecification({
        channels: [{ name: 'train', contentTypes: ['text/csv'], inputModes: [TrainingInputMode.FILE] }],
        instanceTypes: [TrainingInstanceType.ML_M5_XLARGE],
        inference: scores ? { contentTypes: ['text/csv'] } : undefined,
      }),
      training: TrainingContainer.fromRegistry(image),
      inference: scores ? { containers: [{ image: InferenceContainer.fromRegistry(image) }] } : undefined,
      validation: validation && {
        role: this.role(validation.role),
        training: {
          channels: [{ name: 'train', data: ValidationData.fromS3(S3Data.fromBucket(bucket, 'train')) }],
          hyperparameters: validation.hyperparameters,
          output: { bucket, prefix: 'validation' },
          resources: { instanceType: TrainingInstanceType.ML_M5_XLARGE, volumeSizeGb: 10 },
          maxRuntime: Duration.minutes(20),
        },
        transform: scores ? {
          data: S3Data.fromBucket(bucket, 'score'),
          output: { bucket, prefix: 'scores' },
          resources: { instanceType: InferenceInstanceType.of('ml.m5.large') },
        } : undefined,
      },
      description,
      revision,
    }), tags);
    if (guards) {
      this.associations.forEach((association) => association.node.addDependency(made));
    }
  }

  private addChannels(): void {
    const { workflow } = this.declaration;
    for (const [id, channel] of Object.entries(workflow?.inputChannels ?? {})) {
      const membership = this.membership(0);
      const provided = elsewhere(this.account, `membership/${membershipOf(this.declaration, 0)}/configured-model-algorithm-association/provided`);
      this.channels.set(id, tagged(new MlInputChannel(this, id, {
        membership,
        association: this.associations.get(channel.association ?? '') ?? this.imported('ProvidedAssociation', (scopeId) => (
          ConfiguredModelAlgorithmAssociation.fromConfiguredModelAlgorithmAssociationArn(this, scopeId, provided))),
        query: ChannelQuery.sql(`SELECT * FROM ${channel.table} WHERE day > :since`, { parameters: { since: channel.parameter } }),
        retention: Duration.days(channel.retentionInDays),
        role: this.role(),
        revision: channel.revision,
      }), channel.tags));
    }
    if (workflow?.mlConfiguration !== undefined) {
      new MlConfiguration(this, 'MlConfiguration', {
        membership: this.membership(0),
        bucket: Bucket.fromBucketName(this, 'Received', `received-${this.account}`),
        prefix: workflow.mlConfiguration.prefix,
        role: this.role('publish'),
      });
    }
  }

  private addJobs(): void {
    const { inferences = {}, exports = {} } = this.declaration.workflow ?? {};
    const completion = (minutes: number | undefined) => (
      minutes === undefined ? Completion.whenSubmitted() : Completion.whenActive({ timeout: Duration.minutes(minutes) }));
    for (const [id, { model, channel, instanceCount, environment, revision, activeWithinMinutes, tags }] of Object.entries(inferences)) {
      const provided = elsewhere(this.account, `membership/${membershipOf(this.declaration, this.declaration.models[model].membership)}/ml-input-channel/${channel}`);
      tagged(new TrainedModelInference(this, id, {
        trainedModel: this.models.get(model)!,
        channel: this.channels.get(channel) ?? this.imported(`ChannelOf${id}`, (scopeId) => MlInputChannel.fromMlInputChannelArn(this, scopeId, provided)),
        receiver: this.account,
        instanceType: InferenceInstanceType.of('ml.m5.large'),
        instanceCount,
        environment,
        revision,
        completion: completion(activeWithinMinutes),
      }), tags);
    }
    for (const [id, { model, receiver, revision, activeWithinMinutes }] of Object.entries(exports)) {
      new TrainedModelExport(this, id, { trainedModel: this.models.get(model)!, receiver, revision, completion: completion(activeWithinMinutes) });
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
      channels: model.channels.map((name) => {
        const distribution = model.sharded ? DataDistribution.SHARDED_BY_S3_KEY : undefined;
        const channel = this.channels.get(name);
        return channel === undefined
          ? TrainingChannel.fromMlInputChannelArn(name, inMembership(`ml-input-channel/${name}`), { distribution })
          : TrainingChannel.fromMlInputChannel(name, channel, { distribution });
      }),
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
    return this.imported(id, (scopeId) => (this.declaration.workflow === undefined
      ? Membership.fromMembershipId(this, scopeId, id)
      : Membership.fromMembershipAttributes(this, scopeId, { membershipIdentifier: id, collaborationIdentifier: COLLABORATION })));
  }

  private role(name?: string) {
    return this.imported(`Role-${name}`, (scopeId) => Role.fromRoleArn(this, scopeId, roleArn(this.account, name)));
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

function policyFor({ noise, allowsJobs }: AssociationDeclaration): PrivacyPolicy {
  const builder = PrivacyPolicy.builder().trainedModelMetrics(noise as NoiseLevel);
  return (allowsJobs
    ? builder.trainedModelExports({ maxSize: DataSize.gigabytes(1), files: [ExportFile.MODEL] }).maxInferenceOutputSize(DataSize.gigabytes(1))
    : builder).build();
}

function policyOf({ retain }: { readonly retain?: boolean }): RemovalPolicy | undefined {
  return retain ? RemovalPolicy.RETAIN : undefined;
}
