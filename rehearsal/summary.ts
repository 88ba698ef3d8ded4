import { createColors } from 'picocolors';
import type {
  ChannelRecord, CleanRoomsMlEmulator, ExistingResource, ExportJobRecord, InferenceJobRecord, LeftBehind, SageMakerEmulator, TrainingRecord,
} from '../emulator';
import { clockTime } from './clock-time';
import { expectationOutcomes, type ExpectationOutcome } from './expectations';
import { promiseOutcomes, type PromiseOutcome } from './promises';
import type { Timeline } from './timeline';
import { printVersionChart } from './version-chart';
import { versionName } from './version-names';
import { table } from '../command-line/text-columns';
import { OWNER_TAG } from '../src/private/protocol/contract';

/** What a rehearsal comes to. */
export interface RehearsalSummary {
  /** Every training that the service accepted, which is to say every one that is paid for. */
  readonly trainings: readonly TrainingSummary[];
  /** Every inference job that the service accepted, which is to say every one that is paid for. */
  readonly inferenceJobs: readonly JobSummary[];
  /** Every export that the service accepted. */
  readonly exportJobs: readonly JobSummary[];
  /** Every ML input channel that the service accepted, which is to say every query that is paid for. */
  readonly queries: readonly QuerySummary[];
  /** Every algorithm whose validation SageMaker accepted, which is to say every validation that is paid for. */
  readonly validations: readonly ValidationSummary[];
  /** What exists in the services, and belongs to a resource of a stack that exists. */
  readonly inUse: Inventory;
  /** What exists in the services otherwise: no stack deletes it any more. */
  readonly leftBehind: Inventory;
  /** What stays since its deletion policy says so, of all services. */
  readonly retained: readonly RetainedResource[];
  /** The deployments and destructions, in order. */
  readonly deployments: readonly DeploymentSummary[];
  /** What each deployment was to replace and train, and what it did. */
  readonly expectations: readonly ExpectationOutcome[];
  /** What the library promises, and whether it held. */
  readonly promises: readonly PromiseOutcome[];
  /** How often each operation was called. */
  readonly calls: Readonly<Record<string, number>>;
  /** The virtual time that has passed. */
  readonly seconds: number;
}

/** What exists, and costs or blocks something. */
export interface Inventory extends LeftBehind {
  readonly sageMakerAlgorithms: readonly ExistingResource[];
}

/** An algorithm with a validation. */
export interface ValidationSummary {
  readonly name: string;
  /** Seconds from the start of the rehearsal until the service accepted it. */
  readonly acceptedAfter: number;
  /** The status of the algorithm in SageMaker; `NOT_FOUND` when it does not exist any more. */
  readonly status: string;
}

/** The services whose resources are summed up. */
export interface RehearsedServices {
  readonly cleanRoomsMl: CleanRoomsMlEmulator;
  readonly sageMaker: SageMakerEmulator;
}

/** A resource that CloudFormation does not know any more, and that still exists. */
export interface RetainedResource {
  /** The construct path, or the logical id. */
  readonly path: string;
  readonly type: string;
  readonly physicalId: string;
}

/** A deployment or a destruction. */
export interface DeploymentSummary {
  /** What was done, to which stacks. */
  readonly title: string;
  /** Seconds from the start of the rehearsal until it began. */
  readonly after: number;
}

export interface TrainingSummary extends Pick<TrainingRecord, 'name' | 'trainedModelArn' | 'versionIdentifier' | 'parent'> {
  /** Seconds from the start of the rehearsal until the service accepted it. */
  readonly acceptedAfter: number;
  /** Its status in the service; `NOT_FOUND` when it does not exist any more. */
  readonly status: string;
  /** Every status until the end of the rehearsal, oldest first, with the seconds from the start of the rehearsal. */
  readonly history: readonly { readonly status: string; readonly after: number }[];
  /** What became of it. A version that is deleted and a training that is cancelled have the same status in the service. */
  readonly outcome: TrainingEnd;
}

/** An inference job or an export. */
export interface JobSummary {
  readonly name: string;
  readonly trainedModelArn: string;
  readonly trainedModelVersionIdentifier?: string;
  /** Seconds from the start of the rehearsal until the service accepted it. */
  readonly acceptedAfter: number;
  /** Its status in the service; `NOT_FOUND` when it does not exist any more. */
  readonly status: string;
  readonly outcome: 'inProgress' | 'ended' | 'cancelled' | 'failed';
}

const JOB_OUTCOME_TEXT: Readonly<Record<JobSummary['outcome'], string>> = {
  inProgress: 'in progress', ended: 'ended well', cancelled: 'cancelled', failed: 'failed',
};

export interface QuerySummary extends Pick<ChannelRecord, 'name' | 'mlInputChannelArn' | 'protectedQueryIdentifier'> {
  /** Seconds from the start of the rehearsal until the service accepted it. */
  readonly acceptedAfter: number;
  /** The status of the channel in the service; `NOT_FOUND` when it does not exist any more. */
  readonly status: string;
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
  /** The names of the jobs that they have: exports have neither ARN nor tags. */
  readonly names: ReadonlySet<unknown>;
  /** The versions that they have, by `versionKey`. */
  readonly versions: ReadonlySet<string>;
  readonly retained: readonly RetainedResource[];
}

/** A base version has no identifier, which an attribute says with an empty text. */
export function versionKey(trainedModelArn: unknown, versionIdentifier: unknown): string {
  return JSON.stringify([trainedModelArn, versionIdentifier || undefined]);
}

export function summarize(
  { cleanRoomsMl: emulator, sageMaker }: RehearsedServices,
  { physicalIds, memberships, names, versions, retained }: KnownResources,
  timeline: Timeline,
  now: number,
): RehearsalSummary {
  const { start, events } = timeline;
  const since = (at: number) => (at - start) / 1000;
  // The library's resources are known by the tag with their owner, CloudFormation's own by their ARN, ML configurations by their membership.
  const sageMakerAlgorithms = sageMaker.leftBehind().map(({ algorithmArn, name, tags }) => ({ arn: algorithmArn, name, tags: tags() }));
  const leftBehind: Inventory = { ...emulator.leftBehind(), sageMakerAlgorithms };
  const isRetained = ({ request: { tags = {} } }: TrainingRecord) => retained.some(({ physicalId }) => physicalId === tags[OWNER_TAG]);
  const isInUse = ({ arn, name, tags = {} }: Existing) => (
    physicalIds.has(tags[OWNER_TAG]) || physicalIds.has(arn) || memberships.has(arn) || (name !== undefined && names.has(name)));
  const strays = those(leftBehind, (each) => !isInUse(each));
  return {
    trainings: emulator.trainings.map((training) => ({
      name: training.name,
      trainedModelArn: training.trainedModelArn,
      versionIdentifier: training.versionIdentifier,
      parent: training.parent && { trainedModelArn: training.parent.trainedModelArn, versionIdentifier: training.parent.versionIdentifier },
      acceptedAfter: since(training.acceptedAt),
      status: training.status() ?? 'NOT_FOUND',
      history: training.history().filter(({ at }) => at <= now).map(({ status, at }) => ({ status, after: since(at) })),
      outcome: outcomeOf(training),
    })),
    inferenceJobs: emulator.inferenceJobs.map((job) => jobSummary(job, since)),
    exportJobs: emulator.exportJobs.map((job) => jobSummary(job, since)),
    queries: emulator.queries.map(({ name, mlInputChannelArn, protectedQueryIdentifier, acceptedAt, status }) => (
      { name, mlInputChannelArn, protectedQueryIdentifier, acceptedAfter: since(acceptedAt), status: status() ?? 'NOT_FOUND' })),
    validations: sageMaker.validations.map(({ name, acceptedAt, status }) => (
      { name, acceptedAfter: since(acceptedAt), status: status() ?? 'NOT_FOUND' })),
    inUse: those(leftBehind, isInUse),
    leftBehind: strays,
    retained,
    deployments: events.filter(({ kind }) => kind === 'deployment').map(({ text, at }) => ({ title: text, after: since(at) })),
    expectations: expectationOutcomes(timeline),
    promises: promiseOutcomes({ trainings: emulator.trainings, validations: sageMaker.validations }, timeline, {
      running: leftBehind.runningTrainings.filter((training) => (
        !isRetained(training) && !versions.has(versionKey(training.trainedModelArn, training.versionIdentifier)))).length,
      usable: strays.activeOutputs.filter((training) => training.status() === 'ACTIVE' && !isRetained(training)).length,
    }),
    calls: countByOperation([...emulator.calls, ...sageMaker.calls]),
    seconds: since(now),
  };
}

function jobSummary(job: InferenceJobRecord | ExportJobRecord, since: (at: number) => number): JobSummary {
  const { trainedModelArn, trainedModelVersionIdentifier } = job.request;
  const status = job.status() ?? 'NOT_FOUND';
  const statuses = job.history().map((change) => change.status);
  const isRunning = status === 'CREATE_PENDING' || status === 'CREATE_IN_PROGRESS';
  const outcome = status === 'ACTIVE' ? 'ended' : isRunning ? 'inProgress' : statuses.includes('CANCEL_PENDING') ? 'cancelled' : 'failed';
  return {
    name: job.name,
    trainedModelArn,
    ...(trainedModelVersionIdentifier !== undefined && { trainedModelVersionIdentifier }),
    acceptedAfter: since(job.acceptedAt),
    status,
    outcome,
  };
}

interface Existing {
  readonly arn?: string;
  /** Of what has neither ARN nor tags. */
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A part of what exists. */
function those(
  {
    algorithms, associations, runningTrainings, activeOutputs, mlConfigurations, inputChannels, runningInferenceJobs, runningExportJobs,
    sageMakerAlgorithms,
  }: Inventory,
  wanted: (each: Existing) => boolean,
): Inventory {
  const ofTraining = ({ trainedModelArn, request }: TrainingRecord) => wanted({ arn: trainedModelArn, tags: request.tags });
  return {
    algorithms: algorithms.filter(({ arn, tags }) => wanted({ arn, tags })),
    associations: associations.filter(({ arn, tags }) => wanted({ arn, tags })),
    runningTrainings: runningTrainings.filter(ofTraining),
    activeOutputs: activeOutputs.filter(ofTraining),
    mlConfigurations: mlConfigurations.filter(({ membershipIdentifier: arn }) => wanted({ arn })),
    runningInferenceJobs: runningInferenceJobs.filter(({ trainedModelInferenceJobArn: arn, request: { tags } }) => wanted({ arn, tags })),
    runningExportJobs: runningExportJobs.filter(({ name }) => wanted({ name })),
    inputChannels: inputChannels.filter(({ mlInputChannelArn, request }) => wanted({ arn: mlInputChannelArn, tags: request.tags })),
    sageMakerAlgorithms: sageMakerAlgorithms.filter(({ arn, tags }) => wanted({ arn, tags })),
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

export interface SummaryOptions {
  /** Whether to color it, for a terminal. @default false */
  readonly color?: boolean;
  /** Whether to print how often each operation was called. @default false */
  readonly verbose?: boolean;
  /** @default 120 */
  readonly columns?: number;
}

/** The summary as text: what was expected and promised, and what happened; the versions over time; what there is at the end. */
export function printSummary(summary: RehearsalSummary, options: SummaryOptions = {}): string {
  const { color = false, verbose = false, columns } = options;
  const { trainings, queries, validations, inferenceJobs, exportJobs, inUse, leftBehind, retained, expectations, promises, calls, seconds } = summary;
  const colors = createColors(color);
  const sections: [string, string][] = [
    ...(trainings.length === 0 ? [] : [['Versions', printVersionChart(summary, options)] as [string, string]]),
    ['Expected, and what happened', table(expectations.map(({ deployment, resource, expected = 'nothing', happened }) => (
      [String(deployment), resource, `${expected}: ${happened}`])), columns)],
    ['Promised, and what happened', table(promises.map(({ promise, happened, kept }) => (
      [kept ? colors.green('kept') : colors.red('NOT KEPT'), promise, happened])), columns)],
    ['Trainings paid for', table(trainings.map((training, i) => (
      [versionName(i + 1), clockTime(training.acceptedAfter * 1000), training.name, describe(training, trainings)])), columns)],
    ['Inference jobs paid for', table(inferenceJobs.map((job) => jobRow(job, trainings)), columns)],
    ['Exports', table(exportJobs.map((job) => jobRow(job, trainings)), columns)],
    ['At the end', table([
      ['Trainings paid for', String(trainings.length)],
      ...(queries.length === 0 ? [] : [['Queries paid for', String(queries.length)]]),
      ...(validations.length === 0 ? [] : [['Validations paid for', String(validations.length)]]),
      ['In use', countsOf(inUse)],
      ['Retained', retained.length === 0 ? 'nothing' : retained.map(({ path, type, physicalId }) => `${path} (${type} ${physicalId})`).join('\n')],
      ['Left behind', countsOf(leftBehind)],
      ['Kept by the service', keptByService(summary)],
      ['Virtual time', clockTime(seconds * 1000)],
      ...(verbose ? [['API calls', Object.entries(calls).sort().map(([operation, count]) => `${operation} ${count}`).join(', ') || 'none']] : []),
    ], columns)],
  ];
  return sections.filter(([, text]) => text !== '').map(([title, text]) => `${colors.bold(title)}\n${text}`).join('\n\n');
}

function jobRow(job: JobSummary, trainings: readonly TrainingSummary[]): string[] {
  const { name, acceptedAfter, outcome, trainedModelArn, trainedModelVersionIdentifier: versionIdentifier } = job;
  return [clockTime(acceptedAfter * 1000), name, `with ${versionText({ trainedModelArn, versionIdentifier }, trainings)}; ${JOB_OUTCOME_TEXT[outcome]}`];
}

function describe({ outcome, parent }: TrainingSummary, trainings: readonly TrainingSummary[]): string {
  const origin = parent === undefined ? 'from scratch' : `incremental from ${versionText(parent, trainings)}`;
  return `${origin}; ${OUTCOME_TEXT[outcome]}`;
}

function versionText({ trainedModelArn: arn, versionIdentifier: version }: NonNullable<TrainingSummary['parent']>, trainings: readonly TrainingSummary[]): string {
  const number = 1 + trainings.findIndex((training) => training.trainedModelArn === arn && training.versionIdentifier === version);
  return number > 0 ? versionName(number) : `${version === undefined ? 'the base version' : `version ${version}`} of ${arn}`;
}

function countsOf(left: Inventory): string {
  const {
    algorithms, associations, runningTrainings, activeOutputs, mlConfigurations, inputChannels, runningInferenceJobs, runningExportJobs,
    sageMakerAlgorithms,
  } = left;
  const counts: [number, string][] = [
    [algorithms.length, 'algorithms'],
    [associations.length, 'associations'],
    [runningTrainings.length, 'running trainings'],
    [activeOutputs.length, 'trained outputs'],
    [mlConfigurations.length, 'ML configurations'],
    [runningInferenceJobs.length, 'running inference jobs'],
    [runningExportJobs.length, 'running exports'],
    [inputChannels.length, 'ML input channels'],
    [sageMakerAlgorithms.length, 'SageMaker algorithms'],
  ];
  const some = counts.filter(([count]) => count > 0);
  return some.length === 0 ? 'nothing' : some.map(([count, what]) => `${count} ${count === 1 ? what.slice(0, -1) : what}`).join(', ');
}

/** What no operation of the service removes. Objects are in the bucket of the member that receives them. */
function keptByService({ trainings, queries, inferenceJobs, exportJobs }: RehearsalSummary): string {
  const entries = trainings.filter(({ outcome, status }) => status !== 'NOT_FOUND' && outcome !== 'usable' && outcome !== 'inProgress').length;
  const channels = queries.filter(({ status }) => status === 'INACTIVE').length;
  const ended = (jobs: readonly JobSummary[]) => jobs.filter(({ outcome }) => outcome === 'ended').length;
  const kept: [count: number, one: string, more: string][] = [
    [entries, 'the entry of a version without output, which no operation deletes', `the entries of ${entries} versions without output, which no operation deletes`],
    [channels, 'the entry of an ML input channel without data, which no operation deletes', `the entries of ${channels} ML input channels without data, which no operation deletes`],
    [inferenceJobs.length, 'the record of an inference job', `the records of ${inferenceJobs.length} inference jobs`],
    [exportJobs.length, 'the record of an export', `the records of ${exportJobs.length} exports`],
    [ended(inferenceJobs), 'the output of an inference job, at its receiver', `the output of ${ended(inferenceJobs)} inference jobs, at its receivers`],
    [ended(exportJobs), 'an exported model, at its receiver', `${ended(exportJobs)} exported models, at their receivers`],
  ];
  return kept.filter(([count]) => count > 0).map(([count, one, more]) => (count === 1 ? one : more)).join('; ') || 'nothing';
}
