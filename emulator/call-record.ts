import type { Operation } from './operations';

/** A call of a client, before it is known how it ends. */
export interface PendingCall<O extends string = Operation> {
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  readonly accountId: string;
  readonly operation: O;
  /** A copy of the request as it was sent. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Whether the operation can change something; reads cannot. */
  readonly mutating: boolean;
}

export interface CallRecord<O extends string = Operation> extends PendingCall<O> {
  /** `ok`, or the name of the error that the client saw; `ECONNRESET` for a reset connection. */
  readonly outcome: string;
}
