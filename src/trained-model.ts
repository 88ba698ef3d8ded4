import {
  Annotations, Names, RemovalPolicy, Resource, Token, aws_cloudwatch as cloudwatch, aws_iam as iam,
  type Duration, type IResource, type ITaggableV2, type TagManager, type aws_kms as kms,
} from 'aws-cdk-lib';
import type { IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import type { IConfiguredModelAlgorithmAssociationRef } from 'aws-cdk-lib/aws-cleanroomsml';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import type { AlgorithmSpecification } from './algorithm-specification';
import { Completion } from './completion';
import { DataDistribution } from './data-distribution';
import { membershipArnOf, membershipIdIn, wellFormed } from './private/arn';
import { collaborationOf, isOwnAssociation } from './private/collaboration';
import { warnOfUnknownInstanceType, withNewInstanceTypes } from './private/instance-type';
import { resolveAlias, problemsOfKey } from './private/key-access';
import {
  ANY, ASSOCIATION, BOOLEAN, DURATION, KEY, MEMBERSHIP, REMOVAL_POLICY, instanceOf, listOf, optional, requireArgument, requireKinds, structureOf,
  type KindsOf,
} from './private/kind';
import { entriesOf, problemsOfTokenMaps, withDefaults } from './private/map-properties';
import { anyAssociationArn, mlActions, permissionsForTrainedModel } from './private/permissions';
import { problemsOfMember, problemsOfMembership, problemsOfRegions } from './private/place';
import { CHANNEL_NAME, CREATE_TRAINED_MODEL, MAX_CHANNELS, MAX_RUNTIME_SECONDS, NAME, TRAINED_MODEL_ARN, UUID, VERSION_QUOTA } from './private/protocol/api-model';
import { NAMING, RESOURCE_TYPES, TIMING, type TrainedModelAttributes as HandlerAttributes, type TrainedModelProperties } from './private/protocol/contract';
import { duration, show, type Problem, type StructureShape } from './private/protocol/shape';
import { TRAINING_INSTANCE_TYPES } from './private/protocol/training-instance-types';
import { Provider } from './private/provider';
import { warnOfQuota } from './private/quota-preflight';
import { ServiceResource, tagManagerFor } from './private/service-resource';
import { problemsOfHyperparameterValues, problemsOfTraining, type NamedChannel } from './private/specification-mismatch';
import { specificationBehind } from './private/specification-source';
import { inferenceAloneBehind, trainingDefinitionOf } from './private/training-definition';
import {
  problemsOfDuplicates, problemsOfRequest, problemsOfRequired, problemsOfValue, throwIfInvalid, type PropertyNames,
} from './private/validation';
import { RetrainTrigger } from './retrain-trigger';
import { Retraining } from './retraining';
import { TrainedModelExport, type TrainedModelExportJobOptions } from './trained-model-export';
import { TrainedModelInference, type TrainedModelInferenceOptions } from './trained-model-inference';
import { TrainingChannel } from './training-channel';
import type { TrainingInputMode } from './training-input-mode';
import { TrainingInstanceType } from './training-instance-type';
import type { TrainingResources } from './training-resources';
import { VersionRetention } from './version-retention';

/**
 * A version of a trained model.
 */
export interface ITrainedModel extends IResource {
  /**
   * The ARN of the trained model.
   *
   * @attribute
   */
  readonly trainedModelArn: string;

  /**
   * The identifier of the version, which goes with the ARN. The base version has none: the empty string stands for it.
   *
   * @attribute
   */
  readonly versionIdentifier: string;

  /**
   * Grants the given identity the given actions on this trained model, on behalf of the membership that it belongs to.
   *
   * @param actions IAM actions, such as `cleanrooms-ml:GetTrainedModel`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants the given identity permissions to read this trained model and list its versions.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants the given identity permissions to export this trained model.
   */
  grantExport(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants the given identity permissions to run inference on this trained model, with data of any ML input channel of its
   * membership.
   */
  grantInference(grantee: iam.IGrantable): iam.Grant;

  /**
   * Runs inference with this version: one job for each version in use and each change of the options that changes the output.
   *
   * @param id of the inference, below the model
   */
  infer(id: string, options: TrainedModelInferenceOptions): TrainedModelInference;

  /**
   * Exports this version to a member: one export for each version in use and each receiver.
   *
   * @param id of the export, below the model
   */
  export(id: string, options: TrainedModelExportJobOptions): TrainedModelExport;
}

/**
 * Properties of a trained model.
 */
export interface TrainedModelProps {
  /**
   * The membership that trains: a `CfnMembership`, or one from `Membership.fromMembershipId()`. Changing the
   * membership replaces the trained model: another model is trained, and this one is deleted.
   */
  readonly membership: IMembershipRef;

  /**
   * The algorithm in the collaboration, and what may leave the clean room: a `ConfiguredModelAlgorithmAssociation`, a
   * `CfnConfiguredModelAlgorithmAssociation`, or another member's association by its ARN.
   *
   * The model trains again when the `trainingDefinition` of the association changes. An association without one (a
   * `CfnConfiguredModelAlgorithmAssociation`, or one that is imported by its ARN) is known by its ARN alone: the model trains
   * again when the ARN changes.
   */
  readonly association: IConfiguredModelAlgorithmAssociationRef;

  /**
   * The data: 1 to 20 channels with unique names, the one of incremental retraining included.
   */
  readonly channels: TrainingChannel[];

  /**
   * What a training runs on. A change applies to the next training. With
   * `RetrainTrigger.ANY_TRAINING_PROPERTY` it trains.
   */
  readonly resources: TrainingResources;

  /**
   * Parameters of the algorithm, by name: at most 100, with names of 1 to 256 and values of 1 to 2,500 characters on one
   * line. All properties together are at most 120 KB, written as JSON. Where the algorithm has a `specification`, they are checked
   * against it.
   *
   * They are kept in the template in clear text. A dynamic reference to a secret is an error: CloudFormation does not resolve
   * it here.
   *
   * @default - none
   */
  readonly hyperparameters?: { [name: string]: string };

  /**
   * Whether the defaults of the algorithm's `specification` are sent, for hyperparameters that are not given. They are part of what the
   * model is trained with: a default that changes trains again, as any hyperparameter that changes. Without it the container takes its
   * defaults by itself.
   *
   * @default false
   */
  readonly sendDefaultHyperparameters?: boolean;

  /**
   * Environment variables of the container, by name: at most 100, with names of 1 to 512 letters, digits and underscores
   * that start with no digit, and values of 1 to 512 characters. All properties together are at most 120 KB, written as JSON.
   *
   * They are kept in the template in clear text. A dynamic reference to a secret is an error: CloudFormation does not resolve
   * it here.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * How the data reaches the container.
   *
   * @default - the service's default
   */
  readonly inputMode?: TrainingInputMode;

  /**
   * The maximum runtime of a training job. Must be 1 second to 28 days, in whole seconds. A change applies to the next
   * training. With `RetrainTrigger.ANY_TRAINING_PROPERTY` it trains. With `Completion.whenActive()` the maximum runtime should
   * not exceed the timeout, after which a training is cancelled.
   *
   * @default - the service's default
   */
  readonly maxRuntime?: Duration;

  /**
   * The key that encrypts the model and the data of its training. The key's policy is extended when it is a key of the
   * app.
   *
   * @default - a key that the service owns
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The ID of the member account that pays for trainings. A change applies to the next training. With
   * `RetrainTrigger.ANY_TRAINING_PROPERTY` it trains.
   *
   * @default - the member that the collaboration says
   */
  readonly payerAccountId?: string;

  /**
   * What the model is for: at most 255 characters. A change applies to the next training.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The name that the names of trainings start with. Must be 1 to 29 characters on one line. Each training appends what
   * identifies the resource and the training. Changing the name replaces the trained model: another model is trained, and
   * this one is deleted.
   *
   * @default - a name that is made from the construct's path
   */
  readonly trainedModelName?: string;

  /**
   * What a new version is trained from.
   *
   * @default Retraining.fromScratch()
   */
  readonly retraining?: Retraining;

  /**
   * Which changes train a new version.
   *
   * @default RetrainTrigger.INPUTS
   */
  readonly retrainOn?: RetrainTrigger;

  /**
   * The revision of the data, such as a date. Must be 1 to 255 characters. Change it to train again although no other property
   * has changed, for instance on new data.
   *
   * @default - none
   */
  readonly revision?: string;

  /**
   * When the deployment is done.
   *
   * @default Completion.whenSubmitted()
   */
  readonly completion?: Completion;

  /**
   * How many versions stay.
   *
   * @default VersionRetention.keepAll()
   */
  readonly versionRetention?: VersionRetention;

  /**
   * The removal policy of the trained model. With `RemovalPolicy.DESTROY` a training that runs is
   * cancelled, and the output of every version is deleted.
   *
   * To keep a model use `RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE`. Under `RemovalPolicy.RETAIN` CloudFormation also keeps
   * what a deployment that fails has created: a training would go on although nothing knows of it any more.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Attributes for importing a trained model.
 */
export interface TrainedModelAttributes {
  /**
   * The ARN of the trained model.
   */
  readonly trainedModelArn: string;

  /**
   * The identifier of the version: a UUID in lower case. The `versionIdentifier` of another construct can be given as it is:
   * the empty string, and `NULL` as the service calls it, are the base version.
   *
   * @default - the base version, or whichever the service takes when none is given
   */
  readonly versionIdentifier?: string;
}

interface GrantContext {
  readonly membershipArn: string;
  readonly membershipIdentifier: string;
  /** The association that the model is trained from, as far as it is known. */
  readonly associationArn: string;
}

abstract class TrainedModelBase extends Resource implements ITrainedModel {
  public abstract readonly trainedModelArn: string;
  public abstract readonly versionIdentifier: string;

  /**
   * What goes with the model when something is granted.
   *
   * @internal
   */
  protected abstract readonly _grantContext: GrantContext;

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return this.grantOn([this.trainedModelArn], grantee, actions);
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...mlActions('GetTrainedModel'))
      // IAM knows no resource for it.
      .combine(iam.Grant.addToPrincipal({ grantee, actions: mlActions('ListTrainedModelVersions'), resourceArns: ['*'] }));
  }

  public grantExport(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...mlActions('StartTrainedModelExportJob'));
  }

  public grantInference(grantee: iam.IGrantable): iam.Grant {
    const { membershipIdentifier, associationArn } = this._grantContext;
    const channels = this.stack.formatArn({
      service: 'cleanrooms-ml',
      region: this.env.region,
      account: this.env.account,
      resource: 'membership',
      resourceName: `${membershipIdentifier}/ml-input-channel/*`,
    });
    return this.grantOn([this.trainedModelArn, associationArn, channels], grantee, mlActions('StartTrainedModelInferenceJob'));
  }

  public infer(id: string, options: TrainedModelInferenceOptions): TrainedModelInference {
    return new TrainedModelInference(this, id, { ...options, trainedModel: this });
  }

  public export(id: string, options: TrainedModelExportJobOptions): TrainedModelExport {
    return new TrainedModelExport(this, id, { ...options, trainedModel: this });
  }

  private grantOn(resourceArns: string[], grantee: iam.IGrantable, actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns })
      .combine(iam.Grant.addToPrincipal({ grantee, actions: ['cleanrooms:PassMembership'], resourceArns: [this._grantContext.membershipArn] }));
  }
}

/**
 * A model that is trained in a collaboration, and retrained into new versions as things change: at most one paid training
 * for each real change, and none for a rollback, a retry or a return to what a version was trained with.
 *
 * Its attributes are those of the version in use.
 *
 * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/create-trained-model.html
 * @resource Custom::CleanRoomsMLTrainedModel
 */
@propertyInjectable
export class TrainedModel extends TrainedModelBase implements ITaggableV2 {
  /**
   * Identifies this class for property injection.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cleanrooms-ml.TrainedModel';

  /**
   * Imports a trained model by its ARN.
   */
  public static fromTrainedModelArn(scope: Construct, id: string, trainedModelArn: string): ITrainedModel {
    return TrainedModel.fromTrainedModelAttributes(scope, id, { trainedModelArn });
  }

  /**
   * Imports a version of a trained model by its attributes.
   */
  public static fromTrainedModelAttributes(scope: Construct, id: string, attributes: TrainedModelAttributes): ITrainedModel {
    requireArgument('TrainedModel.fromTrainedModelAttributes()', 'attributes', attributes, structureOf({}));
    class Import extends TrainedModelBase {
      public readonly trainedModelArn = attributes.trainedModelArn;
      public readonly versionIdentifier = isBaseVersion(attributes.versionIdentifier) ? '' : attributes.versionIdentifier!;
      /** @internal */
      protected readonly _grantContext: GrantContext;

      constructor() {
        super(scope, id, { environmentFromArn: wellFormed(attributes.trainedModelArn) });
        throwIfInvalid(this, [
          ...problemsOfRequired(TRAINED_MODEL_ARN, this.trainedModelArn, 'trainedModelArn'),
          ...problemsOfValue(UUID, this.versionIdentifier || undefined, 'versionIdentifier'),
        ]);
        this._grantContext = {
          membershipArn: membershipArnOf(this, this.trainedModelArn),
          membershipIdentifier: membershipIdIn(this.trainedModelArn),
          associationArn: anyAssociationArn(this.stack),
        };
      }
    }
    return new Import();
  }

  /**
   * The tags of the trained model. Not for use in apps: use `Tags.of()`.
   */
  public readonly cdkTagManager: TagManager = tagManagerFor(RESOURCE_TYPES.trainedModel);

  /** @internal */
  protected readonly _grantContext: GrantContext;
  private readonly resource: ServiceResource<TrainedModelProperties, HandlerAttributes>;
  /** @internal */
  public readonly _membership: IMembershipRef;
  /** @internal */
  public readonly _association: IConfiguredModelAlgorithmAssociationRef;
  /**
   * Whether the model is trained when its deployment is done.
   *
   * @internal
   */
  public readonly _isActiveWhenDeployed: boolean;

  constructor(scope: Construct, id: string, props: TrainedModelProps) {
    super(scope, id);
    requireKinds(this, props, KINDS);

    const { membershipIdentifier, membershipArn } = props.membership.membershipRef;
    const { configuredModelAlgorithmAssociationArn: associationArn } = props.association.configuredModelAlgorithmAssociationRef;
    const encryptionKey = resolveAlias(props.encryptionKey);
    const trainingDefinition = trainingDefinitionOf(props.association);
    const specification = specificationBehind(props.association);
    const hyperparameters = hyperparametersOf(props, specification);
    const collaborationIdentifier = collaborationOf(props.membership);
    const lookIntoCollaboration = collaborationIdentifier === undefined ? [] : this.readsOfCollaboration(props);
    const properties = {
      ...this.toProperties(props, {
        membershipIdentifier, associationArn, hyperparameters, trainingDefinition, kmsKeyArn: encryptionKey?.keyArn,
      }),
      CollaborationIdentifier: lookIntoCollaboration.length === 0 ? undefined : collaborationIdentifier,
    };
    throwIfInvalid(this, [
      ...problemsOfTrainedModel(properties, { ...props, hyperparameters }),
      ...problemsOfSpecification(properties, props, specification),
      ...problemsOfKey(encryptionKey),
      ...this.problemsOfPlaces(properties, props, encryptionKey),
    ]);
    this.warnOfDoubtfulResources(properties.Request);
    this.warnOfOtherAssociations(props, associationArn);
    this.warnOfRetention(props.removalPolicy);
    this.warnOfCancellation(properties);
    if (Number(properties.VersionRetention.KeepLast ?? 0) > VERSION_QUOTA) {
      warnOfQuota(this, { id: 'versionQuota', limit: VERSION_QUOTA, what: 'versions of a trained model to keep' });
    }

    const provider = Provider.of(this);
    const policy = provider.allow(permissionsForTrainedModel(this.stack, {
      membership: props.membership,
      associationArn,
      channelArns: properties.Request.dataChannels.map(({ mlInputChannelArn }) => mlInputChannelArn),
      lookIntoCollaboration,
      encryptionKey,
    }));
    this.resource = new ServiceResource<TrainedModelProperties, HandlerAttributes>(this, {
      type: RESOURCE_TYPES.trainedModel,
      provider,
      policy,
      properties,
      tags: this.cdkTagManager,
      propertyNames: PROPERTY_NAMES,
      removalPolicy: props.removalPolicy,
    });
    this._grantContext = { membershipArn, membershipIdentifier, associationArn };
    this._membership = props.membership;
    this._association = props.association;
    this._isActiveWhenDeployed = properties.Completion.Mode === 'WHEN_ACTIVE';
    const maps = {
      hyperparameters: { map: hyperparameters, shape: REQUEST.members.hyperparameters },
      environment: { map: props.environment, shape: REQUEST.members.environment },
    };
    this.node.addValidation({
      validate: () => [
        ...problemsOfAlgorithm(props.association),
        ...problemsOfTokenMaps(this.stack, maps),
        ...(specification === undefined || !Token.isUnresolved(hyperparameters) ? []
          : problemsOfHyperparameterValues(specification._training, this.stack.resolve(hyperparameters)).map(({ path, message }) => `${path} ${message}`)),
      ],
    });
  }

  /**
   * The ARN of the trained model.
   *
   * @attribute
   */
  public get trainedModelArn(): string {
    return this.resource.attribute('TrainedModelArn');
  }

  /**
   * The identifier of the version in use; an empty string when that is the base version, which has none. CloudFormation
   * takes an empty output, but no empty export.
   *
   * @attribute
   */
  public get versionIdentifier(): string {
    return this.resource.attribute('VersionIdentifier');
  }

  /**
   * The identifier of the version that the version in use was trained from; an empty string when it was trained from
   * scratch or from a base version.
   *
   * @attribute
   */
  public get parentVersionIdentifier(): string {
    return this.resource.attribute('ParentVersionIdentifier');
  }

  /**
   * The digest of the training image that the version in use was trained with; an empty string when the service does not
   * tell it (yet).
   *
   * @attribute
   */
  public get trainingContainerImageDigest(): string {
    return this.resource.attribute('TrainingContainerImageDigest');
  }

  /**
   * The status of the version in use when it was last deployed, such as `ACTIVE` or `CREATE_IN_PROGRESS`.
   *
   * @attribute
   */
  public get status(): string {
    return this.resource.attribute('Status');
  }

  /**
   * The name of the version in use: `trainedModelName`, or a generated name, with what identifies the resource and the
   * training.
   *
   * @attribute
   */
  public get trainedModelName(): string {
    return this.resource.attribute('Name');
  }

  /**
   * A metric that the service publishes for trainings, in the namespace `/aws/cleanroomsml/TrainedModels`.
   *
   * Which dimensions a metric has is not documented: look in CloudWatch after a first training, and give them as
   * `dimensionsMap`. Metrics are there for members with an ML configuration.
   *
   * @param metricName the name of a system metric, or of a metric that the algorithm defines
   * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/custom-model-logs.html
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricIn('/aws/cleanroomsml/TrainedModels', metricName, props);
  }

  /**
   * A metric that the service publishes for inference jobs, in the namespace
   * `/aws/cleanroomsml/TrainedModelInferenceJobs`.
   *
   * Which dimensions a metric has is not documented: look in CloudWatch after a first job, and give them as
   * `dimensionsMap`. Metrics are there for members with an ML configuration.
   *
   * @param metricName the name of a system metric
   * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/custom-model-logs.html
   */
  public metricInference(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricIn('/aws/cleanroomsml/TrainedModelInferenceJobs', metricName, props);
  }

  private metricIn(namespace: string, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace, metricName, ...props }).attachTo(this);
  }

  private toProperties(
    props: TrainedModelProps, references: {
      membershipIdentifier: string; associationArn: string; hyperparameters?: Hyperparameters; trainingDefinition?: string; kmsKeyArn?: string;
    },
  ): Properties {
    const { instanceType, instanceCount, volumeSizeGb } = props.resources;
    const maxRuntimeInSeconds = props.maxRuntime?.toSeconds({ integral: false });
    return {
      Label: Names.uniqueResourceName(this, { maxLength: NAMING.maxRunLabel, separator: '-', allowedSpecialCharacters: '-_' }),
      Name: props.trainedModelName,
      Request: {
        membershipIdentifier: references.membershipIdentifier,
        configuredModelAlgorithmAssociationArn: references.associationArn,
        dataChannels: props.channels.map((channel) => channel._toRequest()),
        resourceConfig: { instanceType: instanceType.name, instanceCount: instanceCount ?? 1, volumeSizeInGB: volumeSizeGb },
        stoppingCondition: maxRuntimeInSeconds === undefined ? undefined : { maxRuntimeInSeconds },
        trainingInputMode: props.inputMode,
        description: props.description,
        kmsKeyArn: references.kmsKeyArn,
        mlModelTrainingPayerAccountId: props.payerAccountId,
      },
      Hyperparameters: entriesOf(references.hyperparameters),
      Environment: entriesOf(props.environment),
      Retraining: (props.retraining ?? Retraining.fromScratch())._toProperties(),
      RetrainOn: props.retrainOn ?? RetrainTrigger.INPUTS,
      Revision: props.revision,
      TrainingDefinition: references.trainingDefinition,
      Completion: (props.completion ?? Completion.whenSubmitted())._toProperties(),
      VersionRetention: (props.versionRetention ?? VersionRetention.keepAll())._toProperties(),
    };
  }

  /** What it reads in the collaboration: another member's association, and who uses a version that is not to be kept. */
  private readsOfCollaboration({ membership, association, versionRetention }: TrainedModelProps): readonly string[] {
    const isOwn = isOwnAssociation(association, membership.membershipRef.membershipIdentifier);
    const keepsAll = (versionRetention ?? VersionRetention.keepAll())._toProperties().KeepLast === undefined;
    return [
      ...isOwn ? [] : ['GetCollaborationConfiguredModelAlgorithmAssociation'],
      ...keepsAll ? [] : ['ListCollaborationTrainedModelInferenceJobs'],
    ];
  }

  private problemsOfPlaces(
    { Request: request, Retraining: retraining }: Properties, props: TrainedModelProps, key?: kms.IKey,
  ): Problem[] {
    const { membership, association } = props;
    const member = { path: 'membership', arn: membership.membershipRef.membershipArn, env: membership.env };
    const channels = props.channels.map(({ mlInputChannelArn: arn, _source: source }, i) => (
      source === undefined ? { path: `channels[${i}].mlInputChannelArn`, arn } : { path: `channels[${i}]`, arn, env: source.env }));
    return [
      ...problemsOfRegions(this, [
        member,
        { path: 'association', arn: request.configuredModelAlgorithmAssociationArn, env: association.env },
        ...channels,
        ...(key === undefined ? [] : [{ path: 'encryptionKey', arn: key.keyArn, env: key.env }]),
        ...(retraining.StartFromArn === undefined ? [] : [{ path: 'retraining.startFrom', arn: retraining.StartFromArn }]),
      ]),
      ...problemsOfMember(this, member),
      ...problemsOfMembership(request.membershipIdentifier, channels),
      ...problemsOfChannels(request.membershipIdentifier, props.channels),
    ];
  }

  private warnOfRetention(removalPolicy: RemovalPolicy | undefined): void {
    if (removalPolicy === RemovalPolicy.RETAIN) {
      Annotations.of(this).addWarningV2('cdk-cleanrooms-ml:retainsFailedCreation',
        'RemovalPolicy.RETAIN also keeps what a failing deployment has created, so a training can go on that no stack knows of; '
        + 'RETAIN_ON_UPDATE_OR_DELETE keeps the model otherwise.');
    }
  }

  private warnOfCancellation({ Request: { stoppingCondition }, Completion: { Mode: mode, TimeoutSeconds: timeout } }: Properties): void {
    const maxRuntime = stoppingCondition?.maxRuntimeInSeconds;
    if (mode !== 'WHEN_ACTIVE' || timeout === undefined || Token.isUnresolved(timeout) || Token.isUnresolved(maxRuntime)) {
      return;
    }
    if (maxRuntime === undefined || maxRuntime > timeout) {
      const allowed = maxRuntime === undefined
        ? `no maxRuntime is set, so the service can let it run for up to ${duration(MAX_RUNTIME_SECONDS)}`
        : `maxRuntime lets it run for ${duration(maxRuntime)}`;
      Annotations.of(this).addWarningV2('cdk-cleanrooms-ml:maxRuntimeExceedsTimeout',
        `Completion.whenActive() cancels a training that is not done after ${duration(timeout)}, and ${allowed}. A cancelled training is paid for. `
        + `Set maxRuntime to at most ${duration(timeout)}, or use Completion.whenSubmitted().`);
    }
  }

  /** A channel belongs to one association. Whether a training with another one can read it is not documented. */
  private warnOfOtherAssociations({ channels }: TrainedModelProps, associationArn: string): void {
    channels.forEach(({ _source: source }, i) => {
      const other = source?._associationArn;
      if (other !== undefined && other !== associationArn) {
        Annotations.of(this).addWarningV2('cdk-cleanrooms-ml:channelOfAnotherAssociation',
          `channels[${i}] is an ML input channel of another association than the one that trains. Clean Rooms ML may refuse the training: `
          + 'give the model and the channel the same association.');
      }
    });
  }

  private warnOfDoubtfulResources({ resourceConfig: { instanceType, instanceCount }, dataChannels }: Properties['Request']): void {
    if (instanceCount === 1 && dataChannels.some((channel) => channel.s3DataDistributionType === DataDistribution.SHARDED_BY_S3_KEY)) {
      Annotations.of(this).addWarningV2('cdk-cleanrooms-ml:shardedByS3KeyOnOneInstance',
        'DataDistribution.SHARDED_BY_S3_KEY spreads data over instances, but resources.instanceCount is 1: the one instance gets all of it.');
    }
    warnOfUnknownInstanceType(this, 'resources.instanceType', instanceType, TRAINING_INSTANCE_TYPES);
  }
}

const KINDS: KindsOf<TrainedModelProps> = {
  membership: MEMBERSHIP,
  association: ASSOCIATION,
  channels: listOf(instanceOf(TrainingChannel, 'a TrainingChannel', (value) => (
    typeof value === 'string' ? `TrainingChannel.fromMlInputChannelArn(channelName, ${show(value)})` : undefined))),
  resources: structureOf({
    instanceCount: optional(ANY),
    volumeSizeGb: optional(ANY),
    instanceType: instanceOf(TrainingInstanceType, 'a TrainingInstanceType', (value) => (
      typeof value === 'string' ? `TrainingInstanceType.of(${show(value)})` : undefined)),
  }),
  maxRuntime: optional(DURATION),
  encryptionKey: optional(KEY),
  retraining: optional(instanceOf(Retraining, 'a Retraining, such as Retraining.fromScratch()')),
  completion: optional(instanceOf(Completion, 'a Completion, such as Completion.whenSubmitted()')),
  versionRetention: optional(instanceOf(VersionRetention, 'a VersionRetention, such as VersionRetention.keepAll()')),
  removalPolicy: optional(REMOVAL_POLICY),
  hyperparameters: optional(ANY),
  sendDefaultHyperparameters: optional(BOOLEAN),
  environment: optional(ANY),
  inputMode: optional(ANY),
  payerAccountId: optional(ANY),
  description: optional(ANY),
  trainedModelName: optional(ANY),
  retrainOn: optional(ANY),
  revision: optional(ANY),
};

function problemsOfAlgorithm(association: IConfiguredModelAlgorithmAssociationRef): string[] {
  const algorithm = inferenceAloneBehind(association);
  return algorithm === undefined
    ? []
    : [`association must be of an algorithm with a training container, got ${association.node.path}, whose algorithm ${algorithm.node.path} has an inference container alone`];
}

/** Channels of the app: their ARNs, with the membership in them, are known at deployment alone. */
function problemsOfChannels(membershipIdentifier: string, channels: readonly TrainingChannel[]): Problem[] {
  return channels.flatMap(({ mlInputChannelArn, _source: source }, i) => {
    const other = Token.isUnresolved(mlInputChannelArn) ? source?._membershipIdentifier : undefined;
    return other === undefined || Token.isUnresolved(other) || Token.isUnresolved(membershipIdentifier) || other === membershipIdentifier
      ? []
      : [{ path: `channels[${i}]`, message: `must be in the membership of the model, ${membershipIdentifier}, got ${other}` }];
  });
}

/** The service calls it "NULL". */
function isBaseVersion(versionIdentifier: string | undefined): boolean {
  return versionIdentifier === undefined || versionIdentifier === '' || versionIdentifier === 'NULL';
}

type Hyperparameters = TrainedModelProps['hyperparameters'];
type Properties = Omit<TrainedModelProperties, 'PropertyFormat' | 'Tags'>;

/** The Create operation, with instance types that are newer than this library: those get a warning instead. */
const REQUEST: StructureShape = withNewInstanceTypes({
  ...CREATE_TRAINED_MODEL, members: { ...CREATE_TRAINED_MODEL.members, name: { ...NAME, maxLength: NAMING.maxRunName } },
});

const PROPERTY_NAMES: PropertyNames = [
  [/^name$/, 'trainedModelName'],
  [/^membershipIdentifier$/, 'membership'],
  [/^configuredModelAlgorithmAssociationArn$/, 'association'],
  [/^dataChannels/, 'channels'],
  [/^(channels\[\d+\])\.s3DataDistributionType$/, '$1.distribution'],
  [/^resourceConfig\.volumeSizeInGB$/, 'resources.volumeSizeGb'],
  [/^resourceConfig/, 'resources'],
  [/^stoppingCondition\.maxRuntimeInSeconds$/, 'maxRuntime'],
  [/^trainingInputMode$/, 'inputMode'],
  [/^kmsKeyArn$/, 'encryptionKey'],
  [/^mlModelTrainingPayerAccountId$/, 'payerAccountId'],
];

/** What is sent: what is given, and the defaults where these are asked for. */
function hyperparametersOf(
  { hyperparameters, sendDefaultHyperparameters: sendsDefaults }: TrainedModelProps, specification: AlgorithmSpecification | undefined,
): Hyperparameters {
  const defaults = specification?._training.SupportedHyperParameters
    // The service takes no empty values.
    ?.flatMap(({ Name: name, DefaultValue: value }) => (value === undefined || value === '' ? [] : [[name, value] as const])) ?? [];
  return sendsDefaults === true && defaults.length > 0 ? withDefaults(hyperparameters, Object.fromEntries(defaults)) : hyperparameters;
}

/** What the containers of the algorithm do not accept. */
function problemsOfSpecification(
  { Request, Retraining: retraining }: Properties, { hyperparameters, channels, sendDefaultHyperparameters: sendsDefaults }: TrainedModelProps,
  specification: AlgorithmSpecification | undefined,
): Problem[] {
  if (specification === undefined) {
    return sendsDefaults === true
      ? [{ path: 'sendDefaultHyperparameters', message: 'must be false, since the algorithm has no specification with defaults, got true' }]
      : [];
  }
  const { resourceConfig: { instanceType, instanceCount }, trainingInputMode: inputMode } = Request;
  const incremental: NamedChannel[] = retraining.ChannelName === undefined ? [] : [{
    name: retraining.ChannelName, path: 'retraining', namePath: 'retraining.channelName', isMissingAtFirst: retraining.StartFromArn === undefined,
  }];
  return problemsOfTraining(specification, {
    hyperparameters,
    channels: [
      ...channels.map(({ channelName, _source: source }, i): NamedChannel => (
        { name: channelName, path: `channels[${i}]`, namePath: `channels[${i}].channelName`, format: source?._resultFormat })),
      ...incremental,
    ],
    inputMode,
    instanceType,
    instanceCount: instanceCount ?? 1,
  });
}

function problemsOfTrainedModel(properties: Properties, props: TrainedModelProps): Problem[] {
  const { Label, Name, Request, Retraining: retraining, Completion: completion, VersionRetention: retention } = properties;
  const request = { ...Request, name: Name ?? Label, hyperparameters: props.hyperparameters, environment: props.environment };
  const channelNames = [
    ...Request.dataChannels.map(({ channelName }, i) => ({ path: `channels[${i}].channelName`, value: channelName })),
    ...(retraining.ChannelName === undefined ? [] : [{ path: 'retraining.channelName', value: retraining.ChannelName }]),
  ];
  const tooMany = channelNames.length > MAX_CHANNELS && Request.dataChannels.length <= MAX_CHANNELS
    ? [{ path: 'channels', message: `must have at most ${MAX_CHANNELS - 1} entries beside the channel of incremental retraining, which counts too, got ${channelNames.length - 1}` }]
    : [];
  return [
    ...problemsOfRequest(REQUEST, request, PROPERTY_NAMES),
    ...problemsOfDuplicates(channelNames, 'a name that no other channel has'),
    ...tooMany,
    ...problemsOfValue(CHANNEL_NAME, retraining.ChannelName, 'retraining.channelName'),
    ...problemsOfValue({ type: 'string', values: Object.values(RetrainTrigger) }, properties.RetrainOn, 'retrainOn'),
    ...problemsOfValue({ type: 'string', minLength: 1, maxLength: 255 }, properties.Revision, 'revision'),
    ...problemsOfValue({ type: 'integer', min: 60, max: TIMING.maxActiveMinutes * 60, unit: 'seconds' }, completion.TimeoutSeconds, 'completion.timeout'),
    ...problemsOfKeepLast(retention.KeepLast),
  ];
}

function problemsOfKeepLast(versions: number | undefined): Problem[] {
  return versions === undefined || Token.isUnresolved(versions) || (Number.isInteger(versions) && versions >= 1)
    ? []
    : [{ path: 'versionRetention.keepLast', message: `must be a whole number of at least 1, got ${show(versions)}` }];
}
