import type { AssociationDependant } from './associations';
import type { ChannelRecord } from './channel-record';
import type { MlInputChannelStatus } from '../../src/private/protocol/api-model';
import type { CreateMlInputChannelRequest, TagMap } from '../../src/private/protocol/api-requests';
import type { Caller } from '../caller';
import { SECOND } from '../clock';
import { isDeleting, isRunning, Lifecycle, type LifecycleStatus, type StatusChange } from '../lifecycle';
import type { Listed } from '../listing';
import type { PlannedOutcome } from '../planned-outcomes';
import { exception } from '../service-error';
import type { ServiceState } from '../service-state';

const DAY = 86_400 * SECOND;

interface MlInputChannelProps {
  readonly arn: string;
  readonly caller: Caller;
  readonly request: CreateMlInputChannelRequest;
  readonly outcome: PlannedOutcome;
}

/** What reads the data of a channel, and can stand in the way of its deletion. */
export interface ChannelReader {
  holdsChannels(): boolean;
}

/** One ML input channel: one query, and its data for as long as it exists. */
export class MlInputChannel implements Listed, AssociationDependant {
  public readonly kind = 'ML input channel';
  public readonly arn: string;
  public readonly name: string;
  public readonly membershipIdentifier: string;
  public readonly sequence: number;
  public readonly acceptedAt: number;
  public readonly protectedQueryIdentifier: string;
  public readonly request: CreateMlInputChannelRequest;
  public readonly record: ChannelRecord;
  /** The trainings that ever read it. */
  public readonly readers: ChannelReader[] = [];
  public tags: TagMap;

  private readonly lifecycle: Lifecycle;

  constructor(private readonly state: ServiceState, { arn, caller, request, outcome }: MlInputChannelProps) {
    this.arn = arn;
    this.name = request.name;
    this.membershipIdentifier = request.membershipIdentifier;
    this.sequence = state.nextSequence();
    this.acceptedAt = state.now;
    this.protectedQueryIdentifier = state.nextIdentifier();
    this.request = request;
    this.tags = { ...request.tags };
    this.lifecycle = new Lifecycle({ status: 'CREATE_PENDING', at: this.acceptedAt }, this.planOf(outcome));
    this.record = {
      mlInputChannelArn: arn,
      name: this.name,
      membershipIdentifier: this.membershipIdentifier,
      accountId: caller.accountId,
      protectedQueryIdentifier: this.protectedQueryIdentifier,
      acceptedAt: this.acceptedAt,
      request,
      status: () => this.status(),
      history: () => this.course.history,
    };
  }

  /** The last status change, or the expiry of the data where that shows. */
  public get current(): StatusChange {
    const { current } = this.course;
    return this.hasExpired && this.state.behavior.expiredChannel === 'INACTIVE'
      ? { status: 'INACTIVE', at: this.expiresAt!, message: 'The data has expired.' }
      : current;
  }

  public get exists(): boolean {
    return this.current.status !== 'GONE';
  }

  /** Whether the query runs or its end is still to come. */
  public get querying(): boolean {
    return isRunning(this.current.status);
  }

  /** Whether a training can read it. */
  public get readable(): boolean {
    return this.course.current.status === 'ACTIVE' && !this.hasExpired;
  }

  /** Whether it was never deleted, and has not expired. One whose query failed has no data, and is there. */
  public get isLeft(): boolean {
    return !NOTHING_LEFT.has(this.current.status) && !this.hasExpired;
  }

  /** When the next status change happens, unless a request comes first. */
  public get nextChangeAt(): number | undefined {
    return this.course.plan[0]?.at;
  }

  public status(): MlInputChannelStatus | undefined {
    const { status } = this.current;
    // A channel is never cancelled.
    return status === 'GONE' ? undefined : status as MlInputChannelStatus;
  }

  /** Whether the query has ended well. */
  public get hadData(): boolean {
    return this.course.history.some(({ status }) => status === 'ACTIVE');
  }

  public holdsAssociation(): boolean {
    const { deletionBlockedBy } = this.state.behavior;
    const { status, at } = this.current;
    const isReleased = this.state.isReleased(at);
    const isChanging = isRunning(status) || isDeleting(status);
    return (deletionBlockedBy.includes('changingChannels') && (isChanging || !isReleased))
      || (deletionBlockedBy.includes('activeChannels') && this.hadData && (this.isLeft || !isReleased));
  }

  public deleteData(): void {
    const { status } = this.current;
    const { afterDelete, deleteSeconds, deleteWhileRunning, repeatedDelete } = this.state.behavior;
    if (isDeleting(status) || status === 'INACTIVE') {
      if (repeatedDelete === 'conflict') {
        throw this.conflict('has no data to delete');
      }
      return;
    }
    if (isRunning(status) && deleteWhileRunning === 'conflict') {
      throw this.conflict('cannot be deleted while its query runs');
    }
    if (this.readers.some((reader) => reader.holdsChannels())) {
      throw this.conflict('is read by a training');
    }
    const { now } = this.state;
    const end = now + deleteSeconds * SECOND;
    const outcome = this.state.faults.takeDeleteFailure() ? 'DELETE_FAILED' : afterDelete === 'gone' ? 'GONE' : afterDelete;
    this.course.change({ status: 'DELETE_PENDING', at: now }, [
      { status: 'DELETE_IN_PROGRESS', at: now + Math.floor((end - now) / 2) },
      { status: outcome, at: end },
    ]);
  }

  /** The lifecycle as it is by now; nothing looks at it in another way. */
  private get course(): Lifecycle {
    this.lifecycle.settle(this.state.now);
    return this.lifecycle;
  }

  private get expiresAt(): number | undefined {
    const active = this.course.current;
    return active.status === 'ACTIVE' ? active.at + this.request.retentionInDays * DAY : undefined;
  }

  private get hasExpired(): boolean {
    return this.expiresAt !== undefined && this.expiresAt <= this.state.now;
  }

  private planOf(planned: PlannedOutcome): StatusChange[] {
    if (planned.outcome === 'hang') {
      return [];
    }
    const { pendingSeconds, querySeconds } = this.state.behavior;
    const seconds = planned.seconds ?? (typeof querySeconds === 'number' ? querySeconds : querySeconds(this.request));
    const started = this.acceptedAt + pendingSeconds * SECOND;
    const ended = started + seconds * SECOND;
    return [
      { status: 'CREATE_IN_PROGRESS', at: started },
      planned.outcome === 'fail' ? { status: 'CREATE_FAILED', at: ended, message: planned.reason } : { status: 'ACTIVE', at: ended },
    ];
  }

  private conflict(what: string) {
    return exception('ConflictException', `The ML input channel ${this.arn} with status ${this.current.status} ${what}.`);
  }
}

const NOTHING_LEFT: ReadonlySet<LifecycleStatus> = new Set(['INACTIVE', 'GONE']);
