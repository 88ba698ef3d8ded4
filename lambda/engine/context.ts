import type { Ledger } from './ledger';
import type { Log } from './log';
import type { ResourceType } from './resource-type';
import type { Services } from './services';

/** Everything that a reconciler reaches the world through. */
export interface Context {
  readonly client: Services;
  readonly ledger: Ledger;
  /** The resource type of a name; throws when there is none. */
  readonly resourceTypeOf: (name: string) => ResourceType;
  /** CloudFormation's status of a stack, such as `UPDATE_ROLLBACK_IN_PROGRESS`. */
  readonly stackStatus: (stackId: string) => Promise<string>;
  /** CloudFormation's status of a resource, such as `UPDATE_IN_PROGRESS`; nothing when the stack has none of that logical id. */
  readonly resourceStatus: (stackId: string, logicalId: string) => Promise<string | undefined>;
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number;
  /** When an invocation begins nothing new any more; what is left goes on in the next look. */
  readonly until: number;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

/** The same before an invocation's time was shared out. */
export type Unlimited = Omit<Context, 'until'>;
