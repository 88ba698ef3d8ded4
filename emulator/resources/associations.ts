import type { Algorithms } from './algorithms';
import type { CreateConfiguredModelAlgorithmAssociationRequest } from '../../src/private/protocol/api-requests';
import type { AssociationDetails, AssociationSummary, CollaborationAssociationDetails } from '../../src/private/protocol/clean-rooms-ml';
import type { Caller } from '../caller';
import { uuidOf } from '../identifiers';
import { membershipOf } from '../memberships';
import type { ReplyOf, RequestOf } from '../operations';
import { copyOf } from '../plain-copy';
import { ResourceCollection, type Resource } from '../resource-collection';
import { exception } from '../service-error';
import type { ServiceState } from '../service-state';

interface Association extends Resource {
  readonly request: CreateConfiguredModelAlgorithmAssociationRequest;
  /** The trainings, channels and inference jobs that there ever were with it. */
  readonly dependants: AssociationDependant[];
}

/** What is made with an association, and can stand in the way of its deletion. */
export interface AssociationDependant {
  /** What one is called in messages. */
  readonly kind: string;
  holdsAssociation(): boolean;
}

/** The configured model algorithm associations of all memberships. */
export class Associations {
  private readonly collection: ResourceCollection<Association>;

  constructor(private readonly state: ServiceState, private readonly algorithms: Algorithms) {
    this.collection = new ResourceCollection(state, 'configured model algorithm association');
  }

  public existing(): Resource[] {
    return this.collection.existing();
  }

  /** An association to tag. */
  public owned(caller: Caller, arn: string): Association {
    const association = this.collection.require(arn);
    this.state.memberships.enter(caller, association.scope);
    return association;
  }

  /**
   * What is made with an association that the membership can use, to note a new one in. One that was issued elsewhere is taken
   * to exist; nothing is noted there.
   */
  public dependantsOf(membershipIdentifier: string, arn: string): AssociationDependant[] | undefined {
    const association = this.collection.find(arn);
    this.state.memberships.requireShared(membershipIdentifier, arn);
    return association?.dependants;
  }

  /** The dependants of an association that the membership can infer with, to note a new inference job in. */
  public toInferWith(membershipIdentifier: string, arn: string): AssociationDependant[] | undefined {
    const association = this.collection.find(arn);
    this.state.memberships.requireShared(membershipIdentifier, arn);
    const algorithm = association && this.algorithms.find(association.request.configuredModelAlgorithmArn);
    if (algorithm !== undefined && algorithm.request.inferenceContainerConfig === undefined) {
      throw exception('ValidationException', `The algorithm of ${arn} has no inference container.`);
    }
    this.requireAllowed(arn, 'trainedModelInferenceJobs');
    return association?.dependants;
  }

  /** Refuses what the privacy policy of an association does not allow, as far as the association is known. */
  public requireAllowed(arn: string, policy: 'trainedModelExports' | 'trainedModelInferenceJobs'): void {
    const association = this.collection.lookUp(arn);
    if (association !== undefined && this.state.behavior.allowedByPolicyAlone.includes(policy)
      && association.request.privacyConfiguration?.policies[policy] === undefined) {
      throw exception('ValidationException', `The privacy configuration of ${arn} has no ${policy} policy.`);
    }
  }

  public create(
    caller: Caller, request: CreateConfiguredModelAlgorithmAssociationRequest,
  ): ReplyOf<'createConfiguredModelAlgorithmAssociation'> {
    const scope = request.membershipIdentifier;
    this.state.memberships.enter(caller, scope);
    const siblings = this.algorithms.associationsOf(caller, request.configuredModelAlgorithmArn);
    const path = `membership/${scope}/configured-model-algorithm-association`;
    const association: Association = { ...this.collection.next(caller, path, scope, request), request, dependants: [] };
    this.collection.add(association);
    siblings?.push(association);
    return { configuredModelAlgorithmAssociationArn: association.arn };
  }

  public get(caller: Caller, request: RequestOf<'getConfiguredModelAlgorithmAssociation'>): AssociationDetails {
    const association = this.requireOf(caller, request);
    return { ...copyOf(association.request), ...this.summaryOf(association), tags: { ...association.tags } };
  }

  /** As other members see it. One that was issued elsewhere is taken to exist, and to allow everything. */
  public getInCollaboration(
    caller: Caller, request: RequestOf<'getCollaborationConfiguredModelAlgorithmAssociation'>,
  ): CollaborationAssociationDetails {
    const { collaborationIdentifier, configuredModelAlgorithmAssociationArn: arn } = request;
    this.state.memberships.lookInto(caller, collaborationIdentifier, arn);
    const association = this.collection.find(arn);
    const { accountId: creatorAccountId, membershipIdentifier } = membershipOf(arn);
    if (association === undefined) {
      const at = this.state.shown(this.state.now);
      return {
        configuredModelAlgorithmAssociationArn: arn,
        configuredModelAlgorithmArn: arn.replace(/:membership\/.*/, `:configured-model-algorithm/${uuidOf(arn)}`),
        membershipIdentifier,
        collaborationIdentifier,
        name: arn.slice(arn.lastIndexOf('/') + 1),
        createTime: at,
        updateTime: at,
        creatorAccountId,
      };
    }
    const { request: { privacyConfiguration } } = association;
    return { ...this.summaryOf(association), ...copyOf({ privacyConfiguration }), creatorAccountId };
  }

  public list(
    caller: Caller, request: RequestOf<'listConfiguredModelAlgorithmAssociations'>,
  ): ReplyOf<'listConfiguredModelAlgorithmAssociations'> {
    this.state.memberships.enter(caller, request.membershipIdentifier);
    const { rows, nextToken } = this.collection.page('ListConfiguredModelAlgorithmAssociations', request.membershipIdentifier, request);
    return { configuredModelAlgorithmAssociations: rows.map((row) => this.summaryOf(row)), nextToken };
  }

  public delete(
    caller: Caller, request: RequestOf<'deleteConfiguredModelAlgorithmAssociation'>,
  ): ReplyOf<'deleteConfiguredModelAlgorithmAssociation'> {
    const association = this.requireOf(caller, request);
    const holder = association.dependants.find((dependant) => dependant.holdsAssociation());
    if (holder !== undefined) {
      throw exception('ConflictException', `The configured model algorithm association ${association.arn} has ${holder.kind}s that depend on it.`);
    }
    this.collection.delete(association);
    return {};
  }

  private requireOf(caller: Caller, request: RequestOf<'getConfiguredModelAlgorithmAssociation'>): Association {
    this.state.memberships.enter(caller, request.membershipIdentifier);
    const association = this.collection.require(request.configuredModelAlgorithmAssociationArn);
    if (association.scope !== request.membershipIdentifier) {
      throw exception('ValidationException', `configuredModelAlgorithmAssociationArn is not of membership ${request.membershipIdentifier}`);
    }
    return association;
  }

  private summaryOf({ arn, name, scope, createdAt, request }: Association): AssociationSummary & { description?: string } {
    return {
      configuredModelAlgorithmAssociationArn: arn,
      configuredModelAlgorithmArn: request.configuredModelAlgorithmArn,
      membershipIdentifier: scope,
      collaborationIdentifier: this.state.memberships.collaborationOf(scope),
      name,
      createTime: this.state.shown(createdAt),
      updateTime: this.state.shown(createdAt),
      ...(request.description !== undefined && { description: request.description }),
    };
  }
}
