import type { TrainingRecord } from '../emulator';
import type { Timeline, TimelineEvent } from './timeline';
import { versionName } from './version-names';
import { FINGERPRINT_TAG, OWNER_TAG } from '../src/private/protocol/contract';

/** One line of what the library promises, and whether it held. */
export interface PromiseOutcome {
  readonly promise: string;
  readonly happened: string;
  readonly kept: boolean;
}

/** What a deployment was to do with a resource, and what it did. */
export interface ExpectationOutcome {
  /** Which deployment or destruction, counted from 1. */
  readonly deployment: number;
  /** The construct path, or the logical id. */
  readonly resource: string;
  /** What was expected before the first step; absent where a training had not been. */
  readonly expected?: string;
  readonly happened: string;
}

export interface Strays {
  /** Trainings in progress that belong to no stack. */
  readonly running: number;
  /** Usable versions that belong to no stack, and that nobody asked to keep. */
  readonly usable: number;
}

export function promiseOutcomes(trainings: readonly TrainingRecord[], { events }: Pick<Timeline, 'events'>, strays: Strays): PromiseOutcome[] {
  const again = trainings.filter((training, i) => trainings.slice(0, i).some((before) => (
    inputsOf(before) === inputsOf(training) && isOfUse(before, training.acceptedAt)))).length;
  const back = backwards(events);
  const outcome = (promise: string, violations: number, happened: string): PromiseOutcome => ({ promise, happened, kept: violations === 0 });
  return [
    outcome('The same inputs are trained once', again, `${counted(trainings.length, 'training')}, ${again} of inputs that had a version`),
    outcome('A rollback or a deletion trains nothing', back.trainings, `${counted(back.operations, 'rollback or deletion', 'rollbacks and deletions')}, ${counted(back.trainings, 'training')}`),
    outcome('No training runs for nobody', strays.running, `${counted(strays.running, 'training')} in progress that no stack has`),
    outcome('No version is lost', strays.usable, `${counted(strays.usable, 'usable version')} that no stack has`),
  ];
}

/** What tells a training apart from others: the fingerprint, or all that a training without one was asked for. */
function inputsOf({ request }: TrainingRecord): string {
  const { name: _name, description: _description, tags = {}, ...inputs } = request;
  return JSON.stringify(tags[FINGERPRINT_TAG] === undefined ? inputs : [tags[OWNER_TAG], tags[FINGERPRINT_TAG]]);
}

function isOfUse(training: TrainingRecord, at: number): boolean {
  const status = training.history().filter((change) => change.at <= at).pop()?.status;
  return status === 'ACTIVE' || status === 'CREATE_PENDING' || status === 'CREATE_IN_PROGRESS';
}

/** How often stacks took back what they had done, and what was trained meanwhile. */
function backwards(events: readonly TimelineEvent[]): { readonly operations: number; readonly trainings: number } {
  const goingBack = new Set<string | undefined>();
  let operations = 0;
  let trainings = 0;
  for (const { kind, stack, text } of events) {
    if (kind === 'stack') {
      goingBack.delete(stack);
      if (/^(?:\w+_)?ROLLBACK_IN_PROGRESS|^DELETE_IN_PROGRESS/.test(text)) {
        goingBack.add(stack);
        operations += 1;
      }
    } else if (kind === 'training' && goingBack.has(stack)) {
      trainings += 1;
    }
  }
  return { operations, trainings };
}

/** Each expectation with its outcome, and each training that nothing had announced. */
export function expectationOutcomes({ events }: Pick<Timeline, 'events'>): ExpectationOutcome[] {
  const starts = events.flatMap(({ kind }, i) => (kind === 'deployment' ? [i] : []));
  return starts.flatMap((start, i) => {
    const during = events.slice(start, starts[i + 1]);
    const expected = during.filter(({ kind }) => kind === 'expectation');
    const isExpected = ({ stack, resource }: TimelineEvent) => expected.some((each) => each.stack === stack && each.resource === resource);
    const others = during.filter((event, at) => event.kind === 'training' && !isExpected(event)
      && during.findIndex(({ kind, stack, resource }) => kind === 'training' && stack === event.stack && resource === event.resource) === at);
    return [...expected, ...others].map((event) => ({
      deployment: i + 1,
      resource: event.resource ?? event.stack ?? '',
      ...(event.kind === 'expectation' ? { expected: event.text } : {}),
      happened: whatHappened(during.filter(({ stack, resource }) => stack === event.stack && resource === event.resource)),
    }));
  });
}

function whatHappened(events: readonly TimelineEvent[]): string {
  const trained = events.flatMap(({ training }) => (training === undefined ? [] : [versionName(training.number)]));
  const status = events.filter(({ kind }) => kind === 'resource').pop()?.text.split(' ')[0];
  return [trained.length === 0 ? 'trained nothing' : `trained ${trained.join(', ')}`, ...(status === undefined ? [] : [status])].join('; ');
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
