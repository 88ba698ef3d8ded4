import type { TRAINING_INPUT_MODES } from '../src/private/protocol/api-model';

export type InputMode = typeof TRAINING_INPUT_MODES[number];

/** A channel with data. */
export interface Channel {
  readonly name: string;
  readonly contentType: string;
  /** The files, or a directory of them. */
  readonly path: string;
}

/** How the model of the parent lies in its channel. The documents do not say, so that both are tried. */
export type ParentForm = 'archive' | 'files';

/** The parent of an incremental training. */
export interface Parent {
  readonly channelName: string;
  /** The directory of its model. */
  readonly model: string;
  readonly form: ParentForm;
}

/** What one training is given. */
export interface TrainingJob {
  readonly hyperparameters: Readonly<Record<string, string>>;
  /** Whether numbers stand in the file as numbers, which the service never does: it is how the reason of a failure is found. */
  readonly numbersAsNumbers?: boolean;
  readonly channels: readonly Channel[];
  /** Whether the channels are there without any file. */
  readonly withoutRows?: boolean;
  readonly inputMode: InputMode;
  readonly parent?: Parent;
  readonly instanceCount: number;
  /** Whether the `SM_*` variables are set. */
  readonly smVariables: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

/** The names of the hosts, in order. */
export function hostsOf({ instanceCount }: Pick<TrainingJob, 'instanceCount'>): string[] {
  return Array.from({ length: instanceCount }, (_, i) => `algo-${i + 1}`);
}
