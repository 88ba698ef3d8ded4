import type { StatusRead } from './cloud-formation-client';
import type { FunctionCall, Transit } from './network';
import type { ClockSkew } from '../emulator';

/** When an asynchronous invocation, which Lambda makes at least once, gets to the function. */
export interface Delivery {
  /** Seconds until the first one, up to six hours. @default 0 */
  readonly late?: number;
  /** Seconds until it is made once more. @default - it is made once */
  readonly again?: number;
}

/** How a state machine invokes the function of a task. */
export interface TaskInvocation {
  /** Seconds until it is made once more, without anybody waiting for what it gives. @default - it is made once */
  readonly again?: number;
}

/** What goes wrong between the services, and who listens: for tests of what handlers make of it. */
export interface Disturbances {
  /** What happens to a call of a Lambda function on its way. */
  onCall?(call: FunctionCall): Transit | undefined;
  /** When an asynchronous invocation gets there. */
  onDelivery?(payload: string): Delivery | undefined;
  /** How the function of a task is invoked. */
  onTask?(functionArn: string, payload: string): TaskInvocation | undefined;
  /** Whatever a function logs. */
  onLog?(functionArn: string, parts: readonly unknown[]): void;
  /** What the clock of a function's container shows; its timers run in true time. Containers are counted from 0. @default - the true time */
  clockOf?(functionArn: string, container: number): ClockSkew | undefined;
  /** Which of a function's idle containers takes an invocation, 0 being the one that has been idle longest; any other number is a new one. @default - the one that was last used */
  containerFor?(functionArn: string, idle: number): number | undefined;
  /** How old the status is that CloudFormation shows, in seconds; each look has its own age, so that statuses can seem to go back. @default 0 */
  statusAge?(read: StatusRead): number | undefined;
}
