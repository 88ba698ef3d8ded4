/** What jobs on a version of a trained model have in common: inference jobs and exports. */
import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IMembershipRef } from 'aws-cdk-lib/aws-cleanrooms';
import { CfnConfiguredModelAlgorithmAssociation, type IConfiguredModelAlgorithmAssociationRef } from 'aws-cdk-lib/aws-cleanroomsml';
import { Dependable, type Construct, type IConstruct, type IDependable } from 'constructs';
import type { Completion } from '../completion';
import { Membership } from '../membership';
import { MlConfiguration } from '../ml-configuration';
import type { ITrainedModel } from '../trained-model';
import { membershipIdIn } from './arn';
import { isOwnAssociation } from './collaboration';
import type { PrivacyConfiguration } from './protocol/api-requests';
import { TIMING } from './protocol/contract';
import { show, type Problem } from './protocol/shape';
import { isIntrinsic, propertiesInTemplate } from './template-properties';
import { pathOf, problemsOfValue } from './validation';

/** What is known of a model that is in the app. */
interface KnownModel {
  readonly _membership?: IMembershipRef;
  readonly _association?: IConfiguredModelAlgorithmAssociationRef;
  readonly _isActiveWhenDeployed?: boolean;
}

/** The membership that starts a job, where it is not given: that of the model. */
export function membershipOf(scope: Construct, model: ITrainedModel, given: IMembershipRef | undefined): IMembershipRef {
  const { account, region } = model.env;
  return given ?? (model as KnownModel)._membership
    ?? Membership.fromMembershipAttributes(scope, 'Membership', { membershipIdentifier: membershipIdIn(model.trainedModelArn), account, region });
}

/** The association that a model is trained from, when the model is in the app. */
export function associationOf(model: ITrainedModel): IConfiguredModelAlgorithmAssociationRef | undefined {
  return (model as KnownModel)._association;
}

/** What has to be in the privacy policy of an association, and how the user puts it there. */
const POLICIES = {
  trainedModelExports: { member: 'TrainedModelExports', what: 'exports', how: 'trainedModelExports()' },
  trainedModelInferenceJobs: { member: 'TrainedModelInferenceJobs', what: 'inference jobs', how: 'maxInferenceOutputSize() or inferenceLogs()' },
} as const;
type Policy = keyof typeof POLICIES;

export interface AssociationOfJob {
  /** The property that says which association it is. */
  readonly path: string;
  /** Nothing when the model is imported. */
  readonly association?: IConfiguredModelAlgorithmAssociationRef;
}

/** What the privacy policy of an association of this library does not allow. */
export function problemsOfPolicy({ path, association }: AssociationOfJob, policy: Policy): Problem[] {
  const policies = policiesOf(association);
  return policies !== undefined && policies[policy] === undefined ? [notAllowed(path, policy, association!)] : [];
}

/** The same of an association that is an L1, which is certain once the app is complete. Of any other nothing is known: a warning. */
export function problemsOfUnknownPolicy(construct: IConstruct, { path, association }: AssociationOfJob, policy: Policy): Problem[] {
  if (policiesOf(association) !== undefined) {
    return [];
  }
  const allowed = CfnConfiguredModelAlgorithmAssociation.isCfnConfiguredModelAlgorithmAssociation(association)
    ? isAllowedByTemplate(association, policy)
    : undefined;
  if (allowed === undefined) {
    const { what, how } = POLICIES[policy];
    Annotations.of(construct).addWarningV2('cdk-cleanrooms-ml:unknownPrivacyPolicy',
      `Nothing is known of the privacy policy behind ${path}, since it is imported. If the policy does not allow ${what}, as ${how} does, the deployment fails.`);
  }
  return allowed === false ? [notAllowed(path, policy, association!)] : [];
}

/** The policies of an association of this library. */
function policiesOf(association: IConfiguredModelAlgorithmAssociationRef | undefined): PrivacyConfiguration['policies'] | undefined {
  return (association as { readonly _policies?: PrivacyConfiguration['policies'] } | undefined)?._policies;
}

function isAllowedByTemplate(association: CfnConfiguredModelAlgorithmAssociation, policy: Policy): boolean | undefined {
  const { PrivacyConfiguration: configuration = {} } = propertiesInTemplate(association, (value) => association.stack.resolve(value)) as
    { PrivacyConfiguration?: { Policies?: { [member: string]: unknown } } };
  const { Policies: policies = {} } = configuration;
  return isIntrinsic(configuration) || isIntrinsic(policies) ? undefined : policies[POLICIES[policy].member] !== undefined;
}

function notAllowed(path: string, policy: Policy, association: IConfiguredModelAlgorithmAssociationRef): Problem {
  const { what, how } = POLICIES[policy];
  return { path, message: `must be of an association whose privacy policy allows ${what}, got ${pathOf(association)}, whose policy does not; add ${how} to it` };
}

/** The ML configurations of the app that a receiver can have. Where an account is not known, it can be any. */
function configurationsOf(construct: IConstruct, receiver: string): MlConfiguration[] {
  return construct.node.root.node.findAll().filter((other): other is MlConfiguration => (
    other instanceof MlConfiguration && [receiver, undefined].includes(known(other.stack.account))));
}

function known(account: string): string | undefined {
  return Token.isUnresolved(account) ? undefined : account;
}

export function warnOfReceiver(construct: IConstruct, receiver: string): void {
  if (!Token.isUnresolved(receiver) && configurationsOf(construct, receiver).length === 0) {
    Annotations.of(construct).addWarningV2('cdk-cleanrooms-ml:receiverWithoutMlConfiguration',
      `The app has no MlConfiguration of account ${receiver}, which receives the output. Without one in the collaboration, the deployment fails.`);
  }
}

/** The ML configuration of a receiver that is in the same stack, also where it is declared later. */
export function configurationInStack(construct: Construct, receiver: string): IDependable {
  const stack = Stack.of(construct);
  const dependable: IDependable = {};
  Dependable.implement(dependable, {
    get dependencyRoots() {
      return receiver === stack.account ? configurationsOf(construct, receiver).filter((other) => Stack.of(other) === stack) : [];
    },
  });
  return dependable;
}

/** A job waits for its version. A model whose deployment does not can keep it waiting for too long. */
export function warnOfTraining(construct: IConstruct, model: ITrainedModel): void {
  if ((model as KnownModel)._isActiveWhenDeployed === false) {
    Annotations.of(construct).addWarningV2('cdk-cleanrooms-ml:waitsForTraining',
      `The deployment of ${pathOf(model)} is done before the model is trained. This job waits for the training for ${TIMING.maxActiveMinutes} minutes. `
      + 'Then the deployment fails, and its rollback cancels the training. '
      + 'Use Completion.whenActive() for the model, or add the job in a deployment after the training.');
  }
}

export function problemsOfCompletion(completion: ReturnType<Completion['_toProperties']>): Problem[] {
  return problemsOfValue({ type: 'integer', min: 60, max: TIMING.maxActiveMinutes * 60, unit: 'seconds' }, completion.TimeoutSeconds, 'completion.timeout');
}

/** What a job reads in the collaboration before it is started: of other members alone, and where it is known. */
export function readsOfCollaboration(
  collaborationIdentifier: string | undefined, membershipIdentifier: string, model: ITrainedModel,
  association: IConfiguredModelAlgorithmAssociationRef | undefined,
): readonly string[] {
  const isOwnModel = (model as KnownModel)._membership?.membershipRef.membershipIdentifier === membershipIdentifier;
  const isOwn = association !== undefined && isOwnAssociation(association, membershipIdentifier);
  return collaborationIdentifier === undefined ? [] : [
    ...isOwnModel ? [] : ['GetCollaborationTrainedModel', 'ListCollaborationTrainedModels'],
    ...isOwn ? [] : ['GetCollaborationConfiguredModelAlgorithmAssociation'],
  ];
}

export function shownModel(model: ITrainedModel): string {
  return show(Token.isUnresolved(model.trainedModelArn) ? pathOf(model) : model.trainedModelArn);
}
