/**
 * The requests that are being worked on. Their properties and response addresses are here and nowhere else: the state machine
 * knows the owner and the identity of a request alone.
 */
import type { AcceptedEvent } from './event';

export interface StoredRequests {
  /** A consistent read; nothing when the request was never stored, or has been answered. */
  read(owner: string, request: string): Promise<AcceptedEvent | undefined>;
  /** Stores a request, unless it is stored already or has been answered. */
  store(owner: string, request: string, event: AcceptedEvent): Promise<void>;
  /** Removes the content. That there was one stays: an event can be delivered once more after its answer. */
  remove(owner: string, request: string): Promise<void>;
}
