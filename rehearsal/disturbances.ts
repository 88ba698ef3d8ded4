import type { FunctionCall, Transit } from './network';

/** What goes wrong between the services, and who listens: for tests of what handlers make of it. */
export interface Disturbances {
  /** What happens to a call of a Lambda function on its way. */
  onCall?(call: FunctionCall): Transit | undefined;
  /** After how many seconds an asynchronous invocation, which Lambda makes at least once, is made once more. */
  onDelivery?(payload: string): number | undefined;
  /** Whatever a function logs. */
  onLog?(functionArn: string, parts: readonly unknown[]): void;
}
