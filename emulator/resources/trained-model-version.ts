import type { Caller } from '../caller';
import { SECOND } from '../clock';
import { isCancellable, isDeleting, isRunning, isTerminal, Lifecycle, type LifecycleStatus, type StatusChange } from '../lifecycle';
import type { Listed } from '../listing';
import { exception } from '../service-error';
import type { ServiceState } from '../service-state';
import type { AssociationDependant } from './associations';
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
export class TrainedModelVersion implements VersionReference, Listed, AssociationDependant {
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

  private readonly lifecycle: Lifecycle;

  constructor(private readonly state: ServiceState, { model, versionIdentifier, caller, request, parent, outcome }: TrainedModelVersionProps) {
    this.model = model;
    this.trainedModelArn = model.arn;
    this.versionIdentifier = versionIdentifier;
    this.name = request.name;
    this.membershipIdentifier = request.membershipIdentifier;
    this.accountId = caller.accountId;
    this.region = caller.region;
    this.sequence = state.nextSequence();
    this.acceptedAt = state.now;
    this.request = request;
    this.parent = parent;
    this.tags = { ...request.tags };
    this.lifecycle = new Lifecycle({ status: 'CREATE_PENDING', at: this.acceptedAt }, this.planOf(outcome));
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
    return isRunning(this.current.status);
  }

  /** Whether only another request can change the status. */
  public get settled(): boolean {
    return isTerminal(this.current.status);
  }

  /** Whether there is something that was trained and has not been deleted. */
  public get hasOutput(): boolean {
    return this.hadOutput && !OUTPUT_GONE.has(this.current.status);
  }

  /** When the next status change happens, unless a request comes first. */
  public get nextChangeAt(): number | undefined {
    return this.course.plan[0]?.at;
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
    const { status } = this.current;
    if (!isCancellable(status)) {
      throw this.conflict('cannot be cancelled');
    }
    const now = this.state.now;
    const { afterCancel, cancelSeconds } = this.state.behavior;
    const end = now + cancelSeconds * SECOND;
    const { faults } = this.state;
    const ownEnd = this.course.plan.filter((change) => isTerminal(change.status)).map((change) => ({ ...change, at: Math.max(change.at, end) }));
    // A job that could not be cancelled goes on, and shows how it ended when it does.
    const outcome: StatusChange[] = faults.takeCancelFailure() ? [{ status: 'CANCEL_FAILED', at: end }, ...ownEnd]
      : ownEnd.length > 0 && faults.takeLateCancellation() ? ownEnd.map((change) => ({ ...change, at: end }))
        : [{ status: afterCancel === 'gone' ? 'GONE' : afterCancel, at: end, message: 'The training was cancelled.' }];
    this.course.change({ status: 'CANCEL_PENDING', at: now }, [{ status: 'CANCEL_IN_PROGRESS', at: middle(now, end) }, ...outcome]);
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
    const now = this.state.now;
    const end = now + deleteSeconds * SECOND;
    const outcome = this.state.faults.takeDeleteFailure() ? 'DELETE_FAILED' : afterDelete === 'gone' ? 'GONE' : afterDelete;
    this.course.change({ status: 'DELETE_PENDING', at: now }, [
      { status: 'DELETE_IN_PROGRESS', at: middle(now, end) },
      { status: outcome, at: end },
    ]);
  }

  /** The lifecycle as it is by now; nothing looks at it in another way. */
  private get course(): Lifecycle {
    this.lifecycle.settle(this.state.now);
    return this.lifecycle;
  }

  private get hadOutput(): boolean {
    return this.course.history.some(({ status }) => status === 'ACTIVE');
  }

  private planOf(planned: TrainingOutcome): StatusChange[] {
    if (planned.outcome === 'hang') {
      return [];
    }
    const { pendingSeconds, trainingSeconds } = this.state.behavior;
    const seconds = planned.seconds ?? (typeof trainingSeconds === 'number' ? trainingSeconds : trainingSeconds(this.request));
    const started = this.acceptedAt + pendingSeconds * SECOND;
    const ended = started + seconds * SECOND;
    return [
      { status: 'CREATE_IN_PROGRESS', at: started },
      planned.outcome === 'fail' ? { status: 'CREATE_FAILED', at: ended, message: planned.reason } : { status: 'ACTIVE', at: ended },
    ];
  }

  private conflict(what: string) {
    return exception('ConflictException', `The trained model ${this.trainedModelArn} with status ${this.current.status} ${what}.`);
  }
}

const OUTPUT_GONE: ReadonlySet<LifecycleStatus> = new Set(['INACTIVE', 'GONE']);

function middle(from: number, to: number): number {
  return from + Math.floor((to - from) / 2);
}
