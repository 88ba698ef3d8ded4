import { Names, Resource, type IResource } from 'aws-cdk-lib';
import type { IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { Completion } from './completion';
import { collaborationOf, isOfAnotherMembership } from './private/collaboration';
import { ANY, MEMBERSHIP, TRAINED_MODEL, instanceOf, optional, requireKinds, type KindsOf } from './private/kind';
import {
  associationOf, configurationInStack, membershipOf, problemsOfCompletion, problemsOfPolicy, problemsOfUnknownPolicy, readsOfCollaboration,
  shownModel, warnOfReceiver, warnOfTraining,
} from './private/model-job';
import { permissionsForExport } from './private/permissions';
import { problemsOfMember, problemsOfRegions } from './private/place';
import { NAME, START_TRAINED_MODEL_EXPORT_JOB, UUID } from './private/protocol/api-model';
import {
  NAMING, RESOURCE_TYPES, type TrainedModelExportAttributes as HandlerAttributes, type TrainedModelExportProperties,
} from './private/protocol/contract';
import type { Problem, StructureShape } from './private/protocol/shape';
import { Provider } from './private/provider';
import { ServiceResource } from './private/service-resource';
import { problemsOfRequest, problemsOfValue, throwIfInvalid, type PropertyNames } from './private/validation';
import type { ITrainedModel } from './trained-model';

/**
 * An export of a trained model.
 */
export interface ITrainedModelExport extends IResource {
  /**
   * The name of the export job, which the key of the exported object ends with.
   *
   * @attribute
   */
  readonly trainedModelExportJobName: string;
}

/**
 * Who receives an export, and how it is made.
 */
export interface TrainedModelExportJobOptions {
  /**
   * The ID of the account of the member that receives the trained model. The member needs an `MlConfiguration` with a bucket, and
   * the ability to receive model output. The privacy policy of the association says what an export contains.
   */
  readonly receiver: string;

  /**
   * What the export is for: at most 255 characters. A change applies to the next export.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * The name that the names of export jobs start with. Must be 1 to 29 characters on one line. Each job appends what identifies the
   * resource and the job, so that no export takes the place of another one. Changing the name replaces the export: the version is
   * exported again.
   *
   * @default - a name that is made from the construct's path
   */
  readonly trainedModelExportJobName?: string;

  /**
   * The revision of the export. Must be 1 to 255 characters. Change it to export the same version again.
   *
   * @default - none
   */
  readonly revision?: string;

  /**
   * When the deployment is done. An export that is not done in time goes on, since the API has no operation to cancel it.
   *
   * @default Completion.whenActive()
   */
  readonly completion?: Completion;

  /**
   * The membership that starts the export. Changing it replaces the export: the version is exported again.
   *
   * @default - the membership of the trained model
   */
  readonly membership?: IMembershipRef;

  /**
   * The ID of the collaboration. The service lists exports by it. Required for a trained model of another membership.
   *
   * @default - that of the membership where it is in the app, or else that of the trained model, which takes one more call
   */
  readonly collaborationIdentifier?: string;
}

/**
 * Properties of an export of a trained model.
 */
export interface TrainedModelExportProps extends TrainedModelExportJobOptions {
  /**
   * The version of a trained model that is exported: that of a `TrainedModel`, which is another one after a retraining, or an
   * imported one.
   */
  readonly trainedModel: ITrainedModel;
}

/**
 * An export of a trained model to a member of the collaboration: one for each version in use, each receiver and each revision, and
 * none for a rollback, a retry or a return to a version that was exported.
 *
 * The API can neither cancel nor delete an export. One that runs goes on when it is not wanted any more, and what was exported stays
 * with its receiver.
 *
 * @see https://docs.aws.amazon.com/cleanrooms-ml/latest/APIReference/API_StartTrainedModelExportJob.html
 * @resource Custom::CleanRoomsMLTrainedModelExportJob
 */
@propertyInjectable
export class TrainedModelExport extends Resource implements ITrainedModelExport {
  /**
   * Identifies this class for property injection.
   */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cleanrooms-ml.TrainedModelExport';

  private readonly resource: ServiceResource<TrainedModelExportProperties, HandlerAttributes>;

  constructor(scope: Construct, id: string, props: TrainedModelExportProps) {
    super(scope, id);
    requireKinds(this, props, KINDS);

    const { trainedModel, receiver } = props;
    const membership = membershipOf(this, trainedModel, props.membership);
    const { membershipIdentifier, membershipArn } = membership.membershipRef;
    const member = { path: 'membership', arn: membershipArn, env: membership.env };
    const used = { path: 'trainedModel', association: associationOf(trainedModel) };
    const properties: Properties = {
      Label: Names.uniqueResourceName(this, { maxLength: NAMING.maxRunLabel, separator: '-', allowedSpecialCharacters: '-_' }),
      Name: props.trainedModelExportJobName,
      TrainedModelVersionIdentifier: trainedModel.versionIdentifier || undefined,
      CollaborationIdentifier: props.collaborationIdentifier ?? collaborationOf(membership),
      Request: {
        membershipIdentifier,
        trainedModelArn: trainedModel.trainedModelArn,
        outputConfiguration: { members: [{ accountId: receiver }] },
        description: props.description,
      },
      Revision: props.revision,
      Completion: (props.completion ?? Completion.whenActive())._toProperties(),
    };
    throwIfInvalid(this, [
      ...problemsOfExport(properties),
      ...problemsOfPolicy(used, 'trainedModelExports'),
      ...(properties.CollaborationIdentifier === undefined && isOfAnotherMembership(trainedModel.trainedModelArn, membershipIdentifier)
        ? [{ path: 'collaborationIdentifier', message: `is required for a trained model of another membership than ${membershipIdentifier}, got ${shownModel(trainedModel)}` }]
        : []),
      ...problemsOfRegions(this, [member, { path: 'trainedModel', arn: trainedModel.trainedModelArn, env: trainedModel.env }]),
      ...problemsOfMember(this, member),
    ]);
    warnOfTraining(this, trainedModel);
    this.node.addValidation({
      validate: () => {
        warnOfReceiver(this, receiver);
        return problemsOfUnknownPolicy(this, used, 'trainedModelExports').map(({ path, message }) => `${path} ${message}`);
      },
    });

    const provider = Provider.of(this);
    const policy = provider.allow(permissionsForExport(this.stack, {
      membership,
      trainedModelArn: trainedModel.trainedModelArn,
      lookIntoCollaboration: readsOfCollaboration(properties.CollaborationIdentifier, membershipIdentifier, trainedModel, used.association),
    }));
    this.resource = new ServiceResource<TrainedModelExportProperties, HandlerAttributes>(this, {
      type: RESOURCE_TYPES.trainedModelExport, provider, policy, properties, propertyNames: PROPERTY_NAMES,
    });
    this.resource.dependOn(configurationInStack(this, receiver));
  }

  /**
   * The name of the export job, which the key of the exported object ends with: `trainedModelExportJobName`, or a generated name,
   * with what identifies the resource and the job.
   *
   * @attribute
   */
  public get trainedModelExportJobName(): string {
    return this.resource.attribute('Name');
  }

  /**
   * The status of the export when it was last deployed, such as `ACTIVE` or `CREATE_IN_PROGRESS`.
   *
   * @attribute
   */
  public get status(): string {
    return this.resource.attribute('Status');
  }
}

type Properties = Omit<TrainedModelExportProperties, 'PropertyFormat' | 'Tags'>;

const KINDS: KindsOf<TrainedModelExportProps> = {
  trainedModel: TRAINED_MODEL,
  receiver: ANY,
  description: optional(ANY),
  trainedModelExportJobName: optional(ANY),
  revision: optional(ANY),
  completion: optional(instanceOf(Completion, 'a Completion, such as Completion.whenActive()')),
  membership: optional(MEMBERSHIP),
  collaborationIdentifier: optional(ANY),
};

const REQUEST: StructureShape = {
  ...START_TRAINED_MODEL_EXPORT_JOB,
  members: { ...START_TRAINED_MODEL_EXPORT_JOB.members, name: { ...NAME, maxLength: NAMING.maxRunName } },
};

const PROPERTY_NAMES: PropertyNames = [
  [/^name$/, 'trainedModelExportJobName'],
  [/^membershipIdentifier$/, 'membership'],
  [/^trainedModelArn$/, 'trainedModel.trainedModelArn'],
  [/^trainedModelVersionIdentifier$/, 'trainedModel.versionIdentifier'],
  [/^outputConfiguration\.members.*/, 'receiver'],
];

function problemsOfExport(properties: Properties): Problem[] {
  const { Label, Name, Request, TrainedModelVersionIdentifier, CollaborationIdentifier, Revision, Completion: completion } = properties;
  const request = { ...Request, name: Name ?? Label, trainedModelVersionIdentifier: TrainedModelVersionIdentifier };
  return [
    ...problemsOfRequest(REQUEST, request, PROPERTY_NAMES),
    ...problemsOfValue(UUID, CollaborationIdentifier, 'collaborationIdentifier'),
    ...problemsOfValue({ type: 'string', minLength: 1, maxLength: 255 }, Revision, 'revision'),
    ...problemsOfCompletion(completion),
  ];
}
