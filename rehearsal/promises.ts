import type { SageMakerAlgorithmRecord, TrainingRecord } from '../emulator';
import type { Timeline, TimelineEvent } from './timeline';
import { FINGERPRINT_TAG, OWNER_TAG } from '../src/private/protocol/contract';

/** One line of what the library promises, and whether it held. */
export interface PromiseOutcome {
  readonly promise: string;
  readonly happened: string;
  readonly kept: boolean;
}

export interface Strays {
  /** Trainings in progress that belong to no stack. */
  readonly running: number;
  /** Usable versions that belong to no stack, and that nobody asked to keep. */
  readonly usable: number;
}

/** What was paid for, and has to be paid for once. */
export interface Paid {
  readonly trainings: readonly TrainingRecord[];
  readonly validations: readonly SageMakerAlgorithmRecord[];
}

export function promiseOutcomes({ trainings, validations }: Paid, { events }: Pick<Timeline, 'events'>, strays: Strays): PromiseOutcome[] {
  const again = trainings.filter((training, i) => trainings.slice(0, i).some((before) => (
    inputsOf(before) === inputsOf(training) && isOfUse(before, training.acceptedAt)))).length;
  const back = backwards(events);
  const payments = events.filter(({ kind }) => kind === 'payment').length;
  const outcome = (promise: string, violations: number, happened: string): PromiseOutcome => ({ promise, happened, kept: violations === 0 });
  return [
    outcome('The same inputs are trained once', again, `${counted(trainings.length, 'training')}, ${again} of inputs that had a version`),
    outcome('A rollback or a deletion trains nothing', back.trainings, `${counted(back.operations, 'rollback or deletion', 'rollbacks and deletions')}, ${counted(back.trainings, 'training')}`),
    ...payments === 0 ? [] : [outcome(
      'A rollback or a deletion queries nothing, and starts no job', back.payments,
      `${counted(payments, 'query or job', 'queries and jobs')}, ${back.payments} of them for a rollback or a deletion`,
    )],
    ...validations.length === 0 ? [] : [validationOutcome(validations, outcome)],
    outcome('Every training in progress belongs to a stack', strays.running, `${counted(strays.running, 'training')} in progress that no stack has`),
    outcome('No usable version is left behind', strays.usable, `${counted(strays.usable, 'usable version')} that no stack has`),
  ];
}

/** An algorithm that failed, or was deleted, is validated again when it is deployed again. */
function validationOutcome(
  validations: readonly SageMakerAlgorithmRecord[], outcome: (promise: string, violations: number, happened: string) => PromiseOutcome,
): PromiseOutcome {
  const ownerOf = ({ request: { Tags = [] } }: SageMakerAlgorithmRecord) => Tags.find(({ Key }) => Key === OWNER_TAG)?.Value;
  const isOfUseAt = ({ history }: SageMakerAlgorithmRecord, at: number) => (
    OF_USE.has(history().filter((change) => change.at <= at).pop()?.status ?? 'GONE'));
  const again = validations.filter((validation, i) => validations.slice(0, i).some((before) => (
    ownerOf(validation) !== undefined && ownerOf(before) === ownerOf(validation) && isOfUseAt(before, validation.acceptedAt)))).length;
  return outcome('The same algorithm is validated once', again, `${counted(validations.length, 'validation')}, ${again} of algorithms that had one`);
}

const OF_USE: ReadonlySet<string> = new Set(['Pending', 'InProgress', 'Completed']);

/** What tells a training apart from others: the fingerprint, or all that a training without one was asked for. */
function inputsOf({ request }: TrainingRecord): string {
  const { name: _name, description: _description, tags = {}, ...inputs } = request;
  return JSON.stringify(tags[FINGERPRINT_TAG] === undefined ? inputs : [tags[OWNER_TAG], tags[FINGERPRINT_TAG]]);
}

function isOfUse(training: TrainingRecord, at: number): boolean {
  const status = training.history().filter((change) => change.at <= at).pop()?.status;
  return status === 'ACTIVE' || status === 'CREATE_PENDING' || status === 'CREATE_IN_PROGRESS';
}

/** How often stacks took back what they had done, and what was trained, queried or started meanwhile. */
function backwards(events: readonly TimelineEvent[]): { readonly operations: number; readonly trainings: number; readonly payments: number } {
  const goingBack = new Set<string | undefined>();
  let operations = 0;
  let trainings = 0;
  let payments = 0;
  for (const { kind, stack, text } of events) {
    if (kind === 'stack') {
      goingBack.delete(stack);
      if (/^(?:\w+_)?ROLLBACK_IN_PROGRESS|^DELETE_IN_PROGRESS/.test(text)) {
        goingBack.add(stack);
        operations += 1;
      }
    } else if (kind === 'training' && goingBack.has(stack)) {
      trainings += 1;
    } else if (kind === 'payment' && goingBack.has(stack)) {
      payments += 1;
    }
  }
  return { operations, trainings, payments };
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
