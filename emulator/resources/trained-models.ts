import type { Associations } from './associations';
import type { MlInputChannels } from './ml-input-channels';
import type { CreateTrainedModelRequest } from '../../src/private/protocol/api-requests';
import { DEFAULT_VERSION } from '../behavior';
import { placeOf, type Caller } from '../caller';
import { uuidOf } from '../identifiers';
import type { LifecycleStatus } from '../lifecycle';
import { pageOf } from '../listing';
import { membershipOf } from '../memberships';
import type { ReplyOf, RequestOf } from '../operations';
import { exception, notFound, QuotaExceededError } from '../service-error';
import type { ServiceState } from '../service-state';
import { TrainedModel } from './trained-model';
import { detailsOf, shownVersion, summaryOf } from './trained-model-replies';
import { TrainedModelVersion, type Parent } from './trained-model-version';
import type { TrainingOutcomes } from './training-outcomes';
import type { TrainingRecord } from './training-record';
import type { CollaborationTrainedModelSummary, TrainedModelDetails, TrainedModelVersionRequest } from '../../src/private/protocol/clean-rooms-ml';

/** The trained models of all memberships. */
export class TrainedModels {
  /** Every version that was ever made, oldest first. */
  public readonly versions: TrainedModelVersion[] = [];

  /** The same to the outside: every training that was ever accepted. */
  public readonly trainings: TrainingRecord[] = [];

  private readonly byArn = new Map<string, TrainedModel>();
  private readonly byMembership = new Map<string, Set<TrainedModel>>();
  private readonly byName = new Map<string, TrainedModelVersion[]>();
  /** Those that are running or change by themselves; settled ones are dropped when somebody looks. */
  private readonly unsettled = new Set<TrainedModelVersion>();

  constructor(
    private readonly state: ServiceState,
    private readonly associations: Associations,
    private readonly channels: MlInputChannels,
    private readonly outcomes: TrainingOutcomes,
  ) {}

  /** When the next status change happens, unless a request comes first. */
  public nextChangeAt(): number | undefined {
    let next: number | undefined;
    for (const { nextChangeAt } of this.changing()) {
      if (nextChangeAt !== undefined && (next === undefined || nextChangeAt < next)) {
        next = nextChangeAt;
      }
    }
    return next;
  }

  /** A model to tag. */
  public owned(caller: Caller, arn: string): TrainedModel {
    const model = this.require(arn);
    this.state.memberships.enter(caller, membershipOf(arn).membershipIdentifier);
    return model;
  }

  /** The version that a job uses; nothing of one that was issued elsewhere, which is taken to be usable. */
  public versionToUse(membershipIdentifier: string, trainedModelArn: string, versionIdentifier: string | undefined): TrainedModelVersion | undefined {
    this.state.memberships.requireShared(membershipIdentifier, trainedModelArn);
    const model = this.byArn.get(trainedModelArn);
    const version = model?.find(versionIdentifier, this.state.behavior.jobDefaultVersion);
    if (version === undefined && model?.issued) {
      throw notFound('trained model', versionIdentifier === undefined ? trainedModelArn : `${trainedModelArn} in version ${versionIdentifier}`);
    }
    if (version !== undefined && version.status() !== 'ACTIVE') {
      throw exception('ValidationException', `trainedModelArn must be an ACTIVE trained model, and it is ${version.status()}`);
    }
    return version;
  }

  public create(caller: Caller, request: CreateTrainedModelRequest): ReplyOf<'createTrainedModel'> {
    this.state.memberships.enter(caller, request.membershipIdentifier);
    const siblings = this.associations.dependantsOf(request.membershipIdentifier, request.configuredModelAlgorithmAssociationArn);
    const channels = this.channels.toRead(request.membershipIdentifier, request.dataChannels.map(({ mlInputChannelArn }) => mlInputChannelArn));
    const parent = this.parentOf(request);
    this.requireFreeName(request);
    this.requireQuota(caller, request);

    const model = this.modelFor(caller, request, parent);
    const version = new TrainedModelVersion(this.state, {
      model,
      versionIdentifier: model.issued && model.versions.length === 0 ? undefined : this.state.nextIdentifier(),
      caller,
      request,
      parent,
      outcome: this.outcomes.take(request),
    });
    model.add(version);
    siblings?.push(version);
    channels.read(version);
    this.versions.push(version);
    this.trainings.push(version.record);
    this.unsettled.add(version);
    this.named(request).push(version);
    return { trainedModelArn: model.arn, ...shownVersion(version, this.state.behavior) };
  }

  public get(caller: Caller, request: TrainedModelVersionRequest): TrainedModelDetails {
    const model = this.requireOf(caller, request);
    return detailsOf(model.require(request.versionIdentifier, DEFAULT_VERSION.get), this.state);
  }

  public list(caller: Caller, request: RequestOf<'listTrainedModels'>): ReplyOf<'listTrainedModels'> {
    this.state.memberships.enter(caller, request.membershipIdentifier);
    const models = [...this.byMembership.get(request.membershipIdentifier) ?? []];
    const until = this.state.listedUntil();
    const rows = models.flatMap((model) => this.rowsOf(model, until));
    return this.page(`ListTrainedModels ${request.membershipIdentifier}`, rows, request);
  }

  public listVersions(caller: Caller, request: RequestOf<'listTrainedModelVersions'>): ReplyOf<'listTrainedModelVersions'> {
    const model = this.requireOf(caller, request);
    const rows = listedOf(model, this.state.listedUntil()).filter((version) => request.status === undefined || version.status() === request.status);
    return this.page(`ListTrainedModelVersions ${model.arn} ${request.status}`, rows, request);
  }

  /** A version as other members see it: the latest one when none is named. */
  public getInCollaboration(caller: Caller, request: RequestOf<'getCollaborationTrainedModel'>): ReplyOf<'getCollaborationTrainedModel'> {
    const { collaborationIdentifier, trainedModelArn, versionIdentifier } = request;
    this.state.memberships.lookInto(caller, collaborationIdentifier, trainedModelArn);
    if (this.byArn.get(trainedModelArn)?.issued !== true) {
      return this.issuedElsewhere(request);
    }
    return this.inCollaboration(this.require(trainedModelArn).require(versionIdentifier, DEFAULT_VERSION.get), this.state.now);
  }

  public listInCollaboration(caller: Caller, request: RequestOf<'listCollaborationTrainedModels'>): ReplyOf<'listCollaborationTrainedModels'> {
    const { collaborationIdentifier } = request;
    const { memberships } = this.state;
    memberships.requireMember(caller, collaborationIdentifier);
    const until = this.state.listedUntil();
    const models = [...this.byMembership].flatMap(([membership, owned]) => (memberships.isIn(membership, collaborationIdentifier) ? [...owned] : []));
    const { rows, nextToken } = pageOf(
      `ListCollaborationTrainedModels ${collaborationIdentifier}`, models.flatMap((model) => this.rowsOf(model, until)), request, this.state.behavior);
    const asOf = this.state.listedStatusesAt();
    return { collaborationTrainedModels: rows.map((row) => this.inCollaboration(row, asOf)), nextToken };
  }

  /** What is said of a version that can be used, and that nothing else is known of. */
  private issuedElsewhere(
    { collaborationIdentifier, trainedModelArn, versionIdentifier }: RequestOf<'getCollaborationTrainedModel'>,
  ): CollaborationTrainedModelSummary {
    const at = this.state.shown(this.state.now);
    const { accountId: creatorAccountId, membershipIdentifier } = membershipOf(trainedModelArn);
    return {
      trainedModelArn,
      ...shownVersion({ trainedModelArn, versionIdentifier }, this.state.behavior),
      name: trainedModelArn.slice(trainedModelArn.lastIndexOf('/') + 1),
      membershipIdentifier,
      collaborationIdentifier,
      status: 'ACTIVE',
      configuredModelAlgorithmAssociationArn: trainedModelArn.replace(/\/trained-model\/.*/, `/configured-model-algorithm-association/${uuidOf(trainedModelArn)}`),
      createTime: at,
      updateTime: at,
      creatorAccountId,
    };
  }

  private inCollaboration(version: TrainedModelVersion, asOf: number): CollaborationTrainedModelSummary {
    return { ...summaryOf(version, this.state, asOf), creatorAccountId: membershipOf(version.trainedModelArn).accountId };
  }

  public cancel(caller: Caller, request: TrainedModelVersionRequest): ReplyOf<'cancelTrainedModel'> {
    this.requireOf(caller, request).require(request.versionIdentifier, DEFAULT_VERSION.cancel).cancel();
    return {};
  }

  /** Any member of the collaboration can delete an output. */
  public deleteOutput(caller: Caller, request: TrainedModelVersionRequest): ReplyOf<'deleteTrainedModelOutput'> {
    this.state.memberships.enter(caller, request.membershipIdentifier);
    this.state.memberships.requireShared(request.membershipIdentifier, request.trainedModelArn);
    this.deleteOutputOf(request.trainedModelArn, request.versionIdentifier);
    return {};
  }

  public deleteOutputOf(trainedModelArn: string, versionIdentifier?: string): void {
    const version = this.require(trainedModelArn).require(versionIdentifier, DEFAULT_VERSION.delete);
    version.deleteOutput();
    this.unsettled.add(version);
  }

  private require(arn: string): TrainedModel {
    const model = this.byArn.get(arn);
    if (model === undefined || model.existing().length === 0) {
      throw notFound('trained model', arn);
    }
    return model;
  }

  private requireOf(caller: Caller, { membershipIdentifier, trainedModelArn }: TrainedModelVersionRequest): TrainedModel {
    this.state.memberships.enter(caller, membershipIdentifier);
    if (membershipOf(trainedModelArn).membershipIdentifier !== membershipIdentifier) {
      throw exception('ValidationException', `trainedModelArn is not of membership ${membershipIdentifier}`);
    }
    return this.require(trainedModelArn);
  }

  /** The version that incremental training starts from. */
  private parentOf({ membershipIdentifier, incrementalTrainingDataChannels }: CreateTrainedModelRequest): Parent | undefined {
    const [channel] = incrementalTrainingDataChannels ?? [];
    if (channel === undefined) {
      return undefined;
    }
    const { channelName, trainedModelArn, versionIdentifier } = channel;
    this.state.memberships.requireShared(membershipIdentifier, trainedModelArn);
    const model = this.byArn.get(trainedModelArn);
    const version = model && this.parentIn(model, versionIdentifier);
    if (version === undefined) {
      if (model?.issued) {
        throw notFound('trained model', versionIdentifier === undefined ? trainedModelArn : `${trainedModelArn} in version ${versionIdentifier}`);
      }
      return { channelName, trainedModelArn, versionIdentifier };
    }
    if (version.status() !== 'ACTIVE') {
      throw exception(
        'ValidationException', `incrementalTrainingDataChannels[0].trainedModelArn must be an ACTIVE trained model, and it is ${version.status()}`,
      );
    }
    return { channelName, trainedModelArn, versionIdentifier: version.versionIdentifier, version };
  }

  private parentIn(model: TrainedModel, versionIdentifier: string | undefined): TrainedModelVersion | undefined {
    const otherwise = this.state.behavior.incrementalDefaultParent;
    if (versionIdentifier === undefined && otherwise === 'latestActive') {
      return model.existing().reverse().find((version) => version.status() === 'ACTIVE');
    }
    return model.find(versionIdentifier, otherwise === 'latestActive' ? 'latest' : otherwise);
  }

  private modelFor(caller: Caller, { membershipIdentifier }: CreateTrainedModelRequest, parent: Parent | undefined): TrainedModel {
    const extended = parent !== undefined && this.state.behavior.incrementalArn === 'same'
      && membershipOf(parent.trainedModelArn).membershipIdentifier === membershipIdentifier;
    const known = extended ? this.byArn.get(parent.trainedModelArn) : undefined;
    if (known !== undefined) {
      return known;
    }
    const arn = extended ? parent.trainedModelArn : this.state.nextArn(caller, `membership/${membershipIdentifier}/trained-model`);
    const model = new TrainedModel(this.state, arn, !extended);
    this.byArn.set(arn, model);
    const siblings = this.byMembership.get(membershipIdentifier) ?? new Set();
    this.byMembership.set(membershipIdentifier, siblings.add(model));
    return model;
  }

  private requireFreeName(request: CreateTrainedModelRequest): void {
    const { uniqueNames } = this.state.behavior;
    const namesakes = this.named(request);
    if (uniqueNames === 'forever' ? namesakes.length > 0 : uniqueNames === 'live' && namesakes.some(({ current }) => !NAME_FREE.has(current.status))) {
      throw exception('ConflictException', `A trained model with the name "${request.name}" already exists.`);
    }
  }

  private requireQuota(caller: Caller, { membershipIdentifier, resourceConfig }: CreateTrainedModelRequest): void {
    const { membership, account } = this.state.behavior.trainingQuota;
    const running = [...this.changing()].filter((version) => version.running);
    const inMembership = running.filter((version) => version.membershipIdentifier === membershipIdentifier);
    const inAccount = running.filter((version) => placeOf(version) === placeOf(caller));
    this.requireInstances(resourceConfig, inAccount);
    if (inMembership.length >= membership) {
      throw new QuotaExceededError(
        `Membership ${membershipIdentifier} has ${membership} trainings pending or running.`, 'Trained models pending or running per membership', membership,
      );
    }
    if (inAccount.length >= account) {
      throw new QuotaExceededError(
        `Account ${caller.accountId} has ${account} trainings pending or running.`, 'Trained models pending or running per account', account,
      );
    }
  }

  private requireInstances({ instanceType, instanceCount = 1 }: CreateTrainedModelRequest['resourceConfig'], inAccount: readonly TrainedModelVersion[]): void {
    const quota = this.state.behavior.instanceQuotas[instanceType] ?? Infinity;
    const used = inAccount.map(({ request }) => request.resourceConfig).filter((config) => config.instanceType === instanceType)
      .reduce((sum, config) => sum + (config.instanceCount ?? 1), 0);
    if (used + instanceCount > quota) {
      throw new QuotaExceededError(
        `The account can train with ${quota} instances of ${instanceType} at once.`, `Number of ${instanceType} instances for training per account`, quota,
      );
    }
  }

  private named({ membershipIdentifier, name }: CreateTrainedModelRequest): TrainedModelVersion[] {
    const key = `${membershipIdentifier}/${name}`;
    const namesakes = this.byName.get(key) ?? [];
    this.byName.set(key, namesakes);
    return namesakes;
  }

  private changing(): ReadonlySet<TrainedModelVersion> {
    this.unsettled.forEach((version) => {
      if (version.settled) {
        this.unsettled.delete(version);
      }
    });
    return this.unsettled;
  }

  private rowsOf(model: TrainedModel, until: number): TrainedModelVersion[] {
    const listed = listedOf(model, until);
    switch (this.state.behavior.listTrainedModels) {
      case 'all': return listed;
      case 'latest': return listed.slice(-1);
      case 'base': return listed.slice(0, 1);
    }
  }

  private page(listing: string, versions: TrainedModelVersion[], request: RequestOf<'listTrainedModels'>): ReplyOf<'listTrainedModels'> {
    const { rows, nextToken } = pageOf(listing, versions, request, this.state.behavior);
    const asOf = this.state.listedStatusesAt();
    return { trainedModels: rows.map((row) => summaryOf(row, this.state, asOf)), nextToken };
  }
}

/** The versions that a listing shows. */
function listedOf(model: TrainedModel, until: number): TrainedModelVersion[] {
  return model.existing().filter(({ acceptedAt }) => acceptedAt <= until);
}

/** What leaves its name to others, unless names are taken for ever. */
const NAME_FREE: ReadonlySet<LifecycleStatus> = new Set(['CREATE_FAILED', 'INACTIVE', 'GONE']);
