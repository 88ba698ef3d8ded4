/** A call of a service that a Lambda function makes. */
export interface FunctionCall {
  readonly functionArn: string;
  /** What the function was invoked with. */
  readonly event: unknown;
  /** The event of CloudFormation that has led to it, also where the function was invoked by a state machine. */
  readonly cause: unknown;
  /** When it was, in milliseconds since the epoch. */
  readonly invokedAt: number;
  /** The module of the client: `@aws-sdk/client-dynamodb`; `https` for a request without one. */
  readonly module: string;
  /** The client's method: `putItem`; `request` for a request without a client. */
  readonly method: string;
  readonly request: unknown;
}

/** What happens to a call on its way, and to the function that waits for it. */
export interface Transit {
  /** Seconds until the service gets the request. @default 0 */
  readonly there?: number;
  /** Seconds until the function gets the reply. @default 0 */
  readonly back?: number;
  /** Seconds after which the request is sent once more, since the reply to the first one was lost. @default - it is sent once */
  readonly again?: number;
  /** Where the function crashes: before the request leaves it, or when the reply is there. @default - nowhere */
  readonly crash?: 'before' | 'after';
}

/** Decides what happens to a call on its way; nothing when it is undefined. */
export type Network = (call: FunctionCall) => Transit | undefined;
