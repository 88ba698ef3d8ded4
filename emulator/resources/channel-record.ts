import type { MlInputChannelStatus } from '../../src/private/protocol/api-model';
import type { CreateMlInputChannelRequest } from '../../src/private/protocol/api-requests';
import type { StatusChange } from '../lifecycle';

/** An ML input channel that the service accepted, which is when its query has to be paid for. */
export interface ChannelRecord {
  readonly mlInputChannelArn: string;
  readonly name: string;
  readonly membershipIdentifier: string;
  readonly accountId: string;
  readonly protectedQueryIdentifier: string;
  /** When, in milliseconds since the epoch. */
  readonly acceptedAt: number;
  readonly request: Readonly<CreateMlInputChannelRequest>;
  /** Its status now, or undefined when it is not found any more. */
  readonly status: () => MlInputChannelStatus | undefined;
  /** Every status up to now, oldest first; that data expires is no status change. */
  readonly history: () => readonly StatusChange[];
}
