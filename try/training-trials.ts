import type { Parent, ParentForm, TrainingJob } from './training-job';
import type { TrainingObservation, TrainingRunOptions } from './training-run';

/** What is tried after a first training. */
export const TRAINING_TRIALS = ['again', 'variables', 'pipe', 'instances', 'incremental', 'stop', 'empty'] as const;
export type TrainingTrial = typeof TRAINING_TRIALS[number];

export const PARENT_FORMS: readonly ParentForm[] = ['archive', 'files'];

export interface TrainingPlan {
  readonly trials: ReadonlySet<TrainingTrial>;
  readonly job: TrainingJob;
  /** Hosts of the training on several of them. @default - it is not tried */
  readonly instanceCount?: number;
  readonly triesPipe: boolean;
  /** The channel of the parent. @default - no incremental training is tried */
  readonly incrementalChannel?: string;
  /** Hyperparameters that make a training last until it is stopped. @default - those of the other trainings */
  readonly stopHyperparameters?: Readonly<Record<string, string>>;
  readonly stopTimeoutSeconds: number;
}

/** What each training did. What was not tried is absent. */
export interface TrainingTrials {
  readonly first: TrainingObservation;
  /** With numbers in place of strings, where the first one failed. */
  readonly numbers?: TrainingObservation;
  readonly again?: TrainingObservation;
  readonly withoutVariables?: TrainingObservation;
  readonly pipe?: TrainingObservation;
  readonly distributed?: TrainingObservation;
  readonly incremental?: Readonly<Record<ParentForm, TrainingObservation>>;
  readonly stopped?: TrainingObservation;
  readonly withoutRows?: TrainingObservation;
}

/** Trains once. The title is for the person who waits. */
export type Train = (title: string, job: TrainingJob, stop?: TrainingRunOptions['stop']) => Promise<TrainingObservation>;

/** A training that takes less than this is over before it can be stopped in the middle. */
export const LEAST_SECONDS_TO_STOP = 4;

export async function tryTraining(plan: TrainingPlan, train: Train): Promise<TrainingTrials> {
  const { job, trials, instanceCount, incrementalChannel } = plan;
  const first = await train('training', job);
  if (!succeeded(first)) {
    const hasNumbers = Object.values(job.hyperparameters).some((value) => value.trim() !== '' && !Number.isNaN(Number(value)));
    return { first, numbers: hasNumbers ? await train('training with numbers in hyperparameters.json', { ...job, numbersAsNumbers: true }) : undefined };
  }
  const when = async <T>(trial: TrainingTrial, isPossible: boolean, run: () => Promise<T>) => (trials.has(trial) && isPossible ? run() : undefined);
  const parent = (form: ParentForm): Parent => ({ channelName: incrementalChannel!, model: first.modelDirectory, form });
  return {
    first,
    again: await when('again', true, () => train('the same training again', job)),
    withoutVariables: await when('variables', job.smVariables, () => train('training without SM_ variables', { ...job, smVariables: false })),
    pipe: await when('pipe', plan.triesPipe, () => train('training in Pipe mode', { ...job, inputMode: 'Pipe' })),
    distributed: await when('instances', instanceCount !== undefined, () => (
      train(`training on ${instanceCount} instances`, { ...job, instanceCount: instanceCount! }))),
    incremental: await when('incremental', incrementalChannel !== undefined, async () => ({
      archive: await train('incremental training from an archive', { ...job, parent: parent('archive') }),
      files: await train('incremental training from files', { ...job, parent: parent('files') }),
    })),
    stopped: await when('stop', isStoppable(plan, first), () => (
      train('training that is stopped', { ...job, hyperparameters: { ...job.hyperparameters, ...plan.stopHyperparameters } }, {
        afterSeconds: plan.stopHyperparameters === undefined ? first.seconds / 2 : Math.max(1, first.seconds),
        afterOutput: first.hosts.some(({ output }) => output.length > 0),
        timeoutSeconds: plan.stopTimeoutSeconds,
      }))),
    withoutRows: await when('empty', true, () => train('training without rows', { ...job, withoutRows: true })),
  };
}

function isStoppable({ stopHyperparameters }: TrainingPlan, first: TrainingObservation): boolean {
  return stopHyperparameters !== undefined || first.seconds >= LEAST_SECONDS_TO_STOP;
}

export function succeeded({ hosts, timedOut }: TrainingObservation): boolean {
  return !timedOut && hosts.every(({ exit }) => exit.status === 0);
}
