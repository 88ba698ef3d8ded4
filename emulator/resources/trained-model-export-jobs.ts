import { JobCollection, jobRecord, type Job, type JobRecord } from './job-collection';
import { JobCourse } from './job-course';
import type { JobNeighbours } from './trained-model-inference-jobs';
import type { StartTrainedModelExportJobRequest } from '../../src/private/protocol/api-requests';
import type { ExportJobSummary } from '../../src/private/protocol/clean-rooms-ml';
import type { Caller } from '../caller';
import { pageOf } from '../listing';
import type { ReplyOf, RequestOf } from '../operations';
import type { PlannedOutcomes } from '../planned-outcomes';
import { exception } from '../service-error';
import type { ServiceState } from '../service-state';

/** What is known of an export from outside. */
export type ExportJobRecord = JobRecord<StartTrainedModelExportJobRequest>;

interface ExportJob extends Job<StartTrainedModelExportJobRequest> {
  /** The version that it exports, also where the request named none. */
  readonly trainedModelVersionIdentifier?: string;
}

/** The exports of all memberships. They have no ARN: a listing shows them, and nothing ends or removes them. */
export class TrainedModelExportJobs {
  private readonly jobs: JobCollection<StartTrainedModelExportJobRequest, ExportJob>;

  constructor(
    private readonly state: ServiceState, private readonly neighbours: JobNeighbours,
    private readonly outcomes: PlannedOutcomes<StartTrainedModelExportJobRequest>,
  ) {
    this.jobs = new JobCollection(state, 'trained model export job');
  }

  public get records(): readonly ExportJobRecord[] {
    return this.jobs.records;
  }

  public get running(): readonly ExportJobRecord[] {
    return this.jobs.running.map(({ record }) => record);
  }

  public nextChangeAt(): number | undefined {
    return this.jobs.nextChangeAt();
  }

  public start(caller: Caller, request: StartTrainedModelExportJobRequest): ReplyOf<'startTrainedModelExportJob'> {
    const { membershipIdentifier, trainedModelArn, trainedModelVersionIdentifier, outputConfiguration: { members } } = request;
    const { associations, trainedModels, mlConfigurations } = this.neighbours;
    this.state.memberships.enter(caller, membershipIdentifier);
    const version = trainedModels.versionToUse(membershipIdentifier, trainedModelArn, trainedModelVersionIdentifier);
    if (version !== undefined) {
      associations.requireAllowed(version.request.configuredModelAlgorithmAssociationArn, 'trainedModelExports');
    }
    const unable = mlConfigurations.reasonAgainst(membershipIdentifier, members[0].accountId);
    if (unable !== undefined && this.state.behavior.receiverWithoutConfiguration === 'refused') {
      throw exception('ValidationException', unable);
    }
    this.jobs.requireFreeName(request);
    const outcome = unable === undefined ? this.outcomes.take(request) : { outcome: 'fail' as const, reason: unable };
    const course = new JobCourse(this.state, outcome, this.state.behavior.exportSeconds);
    this.jobs.add({
      caller,
      request,
      course,
      record: jobRecord(caller, request, course),
      sequence: this.state.nextSequence(),
      trainedModelVersionIdentifier: version === undefined ? trainedModelVersionIdentifier : version.versionIdentifier,
    });
    return {};
  }

  public list(
    caller: Caller, request: RequestOf<'listCollaborationTrainedModelExportJobs'>,
  ): ReplyOf<'listCollaborationTrainedModelExportJobs'> {
    const { collaborationIdentifier, trainedModelArn, trainedModelVersionIdentifier } = request;
    this.state.memberships.requireMember(caller, collaborationIdentifier);
    const wanted = this.jobs.listed().filter((job) => job.request.trainedModelArn === trainedModelArn
      && this.state.memberships.isIn(job.request.membershipIdentifier, collaborationIdentifier)
      && (trainedModelVersionIdentifier === undefined || job.trainedModelVersionIdentifier === trainedModelVersionIdentifier));
    const listing = `ListCollaborationTrainedModelExportJobs ${collaborationIdentifier} ${trainedModelArn} ${trainedModelVersionIdentifier}`;
    const { rows, nextToken } = pageOf(listing, wanted, request, this.state.behavior);
    const asOf = this.state.listedStatusesAt();
    return { collaborationTrainedModelExportJobs: rows.map((row) => this.summaryOf(row, asOf)), nextToken };
  }

  private summaryOf(job: ExportJob, asOf: number): ExportJobSummary & { creatorAccountId: string } {
    const { caller, request, course, trainedModelVersionIdentifier } = job;
    const { name, membershipIdentifier, trainedModelArn } = request;
    const { status, at, message } = course.at(asOf);
    return {
      name,
      membershipIdentifier,
      collaborationIdentifier: this.state.memberships.collaborationOf(membershipIdentifier),
      creatorAccountId: caller.accountId,
      trainedModelArn,
      ...(trainedModelVersionIdentifier !== undefined && { trainedModelVersionIdentifier }),
      status: status as ExportJobSummary['status'],
      ...(message !== undefined && { statusDetails: { statusCode: status, message } }),
      createTime: this.state.shown(course.acceptedAt),
      updateTime: this.state.shown(at),
    };
  }
}
