import type { AssociationDependant, Associations } from './associations';
import { JobCollection, jobRecord, statusOf, type Job, type JobRecord } from './job-collection';
import { holds, JobCourse } from './job-course';
import type { MlConfigurations } from './ml-configurations';
import type { ChannelReader } from './ml-input-channel';
import type { MlInputChannels } from './ml-input-channels';
import type { TrainedModels } from './trained-models';
import type { StartTrainedModelInferenceJobRequest, TagMap } from '../../src/private/protocol/api-requests';
import type { InferenceJobDetails, InferenceJobSummary } from '../../src/private/protocol/clean-rooms-ml';
import { placeOf, type Caller } from '../caller';
import { imageDigestOf } from '../identifiers';
import { pageOf } from '../listing';
import type { ReplyOf, RequestOf } from '../operations';
import { copyOf } from '../plain-copy';
import type { PlannedOutcomes } from '../planned-outcomes';
import { exception, notFound, QuotaExceededError } from '../service-error';
import type { ServiceState } from '../service-state';

/** What is known of an inference job from outside. */
export interface InferenceJobRecord extends JobRecord<StartTrainedModelInferenceJobRequest> {
  readonly trainedModelInferenceJobArn: string;
}

interface InferenceJob extends Job<StartTrainedModelInferenceJobRequest>, AssociationDependant, ChannelReader {
  readonly arn: string;
  readonly record: InferenceJobRecord;
  readonly associationArn?: string;
  /** The version that it uses, also where the request named none. */
  readonly trainedModelVersionIdentifier?: string;
  tags: TagMap;
}

/** What an inference job needs of the rest of the service. */
export interface JobNeighbours {
  readonly associations: Associations;
  readonly trainedModels: TrainedModels;
  readonly mlConfigurations: MlConfigurations;
  readonly inputChannels: MlInputChannels;
}

/** The inference jobs of all memberships. No operation removes the record of one. */
export class TrainedModelInferenceJobs {
  private readonly jobs: JobCollection<StartTrainedModelInferenceJobRequest, InferenceJob>;

  constructor(
    private readonly state: ServiceState, private readonly neighbours: JobNeighbours,
    private readonly outcomes: PlannedOutcomes<StartTrainedModelInferenceJobRequest>,
  ) {
    this.jobs = new JobCollection(state, 'trained model inference job');
  }

  public get records(): readonly InferenceJobRecord[] {
    return this.jobs.all.map(({ record }) => record);
  }

  public get running(): readonly InferenceJobRecord[] {
    return this.jobs.running.map(({ record }) => record);
  }

  public nextChangeAt(): number | undefined {
    return this.jobs.nextChangeAt();
  }

  /** A job to tag. */
  public owned(caller: Caller, arn: string): InferenceJob {
    const job = this.jobs.all.find((each) => each.arn === arn);
    if (job === undefined || statusOf(job.course) === undefined) {
      throw notFound('trained model inference job', arn);
    }
    this.state.memberships.enter(caller, job.request.membershipIdentifier);
    return job;
  }

  public start(caller: Caller, request: StartTrainedModelInferenceJobRequest): ReplyOf<'startTrainedModelInferenceJob'> {
    const { membershipIdentifier, trainedModelArn, trainedModelVersionIdentifier, dataSource, outputConfiguration: { members } } = request;
    const { associations, trainedModels, inputChannels, mlConfigurations } = this.neighbours;
    this.state.memberships.enter(caller, membershipIdentifier);
    const version = trainedModels.versionToUse(membershipIdentifier, trainedModelArn, trainedModelVersionIdentifier);
    const associationArn = request.configuredModelAlgorithmAssociationArn ?? version?.request.configuredModelAlgorithmAssociationArn;
    const siblings = associationArn === undefined ? undefined : associations.toInferWith(membershipIdentifier, associationArn);
    const channel = inputChannels.toRead(membershipIdentifier, [dataSource.mlInputChannelArn]);
    const unable = mlConfigurations.reasonAgainst(membershipIdentifier, members[0].accountId);
    if (unable !== undefined && this.state.behavior.receiverWithoutConfiguration === 'refused') {
      throw exception('ValidationException', unable);
    }
    this.jobs.requireFreeName(request);
    this.requireQuota(caller, membershipIdentifier);

    const outcome = unable === undefined ? this.outcomes.take(request) : { outcome: 'fail' as const, reason: unable };
    const course = new JobCourse(this.state, outcome, this.state.behavior.inferenceSeconds);
    const arn = this.state.nextArn(caller, `membership/${membershipIdentifier}/trained-model-inference-job`);
    const record = { ...jobRecord(caller, request, course), trainedModelInferenceJobArn: arn };
    const job: InferenceJob = {
      arn,
      caller,
      request,
      course,
      record,
      associationArn,
      tags: { ...request.tags },
      sequence: this.state.nextSequence(),
      kind: 'inference job',
      holdsAssociation: () => this.isHeldBy(course),
      holdsChannels: () => this.isHeldBy(course),
      trainedModelVersionIdentifier: version === undefined ? trainedModelVersionIdentifier : version.versionIdentifier,
    };
    this.jobs.add(job);
    version?.inferenceJobs.push(job);
    siblings?.push(job);
    channel.read(job);
    return { trainedModelInferenceJobArn: arn };
  }

  /** Whether a job stands in the way of the deletion of what it uses. */
  private isHeldBy(course: JobCourse): boolean {
    return this.state.behavior.deletionBlockedBy.includes('inferenceJobs') && holds(course, this.state);
  }

  public get(caller: Caller, request: RequestOf<'getTrainedModelInferenceJob'>): InferenceJobDetails {
    const job = this.requireOf(caller, request);
    const { course: { current: { status, message }, history }, associationArn } = job;
    return {
      ...copyOf(job.request),
      ...this.summaryOf(job, this.state.now),
      ...(message !== undefined && { statusDetails: { statusCode: status, message } }),
      ...(associationArn !== undefined && history.some((change) => change.status === 'ACTIVE')
        && { inferenceContainerImageDigest: imageDigestOf(associationArn) }),
      tags: { ...job.tags },
    };
  }

  public list(caller: Caller, request: RequestOf<'listTrainedModelInferenceJobs'>): ReplyOf<'listTrainedModelInferenceJobs'> {
    const { membershipIdentifier, trainedModelArn, trainedModelVersionIdentifier } = request;
    this.state.memberships.enter(caller, membershipIdentifier);
    const wanted = this.jobs.listed().filter((job) => job.request.membershipIdentifier === membershipIdentifier
      && (trainedModelArn === undefined || job.request.trainedModelArn === trainedModelArn)
      && (trainedModelVersionIdentifier === undefined || job.trainedModelVersionIdentifier === trainedModelVersionIdentifier));
    const listing = `ListTrainedModelInferenceJobs ${membershipIdentifier} ${trainedModelArn} ${trainedModelVersionIdentifier}`;
    const { rows, nextToken } = pageOf(listing, wanted, request, this.state.behavior);
    const asOf = this.state.listedStatusesAt();
    return { trainedModelInferenceJobs: rows.map((row) => this.summaryOf(row, asOf)), nextToken };
  }

  public listInCollaboration(
    caller: Caller, request: RequestOf<'listCollaborationTrainedModelInferenceJobs'>,
  ): ReplyOf<'listCollaborationTrainedModelInferenceJobs'> {
    const { collaborationIdentifier, trainedModelArn, trainedModelVersionIdentifier } = request;
    const { memberships } = this.state;
    memberships.requireMember(caller, collaborationIdentifier);
    const wanted = this.jobs.listed().filter((job) => (
      memberships.isIn(job.request.membershipIdentifier, collaborationIdentifier)
      && (trainedModelArn === undefined || job.request.trainedModelArn === trainedModelArn)
      && (trainedModelVersionIdentifier === undefined || job.trainedModelVersionIdentifier === trainedModelVersionIdentifier)));
    const listing = `ListCollaborationTrainedModelInferenceJobs ${collaborationIdentifier} ${trainedModelArn} ${trainedModelVersionIdentifier}`;
    const { rows, nextToken } = pageOf(listing, wanted, request, this.state.behavior);
    const asOf = this.state.listedStatusesAt();
    const shown = rows.map((row) => ({ ...this.summaryOf(row, asOf), creatorAccountId: row.caller.accountId }));
    return { collaborationTrainedModelInferenceJobs: shown, nextToken };
  }

  public cancel(caller: Caller, request: RequestOf<'cancelTrainedModelInferenceJob'>): ReplyOf<'cancelTrainedModelInferenceJob'> {
    const { arn, course } = this.requireOf(caller, request);
    if (!course.isCancellable) {
      throw exception('ConflictException', `The trained model inference job ${arn} with status ${course.current.status} cannot be cancelled.`);
    }
    course.cancel('The inference job was cancelled.');
    return {};
  }

  private requireOf(
    caller: Caller, { membershipIdentifier, trainedModelInferenceJobArn }: RequestOf<'getTrainedModelInferenceJob'>,
  ): InferenceJob {
    this.state.memberships.enter(caller, membershipIdentifier);
    const job = this.owned(caller, trainedModelInferenceJobArn);
    if (job.request.membershipIdentifier !== membershipIdentifier) {
      throw exception('ValidationException', `trainedModelInferenceJobArn is not of membership ${membershipIdentifier}`);
    }
    return job;
  }

  private requireQuota(caller: Caller, membershipIdentifier: string): void {
    const { membership, account } = this.state.behavior.inferenceJobQuota;
    const { running } = this.jobs;
    const inMembership = running.filter(({ request }) => request.membershipIdentifier === membershipIdentifier);
    const inAccount = running.filter((job) => placeOf(job.caller) === placeOf(caller));
    if (inMembership.length >= membership) {
      throw new QuotaExceededError(
        `Membership ${membershipIdentifier} has ${membership} inference jobs pending or running.`,
        'Trained model inference jobs pending or running per membership', membership,
      );
    }
    if (inAccount.length >= account) {
      throw new QuotaExceededError(
        `Account ${caller.accountId} has ${account} inference jobs pending or running.`,
        'Trained model inference jobs pending or running per account', account,
      );
    }
  }

  private summaryOf(job: InferenceJob, asOf: number): InferenceJobSummary & { collaborationIdentifier: string } {
    const { arn, request, course, trainedModelVersionIdentifier } = job;
    const { name, membershipIdentifier, trainedModelArn } = request;
    const { status, at } = course.at(asOf);
    return {
      trainedModelInferenceJobArn: arn,
      name,
      membershipIdentifier,
      collaborationIdentifier: this.state.memberships.collaborationOf(membershipIdentifier),
      trainedModelArn,
      ...(trainedModelVersionIdentifier !== undefined && { trainedModelVersionIdentifier }),
      // What is gone is in no reply.
      status: status as InferenceJobSummary['status'],
      createTime: this.state.shown(course.acceptedAt),
      updateTime: this.state.shown(at),
    };
  }
}
