/** A life of some stacks, as data: it replays exactly, and can be made smaller. */
import type { ClockPlan } from './clocks';
import type { StackDeclaration } from './declarations';
import type { EmulatorBehavior, SageMakerBehavior } from '../emulator';
import type { DeploymentBehavior } from '../rehearsal/deployment-behavior';

/** Everything that can go wrong by chance. */
export const FAULT_KINDS = [
  // What the service answers.
  'throttled', 'throttled-by-another-name', 'failed-before-effect', 'failed-after-effect', 'lost-reply', 'connection-reset', 'conflict',
  'iam-propagation', 'credentials-expired', 'quota-used-up', 'refused-with-values',
  // The way there and back.
  'slow-reply', 'late-request', 'crash', 'delivered-twice', 'looked-twice', 'delivered-late', 'delivery-crashes',
  // The engine: the start of its state machine, and its answers.
  'start-throttled', 'start-failed', 'start-lost-reply', 'start-denied', 'started-twice', 'answer-failed', 'answer-lost-reply',
  // The ledger's table.
  'ledger-throttled', 'ledger-throttled-by-another-name', 'ledger-failed', 'ledger-lost-reply', 'ledger-sent-twice', 'ledger-credentials-expired',
  // CloudFormation, when it is asked.
  'stack-throttled', 'stack-throttled-by-another-name', 'stack-failed', 'stack-lost-reply', 'stack-credentials-expired',
  // What becomes of what the service accepted.
  'training-fails', 'training-hangs', 'cancel-fails', 'cancel-too-late', 'delete-fails', 'cancel-always-fails', 'delete-always-fails',
  // What others do.
  'output-deleted-by-another-member',
] as const;

export type FaultKind = typeof FAULT_KINDS[number];

/** What goes wrong during a step. */
export interface DisorderPlan {
  /** Decides when. */
  readonly seed: number;
  readonly faults: readonly FaultKind[];
  /** The probability of a fault for each call. */
  readonly rate: number;
}

/** How late statuses and listings can be; each look is late in its own way, so that later ones can show what was before. */
export interface LagPlan {
  readonly seed: number;
  /** The most for what CloudFormation shows, in seconds. */
  readonly statuses: number;
  /** The most for what the service lists, in seconds. */
  readonly listings: number;
  /** The most for the statuses in what the service lists, in seconds. @default 0 */
  readonly listedStatuses?: number;
}

export type Step = { readonly disorder: DisorderPlan } & (
  | {
    readonly do: 'deploy';
    /** All at the same time. */
    readonly stacks: readonly StackDeclaration[];
    /** A resource without anything to do with the models that fails: after them, or while they are in progress. */
    readonly failure?: 'after' | 'during';
    /** When it fails while they are in progress, in seconds. @default 60 */
    readonly failsAfter?: number;
    /** When somebody gives up the updates, in seconds. */
    readonly cancelAfter?: number;
  }
  | { readonly do: 'destroy'; readonly stack: string }
  | { readonly do: 'continue-rollback'; readonly stack: string }
  /** Whatever the state of the stack needs before it can be updated. */
  | { readonly do: 'recover'; readonly stack: string }
  | { readonly do: 'wait'; readonly minutes: number }
  /** Until no waiter is left that could still do something. */
  | { readonly do: 'settle' }
  /** From now on the service behaves otherwise. */
  | { readonly do: 'switch'; readonly behavior: Partial<EmulatorBehavior> }
  /** When it is quiet, the ledger loses everything or one entry, or it is put back to an earlier time. */
  | { readonly do: 'lose-ledger'; readonly loses: 'everything' | 'one' | 'latest'; readonly which: number }
);

export interface Scenario {
  readonly seed: number;
  readonly behavior: Partial<EmulatorBehavior>;
  /** @default - that of the emulator */
  readonly sageMakerBehavior?: Partial<SageMakerBehavior>;
  readonly deploymentBehavior: Partial<DeploymentBehavior>;
  /** Whether calls take time, so that what happens at the same time is mixed. */
  readonly latency: boolean;
  /** Whether another team has resources in the same place, with names like those of the stacks. */
  readonly neighbours: boolean;
  /** @default - all clocks are right */
  readonly clocks?: ClockPlan;
  /** @default - what is shown is true */
  readonly lag?: LagPlan;
  readonly steps: readonly Step[];
}

export const CALM: DisorderPlan = { seed: 0, faults: [], rate: 0 };

/** What says "not yet": whoever tries again gets through, and no deployment fails for it. */
const PASSING: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'throttled', 'throttled-by-another-name', 'failed-before-effect', 'credentials-expired', 'quota-used-up', 'looked-twice',
  'start-throttled', 'start-failed', 'start-lost-reply', 'start-denied', 'started-twice', 'answer-failed', 'answer-lost-reply',
  'ledger-throttled', 'ledger-throttled-by-another-name', 'ledger-sent-twice', 'ledger-credentials-expired',
  'stack-throttled', 'stack-throttled-by-another-name', 'stack-failed', 'stack-lost-reply', 'stack-credentials-expired',
]);
const OFTEN = 0.1;

/** Whether whatever goes wrong passes. */
export const isPassing = ({ faults, rate }: DisorderPlan) => faults.every((kind) => PASSING.has(kind)) && (faults.length === 0 || rate <= OFTEN);

export const isCalm = ({ faults }: DisorderPlan) => faults.length === 0;
