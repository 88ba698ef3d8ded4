/** A life of some stacks, as data: it replays exactly, and can be made smaller. */
import type { StackDeclaration } from './declarations';
import type { EmulatorBehavior } from '../emulator';
import type { DeploymentBehavior } from '../rehearsal/deployment-behavior';

/** Everything that can go wrong by chance. */
export const FAULT_KINDS = [
  // What the service answers.
  'throttled', 'failed-before-effect', 'failed-after-effect', 'lost-reply', 'connection-reset', 'conflict', 'iam-propagation',
  // The way there and back.
  'slow-reply', 'late-request', 'crash', 'delivered-twice', 'looked-twice',
  // The ledger's table.
  'ledger-throttled', 'ledger-failed', 'ledger-lost-reply', 'ledger-sent-twice',
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

export type Step = { readonly disorder: DisorderPlan } & (
  | {
    readonly do: 'deploy';
    /** All at the same time. */
    readonly stacks: readonly StackDeclaration[];
    /** A resource without anything to do with the models that fails: after them, or while they are in progress. */
    readonly failure?: 'after' | 'during';
    /** When somebody gives up the updates, in seconds. */
    readonly cancelAfter?: number;
  }
  | { readonly do: 'destroy'; readonly stack: string }
  | { readonly do: 'continue-rollback'; readonly stack: string }
  | { readonly do: 'wait'; readonly minutes: number }
  /** Until no waiter is left that could still do something. */
  | { readonly do: 'settle' }
);

export interface Scenario {
  readonly seed: number;
  readonly behavior: Partial<EmulatorBehavior>;
  readonly deploymentBehavior: Partial<DeploymentBehavior>;
  /** Whether calls take time, so that what happens at the same time is mixed. */
  readonly latency: boolean;
  /** Whether another team has resources in the same place, with names like those of the stacks. */
  readonly neighbours: boolean;
  readonly steps: readonly Step[];
}

export const CALM: DisorderPlan = { seed: 0, faults: [], rate: 0 };

export const isCalm = ({ faults }: DisorderPlan) => faults.length === 0;
