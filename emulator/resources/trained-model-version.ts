import type { Caller } from '../caller';
import { SECOND } from '../clock';
import { isDeleting, isRunning, type LifecycleStatus, type StatusChange } from '../lifecycle';
import type { Listed } from '../listing';
import { exception } from '../service-error';
import type { ServiceState } from '../service-state';
import type { AssociationDependant } from './associations';
import { holds, JobCourse, middle } from './job-course';
import type { ChannelReader } from './ml-input-channel';
import type { TrainedModel } from './trained-model';
import type { TrainingOutcome } from './training-outcomes';
import { recordOf, type TrainingRecord, type VersionReference } from './training-record';
import type { TrainedModelStatus } from '../../src/private/protocol/api-model';
import type { CreateTrainedModelRequest, TagMap } from '../../src/private/protocol/api-requests';

/** What a version was trained from, as its replies show it. */
export interface Parent extends VersionReference {
  readonly channelName: string;
  /** The parent itself, unless it was trained elsewhere. */
  readonly version?: TrainedModelVersion;
}

interface TrainedModelVersionProps {
  readonly model: TrainedModel;
  readonly versionIdentifier?: string;
  readonly caller: Caller;
  readonly request: CreateTrainedModelRequest;
  readonly parent?: Parent;
  readonly outcome: TrainingOutcome;
}

/** One version of a trained model: one training, and its output for as long as it exists. */
export class TrainedModelVersion implements VersionReference, Listed, AssociationDependant, ChannelReader {
  public readonly kind = 'trained model';
  /** What the outside sees of it. */
  public readonly record: TrainingRecord;
  public readonly model: TrainedModel;
  public readonly trainedModelArn: string;
  public readonly versionIdentifier?: string;
  public readonly name: string;
  public readonly membershipIdentifier: string;
  public readonly accountId: string;
  public readonly region: string;
  public readonly sequence: number;
  public readonly acceptedAt: number;
  public readonly request: CreateTrainedModelRequest;
  public readonly parent?: Parent;
  public tags: TagMap;

  /** The inference jobs that ever used it. */
  public readonly inferenceJobs: { readonly course: JobCourse }[] = [];

  private readonly course: JobCourse;

  constructor(private readonly state: ServiceState, { model, versionIdentifier, caller, request, parent, outcome }: TrainedModelVersionProps) {
    this.model = model;
    this.trainedModelArn = model.arn;
    this.versionIdentifier = versionIdentifier;
    this.name = request.name;
    this.membershipIdentifier = request.membershipIdentifier;
    this.accountId = caller.accountId;
    this.region = caller.region;
    this.sequence = state.nextSequence();
    this.request = request;
    this.parent = parent;
    this.tags = { ...request.tags };
    const { trainingSeconds } = state.behavior;
    this.course = new JobCourse(state, outcome, typeof trainingSeconds === 'number' ? trainingSeconds : trainingSeconds(request));
    this.acceptedAt = this.course.acceptedAt;
    this.record = recordOf(this);
  }

  /** The last status change. */
  public get current(): StatusChange {
    return this.course.current;
  }

  public get exists(): boolean {
    return this.current.status !== 'GONE';
  }

  public get running(): boolean {
    return this.course.running;
  }

  /** Whether only another request can change the status. */
  public get settled(): boolean {
    return this.course.isSettled;
  }

  /** Whether there is something that was trained and has not been deleted. */
  public get hasOutput(): boolean {
    return this.hadOutput && !OUTPUT_GONE.has(this.current.status);
  }

  /** When the next status change happens, unless a request comes first. */
  public get nextChangeAt(): number | undefined {
    return this.course.nextChangeAt;
  }

  public status(): TrainedModelStatus | undefined {
    const { status } = this.current;
    return status === 'GONE' ? undefined : status;
  }

  public history(): readonly StatusChange[] {
    return this.course.history;
  }

  /** Whether its association cannot be deleted. */
  public holdsAssociation(): boolean {
    const blockers = this.state.behavior.deletionBlockedBy;
    const released = this.state.isReleased(this.current.at);
    return (blockers.includes('changingModels') && (!this.settled || !released))
      || (blockers.includes('activeModels') && this.hadOutput && (this.hasOutput || !released));
  }

  /** Whether the data of its channels cannot be deleted. */
  public holdsChannels(): boolean {
    return this.state.behavior.deletionBlockedBy.includes('readingModels') && this.running;
  }

  public cancel(): void {
    if (!this.course.isCancellable) {
      throw this.conflict('cannot be cancelled');
    }
    this.course.cancel('The training was cancelled.');
  }

  public deleteOutput(): void {
    const { status } = this.current;
    const { afterDelete, deleteSeconds, deleteWhileRunning, repeatedDelete } = this.state.behavior;
    if (isDeleting(status) || status === 'INACTIVE') {
      if (repeatedDelete === 'conflict') {
        throw this.conflict('has no output to delete');
      }
      return;
    }
    if (isRunning(status) && deleteWhileRunning === 'conflict') {
      throw this.conflict('cannot be deleted while it runs');
    }
    if (this.state.behavior.deletionBlockedBy.includes('inferenceJobs') && this.inferenceJobs.some(({ course }) => holds(course, this.state))) {
      throw this.conflict('cannot be deleted while inference jobs depend on it');
    }
    const now = this.state.now;
    const end = now + deleteSeconds * SECOND;
    const outcome = this.state.faults.takeDeleteFailure() ? 'DELETE_FAILED' : afterDelete === 'gone' ? 'GONE' : afterDelete;
    this.course.change({ status: 'DELETE_PENDING', at: now }, [
      { status: 'DELETE_IN_PROGRESS', at: middle(now, end) },
      { status: outcome, at: end },
    ]);
  }

  private get hadOutput(): boolean {
    return this.course.history.some(({ status }) => status === 'ACTIVE');
  }

  private conflict(what: string) {
    return exception('ConflictException', `The trained model ${this.trainedModelArn} with status ${this.current.status} ${what}.`);
  }
}

const OUTPUT_GONE: ReadonlySet<LifecycleStatus> = new Set(['INACTIVE', 'GONE']);
