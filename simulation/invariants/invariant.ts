import type { CallRecord, CleanRoomsMlEmulator, TrainingRecord, VersionReference } from '../../emulator';
import type { Rehearsal, StackDescription, TimelineEvent } from '../../rehearsal/index';
import { OWNER_TAG } from '../../src/private/protocol/contract';
import type { TroubledDelivery } from '../fault-injector';
import type { Journal } from '../journal';
import type { Scenario, Step } from '../scenario';

/** How a step went for one stack. */
export interface StackOutcome {
  readonly name: string;
  readonly reason?: string;
  readonly before?: StackDescription;
  readonly after: StackDescription;
  /** Whether this step did something with the stack. */
  readonly touched: boolean;
  /** Seconds that it took. */
  readonly seconds: number;
}

/** What there is to look at after a step. */
export interface Moment {
  readonly scenario: Scenario;
  readonly step: Step;
  readonly rehearsal: Rehearsal;
  readonly emulator: CleanRoomsMlEmulator;
  readonly journal: Journal;
  /** The stacks that the step was about. */
  readonly stacks: readonly StackOutcome[];
  readonly startedAt: number;
  /** Names of the algorithms and associations that there were then. */
  readonly namesBefore: ReadonlySet<string>;
  /** What happened since then. */
  readonly events: readonly TimelineEvent[];
  /** The calls of Clean Rooms ML since then. */
  readonly calls: readonly CallRecord[];
  /** Whether nothing goes wrong any more, and everything has to come to its end. */
  readonly recovering: boolean;
  /** Whether everything has been destroyed. */
  readonly last: boolean;
  /** When somebody last gave up an update of a stack, by its name. */
  readonly cancelledAt: ReadonlyMap<string, number>;
  /** Events that came late, or that nobody could take at first. */
  readonly troubledDeliveries: readonly TroubledDelivery[];
  /** Whether no waiter is left that could still do something. */
  readonly quiet: boolean;
  /** What another team has. */
  readonly neighbours: readonly Neighbour[];
}

/** Something of another team, and how it has to stay. */
export interface Neighbour {
  readonly name: string;
  readonly stateBefore: string;
  state(): string;
}

/** Something that has to hold whatever happens. */
export interface Invariant {
  readonly name: string;
  /** What is wrong, in words; nothing when it holds. */
  check(moment: Moment): string[];
}

/** The status of a training, a query or a job at a time. */
export function statusAt(record: Pick<TrainingRecord, 'history'>, time: number): string {
  let status = 'CREATE_PENDING';
  for (const change of record.history()) {
    if (change.at > time) {
      break;
    }
    status = change.status;
  }
  return status;
}

/** What has ended well, or can. */
export const USABLE: readonly string[] = ['CREATE_PENDING', 'CREATE_IN_PROGRESS', 'ACTIVE'];

export function isUsableAt(record: Pick<TrainingRecord, 'history' | 'acceptedAt'>, time: number): boolean {
  return record.acceptedAt <= time && USABLE.includes(statusAt(record, time));
}

/** The statuses of a stack whose deployment has succeeded. */
export const SUCCEEDED = /^(CREATE|UPDATE)_COMPLETE$/;

/** Stacks of which nothing is left, or should be. */
export const GONE: ReadonlySet<string> = new Set(['DELETE_COMPLETE', 'ROLLBACK_COMPLETE']);

/** The stack that something in the service was made for. */
export function stackOf({ rehearsal, journal }: Moment, owner: string | undefined): StackDescription | undefined {
  const maker = journal.makerOf(owner);
  return maker && rehearsal.describeAll().find(({ id }) => id === maker.stackId);
}

export function hasFailed({ status }: StackDescription): boolean {
  return status.endsWith('_FAILED');
}

/** What is declared for a logical id, which can go on after the construct's. */
export function declaredIn<T>(declared: Readonly<Record<string, T>> | undefined, logicalId: string): T | undefined {
  return Object.entries(declared ?? {}).find(([id]) => logicalId.startsWith(id))?.[1];
}

export function isVersion(record: TrainingRecord, reference: VersionReference | undefined): boolean {
  return record.trainedModelArn === reference?.trainedModelArn && record.versionIdentifier === reference.versionIdentifier;
}

/** Whether the attributes of a resource stand for a version. */
export function sameVersion(record: TrainingRecord, attributes: Readonly<Record<string, unknown>>): boolean {
  return record.trainedModelArn === attributes.TrainedModelArn && (record.versionIdentifier ?? '') === attributes.VersionIdentifier;
}

/** Without a ledger, tags tell whose a version is: those of the ARN are of a later version that is gone, and was somebody else's. */
export function isUnrecognizable(record: TrainingRecord, { journal, emulator }: Moment, before = Infinity): boolean {
  const later = emulator.trainings.filter(({ trainedModelArn, acceptedAt }) => (
    trainedModelArn === record.trainedModelArn && acceptedAt > record.acceptedAt && acceptedAt < before));
  const latest = later[later.length - 1];
  return journal.ledgerWasLost && emulator.behavior.tags === 'arn' && record.versionIdentifier !== undefined
    && latest !== undefined && latest.status() === undefined && latest.request.tags?.[OWNER_TAG] !== record.request.tags?.[OWNER_TAG];
}
