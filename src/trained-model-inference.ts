import {
  Names, Resource, aws_cloudwatch as cloudwatch, aws_iam as iam,
  type IResource, type ITaggableV2, type RemovalPolicy, type Size, type TagManager, type aws_kms as kms,
} from 'aws-cdk-lib';
import type { IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import type { IConfiguredModelAlgorithmAssociationRef } from 'aws-cdk-lib/aws-cleanroomsml';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { Completion } from './completion';
import { InferenceInstanceType } from './inference-instance-type';
import type { IMlInputChannel } from './ml-input-channel';
import { membershipArnOf, wellFormed } from './private/arn';
import type { ChannelSource } from './private/channel-source';
import { collaborationOf } from './private/collaboration';
import { inferenceContainerBehind, problemsOfInferenceContainer } from './private/inference-container';
import { warnOfUnknownInstanceType, withNewInstanceTypes } from './private/instance-type';
import { problemsOfKey, resolveAlias } from './private/key-access';
import {
  ANY, ASSOCIATION, INPUT_CHANNEL, KEY, MEMBERSHIP, REMOVAL_POLICY, SIZE, TRAINED_MODEL, instanceOf, optional, requireKinds, type KindsOf,
} from './private/kind';
import { entriesOf, problemsOfTokenMaps } from './private/map-properties';
import {
  associationOf, configurationInStack, membershipOf, problemsOfCompletion, problemsOfPolicy, problemsOfUnknownPolicy, readsOfCollaboration,
  warnOfReceiver, warnOfTraining,
} from './private/model-job';
import { mlActions, permissionsForInference } from './private/permissions';
import { problemsOfMember, problemsOfMembership, problemsOfRegions } from './private/place';
import { INFERENCE_JOB_ARN, INFERENCE_JOB_QUOTA, NAME, START_TRAINED_MODEL_INFERENCE_JOB } from './private/protocol/api-model';
import {
  NAMING, RESOURCE_TYPES, type TrainedModelInferenceAttributes as HandlerAttributes, type TrainedModelInferenceProperties,
} from './private/protocol/contract';
import { INFERENCE_INSTANCE_TYPES } from './private/protocol/inference-instance-types';
import { show, type Problem } from './private/protocol/shape';
import { Provider } from './private/provider';
import { countAgainstQuota } from './private/quota-preflight';
import { ServiceResource, tagManagerFor } from './private/service-resource';
import { problemsOfInference as problemsOfSpecification } from './private/specification-mismatch';
import { specificationBehind } from './private/specification-source';
import { problemsOfRequest, problemsOfRequired, problemsOfValue, throwIfInvalid, type PropertyNames } from './private/validation';
import type { ITrainedModel } from './trained-model';

/**
 * An inference job.
 */
export interface ITrainedModelInference extends IResource {
  /**
   * The ARN of the trained model inference job.
   *
   * @attribute
   */
  readonly trainedModelInferenceJobArn: string;

  /**
   * Grants the given identity the given actions on this inference job, on behalf of the membership that it belongs to.
   *
   * @param actions IAM actions, such as `cleanrooms-ml:GetTrainedModelInferenceJob`
   */
  grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant;

  /**
   * Grants the given identity permissions to read this inference job.
   */
  grantRead(grantee: iam.IGrantable): iam.Grant;

  /**
   * Grants the given identity permissions to cancel this inference job.
   */
  grantCancel(grantee: iam.IGrantable): iam.Grant;
}

/**
 * What inference runs with, and who receives its output.
 */
export interface TrainedModelInferenceOptions {
  /**
   * The data: an ML input channel of the membership. Each job that reads it takes 1 from the access budget of the tables behind it.
   */
  readonly channel: IMlInputChannel;

  /**
   * The ID of the account of the member that receives the output. The member needs an `MlConfiguration` with a bucket, and the
   * ability to receive inference output.
   */
  readonly receiver: string;

  /**
   * The type of the instances. A change applies to the next job.
   */
  readonly instanceType: InferenceInstanceType;

  /**
   * The number of instances. Must be 1 to 10. A change applies to the next job.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * An association whose inference container and privacy policy are used: a `ConfiguredModelAlgorithmAssociation` or a
   * `CfnConfiguredModelAlgorithmAssociation`.
   *
   * A change of the inference container starts a job. Where the container is not known, because the association is imported or in
   * another stack, a change of the ARN of the association starts one.
   *
   * @default - the association of the trained model where it is in the app with its algorithm, also where it took the place of the one
   * that the version was trained from; or else the association that the version was trained from
   */
  readonly association?: IConfiguredModelAlgorithmAssociationRef;

  /**
   * The MIME type of the output, such as `text/csv`. Must be at most 256 characters on one line.
   *
   * @default - the service's default
   */
  readonly accept?: string;

  /**
   * Environment variables of the container, by name: at most 16, with names of 1 to 1,024 letters, digits and underscores
   * that start with no digit, and values of 1 to 10,240 characters. All properties together are at most 120 KB, written as JSON.
   *
   * They are kept in the template in clear text. A dynamic reference to a secret is an error: CloudFormation does not resolve
   * it here.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * The maximum size of a request to the container. Must be 1 to 100 MB, in whole MB. A change applies to the next job.
   *
   * @default - the service's default
   */
  readonly maxPayload?: Size;

  /**
   * The ID of the member account that pays for inference. A change applies to the next job.
   *
   * @default - the member that the collaboration says
   */
  readonly payerAccountId?: string;

  /**
   * The key that encrypts the job and its data. The key's policy is extended when it is a key of the app.
   *
   * @default - a key that the service owns
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What the inference is for: at most 255 characters. A change applies to the next job.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The name that the names of jobs start with. Must be 1 to 29 characters on one line. Each job appends what identifies the
   * resource and the job. Changing the name replaces the inference: another job is started.
   *
   * @default - a name that is made from the construct's path
   */
  readonly trainedModelInferenceJobName?: string;

  /**
   * The revision of the data, such as a date. Must be 1 to 255 characters. Change it to run inference again although no other
   * property has changed.
   *
   * @default - none
   */
  readonly revision?: string;

  /**
   * When the deployment is done. A job that is not done in time goes on, unless the deployment is rolled back.
   *
   * @default Completion.whenActive()
   */
  readonly completion?: Completion;

  /**
   * The membership that runs inference. Changing it replaces the inference: another job is started.
   *
   * @default - the membership of the trained model
   */
  readonly membership?: IMembershipRef;

  /**
   * The removal policy of the inference. With `RemovalPolicy.DESTROY` a job that runs is cancelled. No operation deletes the
   * record of a job, nor its output.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Properties of an inference.
 */
export interface TrainedModelInferenceProps extends TrainedModelInferenceOptions {
  /**
   * The version of a trained model that is used: that of a `TrainedModel`, which is another one after a retraining, or an imported
   * one.
   */
  readonly trainedModel: ITrainedModel;
}

abstract class TrainedModelInferenceBase extends Resource implements ITrainedModelInference {
  public abstract readonly trainedModelInferenceJobArn: string;

  /**
   * The ARN of the membership that the job belongs to.
   *
   * @internal
   */
  protected abstract readonly _membershipArn: string;

  public grant(grantee: iam.IGrantable, ...actions: string[]): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.trainedModelInferenceJobArn] })
      .combine(iam.Grant.addToPrincipal({ grantee, actions: ['cleanrooms:PassMembership'], resourceArns: [this._membershipArn] }));
  }

  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...mlActions('GetTrainedModelInferenceJob'));
  }

  public grantCancel(grantee: iam.IGrantable): iam.Grant {
    return this.grant(grantee, ...mlActions('CancelTrainedModelInferenceJob'));
  }
}

/**
 * Inference with a trained model: one paid job for each version in use and each change of what its output depends on, and none for
 * a rollback, a retry or a return to what a job has used.
 *
 * Its attributes are those of the latest job that is wanted.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_StartTrainedModelInferenceJob.html
 * @resource Custom::CleanRoomsMLTrainedModelInferenceJob
 */
@propertyInjectable
export class TrainedModelInference extends TrainedModelInferenceBase implements ITaggableV2 {
  /**
   * Identifies this class for property injection.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cleanrooms-ml.TrainedModelInference';

  /**
   * Imports an inference job by its ARN.
   */
  public static fromTrainedModelInferenceJobArn(scope: Construct, id: string, trainedModelInferenceJobArn: string): ITrainedModelInference {
    class Import extends TrainedModelInferenceBase {
      public readonly trainedModelInferenceJobArn = trainedModelInferenceJobArn;
      /** @internal */
      protected readonly _membershipArn: string;

      constructor() {
        super(scope, id, { environmentFromArn: wellFormed(trainedModelInferenceJobArn) });
        throwIfInvalid(this, problemsOfRequired(INFERENCE_JOB_ARN, trainedModelInferenceJobArn, 'trainedModelInferenceJobArn'));
        this._membershipArn = membershipArnOf(this, trainedModelInferenceJobArn);
      }
    }
    return new Import();
  }

  /**
   * The tags of the inference job. Not for use in apps: use `Tags.of()`.
   */
  public readonly cdkTagManager: TagManager = tagManagerFor(RESOURCE_TYPES.trainedModelInference);

  /** @internal */
  protected readonly _membershipArn: string;
  private readonly resource: ServiceResource<TrainedModelInferenceProperties, HandlerAttributes>;

  constructor(scope: Construct, id: string, props: TrainedModelInferenceProps) {
    super(scope, id);
    requireKinds(this, props, KINDS);

    const { trainedModel, channel, association, receiver, environment } = props;
    const membership = membershipOf(this, trainedModel, props.membership);
    const { membershipIdentifier, membershipArn } = membership.membershipRef;
    const encryptionKey = resolveAlias(props.encryptionKey);
    const used = { path: association === undefined ? 'trainedModel' : 'association', association: association ?? associationOf(trainedModel) };
    const specification = specificationBehind(used.association);
    const collaborationIdentifier = collaborationOf(membership);
    const lookIntoCollaboration = readsOfCollaboration(collaborationIdentifier, membershipIdentifier, trainedModel, used.association);
    const properties = {
      ...this.toProperties(props, membershipIdentifier, encryptionKey?.keyArn),
      CollaborationIdentifier: lookIntoCollaboration.length === 0 ? undefined : collaborationIdentifier,
    };
    const member = { path: 'membership', arn: membershipArn, env: membership.env };
    const input = { path: 'channel', arn: channel.mlInputChannelArn };
    throwIfInvalid(this, [
      ...problemsOfInference(properties, props),
      ...problemsOfKey(encryptionKey),
      ...problemsOfPolicy(used, 'trainedModelInferenceJobs'),
      ...problemsOfInferenceContainer(used),
      ...(specification === undefined ? [] : problemsOfSpecification(specification, {
        instanceType: properties.Request.resourceConfig.instanceType,
        accept: props.accept,
        format: (channel as ChannelSource)._resultFormat,
      })),
      ...problemsOfRegions(this, [
        member,
        { path: 'trainedModel', arn: trainedModel.trainedModelArn, env: trainedModel.env },
        input,
        ...(association === undefined ? [] : [{ path: 'association', arn: properties.Request.configuredModelAlgorithmAssociationArn!, env: association.env }]),
        ...(encryptionKey === undefined ? [] : [{ path: 'encryptionKey', arn: encryptionKey.keyArn, env: encryptionKey.env }]),
      ]),
      ...problemsOfMember(this, member),
      ...problemsOfMembership(membershipIdentifier, [input]),
    ]);
    warnOfUnknownInstanceType(this, 'instanceType', properties.Request.resourceConfig.instanceType, INFERENCE_INSTANCE_TYPES);
    warnOfTraining(this, trainedModel);
    const { membership: ofMembership, account: ofAccount } = INFERENCE_JOB_QUOTA;
    countAgainstQuota(this, { id: 'inferenceJobQuota', limit: ofMembership, what: 'inference jobs at once of membership' }, membershipIdentifier);
    countAgainstQuota(this, { id: 'inferenceJobQuotaOfAccount', limit: ofAccount, what: 'inference jobs at once of account' }, this.stack.account);
    this.node.addValidation({
      validate: () => {
        warnOfReceiver(this, receiver);
        return [
          ...problemsOfUnknownPolicy(this, used, 'trainedModelInferenceJobs').map(({ path, message }) => `${path} ${message}`),
          ...problemsOfTokenMaps(this.stack, { environment: { map: environment, shape: REQUEST.members.environment } }),
        ];
      },
    });

    const provider = Provider.of(this);
    const policy = provider.allow(permissionsForInference(this.stack, {
      membership,
      trainedModelArn: trainedModel.trainedModelArn,
      associationArn: used.association?.configuredModelAlgorithmAssociationRef.configuredModelAlgorithmAssociationArn,
      mlInputChannelArn: channel.mlInputChannelArn,
      lookIntoCollaboration,
      encryptionKey,
    }));
    this.resource = new ServiceResource<TrainedModelInferenceProperties, HandlerAttributes>(this, {
      type: RESOURCE_TYPES.trainedModelInference,
      provider,
      policy,
      properties,
      tags: this.cdkTagManager,
      propertyNames: PROPERTY_NAMES,
      removalPolicy: props.removalPolicy,
    });
    this.resource.dependOn(configurationInStack(this, receiver));
    this._membershipArn = membershipArn;
  }

  /**
   * The ARN of the trained model inference job.
   *
   * @attribute
   */
  public get trainedModelInferenceJobArn(): string {
    return this.resource.attribute('TrainedModelInferenceJobArn');
  }

  /**
   * The digest of the inference image that the job has used; an empty string when the service does not tell it (yet).
   *
   * @attribute
   */
  public get inferenceContainerImageDigest(): string {
    return this.resource.attribute('InferenceContainerImageDigest');
  }

  /**
   * The status of the job when it was last deployed, such as `ACTIVE` or `CREATE_IN_PROGRESS`.
   *
   * @attribute
   */
  public get status(): string {
    return this.resource.attribute('Status');
  }

  /**
   * The name of the job, which its output is stored under: `trainedModelInferenceJobName`, or a generated name, with what
   * identifies the resource and the job.
   *
   * @attribute
   */
  public get trainedModelInferenceJobName(): string {
    return this.resource.attribute('Name');
  }

  /**
   * A metric that the service publishes for inference jobs, in the namespace `/aws/cleanroomsml/TrainedModelInferenceJobs`.
   *
   * Which dimensions a metric has is not documented: look in CloudWatch after a first job, and give them as
   * `dimensionsMap`. Metrics are there for members with an ML configuration.
   *
   * @param metricName the name of a system metric
   * @see https://docs.aws.amazon.com/clean-rooms/latest/userguide/custom-model-logs.html
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: '/aws/cleanroomsml/TrainedModelInferenceJobs', metricName, ...props }).attachTo(this);
  }

  private toProperties(props: TrainedModelInferenceProps, membershipIdentifier: string, kmsKeyArn: string | undefined): Properties {
    const { trainedModel, channel, instanceType, instanceCount, accept, receiver, maxPayload } = props;
    const ofModel = associationOf(trainedModel);
    // What is known of its container tells whether another association is another job.
    const association = props.association ?? (inferenceContainerBehind(this, ofModel) === undefined ? undefined : ofModel);
    return {
      Label: Names.uniqueResourceName(this, { maxLength: NAMING.maxRunLabel, separator: '-', allowedSpecialCharacters: '-_' }),
      Name: props.trainedModelInferenceJobName,
      TrainedModelVersionIdentifier: trainedModel.versionIdentifier || undefined,
      InferenceImage: inferenceContainerBehind(this, association),
      Request: {
        membershipIdentifier,
        trainedModelArn: trainedModel.trainedModelArn,
        configuredModelAlgorithmAssociationArn: association?.configuredModelAlgorithmAssociationRef.configuredModelAlgorithmAssociationArn,
        resourceConfig: { instanceType: instanceType.name, instanceCount: instanceCount ?? 1 },
        outputConfiguration: { accept, members: [{ accountId: receiver }] },
        dataSource: { mlInputChannelArn: channel.mlInputChannelArn },
        description: props.description,
        containerExecutionParameters: maxPayload === undefined ? undefined : { maxPayloadInMB: inMegabytes(maxPayload) },
        kmsKeyArn,
        mlModelInferencePayerAccountId: props.payerAccountId,
      },
      Environment: entriesOf(props.environment),
      Revision: props.revision,
      Completion: (props.completion ?? Completion.whenActive())._toProperties(),
    };
  }
}

type Properties = Omit<TrainedModelInferenceProperties, 'PropertyFormat' | 'Tags'>;

/** Fractions are for the check of the request to refuse. */
function inMegabytes(size: Size): number {
  return size.isUnresolved() ? size.toMebibytes() : size.toKibibytes() / 1024;
}

const KINDS: KindsOf<TrainedModelInferenceProps> = {
  trainedModel: TRAINED_MODEL,
  channel: INPUT_CHANNEL,
  receiver: ANY,
  instanceType: instanceOf(InferenceInstanceType, 'an InferenceInstanceType', (value) => (
    typeof value === 'string' ? `InferenceInstanceType.of(${show(value)})` : undefined)),
  instanceCount: optional(ANY),
  association: optional(ASSOCIATION),
  accept: optional(ANY),
  environment: optional(ANY),
  maxPayload: optional(SIZE),
  payerAccountId: optional(ANY),
  encryptionKey: optional(KEY),
  description: optional(ANY),
  trainedModelInferenceJobName: optional(ANY),
  revision: optional(ANY),
  completion: optional(instanceOf(Completion, 'a Completion, such as Completion.whenActive()')),
  membership: optional(MEMBERSHIP),
  removalPolicy: optional(REMOVAL_POLICY),
};

/** The Start operation, with instance types that are newer than this library: those get a warning instead. */
const REQUEST = withNewInstanceTypes({
  ...START_TRAINED_MODEL_INFERENCE_JOB,
  members: { ...START_TRAINED_MODEL_INFERENCE_JOB.members, name: { ...NAME, maxLength: NAMING.maxRunName } },
});

const PROPERTY_NAMES: PropertyNames = [
  [/^name$/, 'trainedModelInferenceJobName'],
  [/^membershipIdentifier$/, 'membership'],
  [/^trainedModelArn$/, 'trainedModel.trainedModelArn'],
  [/^trainedModelVersionIdentifier$/, 'trainedModel.versionIdentifier'],
  [/^configuredModelAlgorithmAssociationArn$/, 'association'],
  [/^resourceConfig\./, ''],
  [/^outputConfiguration\.members.*/, 'receiver'],
  [/^outputConfiguration\./, ''],
  [/^dataSource\./, 'channel.'],
  [/^containerExecutionParameters\.maxPayloadInMB$/, 'maxPayload'],
  [/^kmsKeyArn$/, 'encryptionKey'],
  [/^mlModelInferencePayerAccountId$/, 'payerAccountId'],
];

function problemsOfInference(
  { Label, Name, Request, TrainedModelVersionIdentifier, Revision, Completion: completion }: Properties, { environment }: TrainedModelInferenceProps,
): Problem[] {
  const request = { ...Request, name: Name ?? Label, environment, trainedModelVersionIdentifier: TrainedModelVersionIdentifier };
  return [
    ...problemsOfRequest(REQUEST, request, PROPERTY_NAMES),
    ...problemsOfValue({ type: 'string', minLength: 1, maxLength: 255 }, Revision, 'revision'),
    ...problemsOfCompletion(completion),
  ];
}
