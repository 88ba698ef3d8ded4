import type { CleanRoomsMlEmulator, LeftBehind, TrainingRecord } from '../emulator';
import { clockTime, twoColumns } from './timeline-printer';
import { versionName } from './version-names';
import { OWNER_TAG } from '../src/private/protocol/contract';

/** What a rehearsal comes to. */
export interface RehearsalSummary {
  /** Every training that the service accepted, which is to say every one that is paid for. */
  readonly trainings: readonly TrainingSummary[];
  /** What exists in the service, and belongs to a resource of a stack that exists. */
  readonly inUse: LeftBehind;
  /** What exists in the service otherwise: no stack deletes it any more. */
  readonly leftBehind: LeftBehind;
  /** What stays since its deletion policy says so, of all services. */
  readonly retained: readonly RetainedResource[];
  /** How often each operation was called. */
  readonly calls: Readonly<Record<string, number>>;
  /** The virtual time that has passed. */
  readonly seconds: number;
}

/** A resource that CloudFormation does not know any more, and that still exists. */
export interface RetainedResource {
  /** The construct path, or the logical id. */
  readonly path: string;
  readonly type: string;
  readonly physicalId: string;
}

export interface TrainingSummary extends Pick<TrainingRecord, 'name' | 'trainedModelArn' | 'versionIdentifier' | 'parent'> {
  /** Seconds from the start of the rehearsal until the service accepted it. */
  readonly acceptedAfter: number;
  /** Its status in the service; `NOT_FOUND` when it does not exist any more. */
  readonly status: string;
  /** What became of it. A version that is deleted and a training that is cancelled have the same status in the service. */
  readonly outcome: TrainingEnd;
}

/** What became of a training. The output of `trainedAndDeleted` was usable until it was deleted. */
export type TrainingEnd = 'inProgress' | 'usable' | 'trainedAndDeleted' | 'cancelled' | 'failed';

const OUTCOME_TEXT: Readonly<Record<TrainingEnd, string>> = {
  inProgress: 'in progress',
  usable: 'usable',
  trainedAndDeleted: 'trained, and deleted later',
  cancelled: 'cancelled',
  failed: 'failed',
};

/** What the stacks have. */
export interface KnownResources {
  readonly physicalIds: ReadonlySet<unknown>;
  /** The memberships that have an ML configuration of a stack. */
  readonly memberships: ReadonlySet<unknown>;
  readonly retained: readonly RetainedResource[];
}

export function summarize(
  emulator: CleanRoomsMlEmulator,
  { physicalIds, memberships, retained }: KnownResources,
  { start, now }: { readonly start: number; readonly now: number },
): RehearsalSummary {
  // The library's resources are known by the tag with their owner, CloudFormation's own by their ARN, ML configurations by their membership.
  const isInUse = ({ arn, tags = {} }: Existing) => physicalIds.has(tags[OWNER_TAG]) || physicalIds.has(arn) || memberships.has(arn);
  return {
    trainings: emulator.trainings.map((training) => ({
      name: training.name,
      trainedModelArn: training.trainedModelArn,
      versionIdentifier: training.versionIdentifier,
      parent: training.parent && { trainedModelArn: training.parent.trainedModelArn, versionIdentifier: training.parent.versionIdentifier },
      acceptedAfter: (training.acceptedAt - start) / 1000,
      status: training.status() ?? 'NOT_FOUND',
      outcome: outcomeOf(training),
    })),
    inUse: those(emulator.leftBehind(), isInUse),
    leftBehind: those(emulator.leftBehind(), (each) => !isInUse(each)),
    retained,
    calls: countByOperation(emulator.calls),
    seconds: (now - start) / 1000,
  };
}

interface Existing {
  readonly arn: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A part of what exists. */
function those(
  { algorithms, associations, runningTrainings, activeOutputs, mlConfigurations }: LeftBehind,
  wanted: (each: Existing) => boolean,
): LeftBehind {
  const ofTraining = ({ trainedModelArn, request }: TrainingRecord) => wanted({ arn: trainedModelArn, tags: request.tags });
  return {
    algorithms: algorithms.filter(wanted),
    associations: associations.filter(wanted),
    runningTrainings: runningTrainings.filter(ofTraining),
    activeOutputs: activeOutputs.filter(ofTraining),
    mlConfigurations: mlConfigurations.filter(({ membershipIdentifier: arn }) => wanted({ arn })),
  };
}

function outcomeOf(training: TrainingRecord): TrainingEnd {
  const statuses = training.history().map(({ status }) => status);
  const last = statuses[statuses.length - 1];
  if (statuses.includes('ACTIVE')) {
    return last === 'INACTIVE' || last === 'GONE' ? 'trainedAndDeleted' : 'usable';
  }
  if (last === 'CREATE_PENDING' || last === 'CREATE_IN_PROGRESS') {
    return 'inProgress';
  }
  return statuses.includes('CANCEL_PENDING') ? 'cancelled' : 'failed';
}

export function countByOperation(calls: readonly { readonly operation: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of calls) {
    counts[operation] = (counts[operation] ?? 0) + 1;
  }
  return counts;
}

/** The summary as a table. */
export function printSummary({ trainings, inUse, leftBehind, retained, calls, seconds }: RehearsalSummary, columns?: number): string {
  return twoColumns([
    ['Trainings paid for', String(trainings.length)],
    ...trainings.map((training, i): [string, string] => ['', `${versionName(i + 1)}  ${describe(training, trainings)}`]),
    ['Usable versions', String(trainings.filter(({ outcome }) => outcome === 'usable').length)],
    ...(Object.values(inUse).some(({ length }) => length > 0) ? [['In use', countsOf(inUse)] as [string, string]] : []),
    ['Left behind', countsOf(leftBehind, retained)],
    ...retained.map(({ path, type, physicalId }): [string, string] => ['', `${path}  ${type} ${physicalId}, retained`]),
    ['Virtual time', clockTime(seconds * 1000)],
    ['API calls', Object.entries(calls).sort().map(([operation, count]) => `${operation} ${count}`).join(', ') || 'none'],
  ], columns);
}

function describe({ name, acceptedAfter, outcome, parent }: TrainingSummary, trainings: readonly TrainingSummary[]): string {
  const origin = parent === undefined ? 'from scratch' : `incremental from ${versionText(parent, trainings)}`;
  return `${clockTime(acceptedAfter * 1000)}  ${name}  ${origin}; ${OUTCOME_TEXT[outcome]}`;
}

function versionText({ trainedModelArn: arn, versionIdentifier: version }: NonNullable<TrainingSummary['parent']>, trainings: readonly TrainingSummary[]): string {
  const number = 1 + trainings.findIndex((training) => training.trainedModelArn === arn && training.versionIdentifier === version);
  return number > 0 ? versionName(number) : `${version === undefined ? 'the base version' : `version ${version}`} of ${arn}`;
}

function countsOf(
  { algorithms, associations, runningTrainings, activeOutputs, mlConfigurations }: LeftBehind, retained: readonly RetainedResource[] = [],
): string {
  const counts: [number, string][] = [
    [algorithms.length, 'algorithms'],
    [associations.length, 'associations'],
    [runningTrainings.length, 'running trainings'],
    [activeOutputs.length, 'trained outputs'],
    [mlConfigurations.length, 'ML configurations'],
    [retained.length, 'retained resources'],
  ];
  const some = counts.filter(([count]) => count > 0);
  return some.length === 0 ? 'nothing' : some.map(([count, what]) => `${count} ${count === 1 ? what.slice(0, -1) : what}`).join(', ');
}
