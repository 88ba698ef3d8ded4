import { TransportError } from './service-error';

export const TRANSPORT_FAULTS = ['error-before', 'error-after', 'lost-reply', 'reset'] as const;

/**
 * What goes wrong between a client and any service.
 *
 * - `error-before`: the service answers with a 5xx; nothing happened.
 * - `error-after`: the service answers with a 5xx, although it happened.
 * - `lost-reply`: it happened, and the client waits for the reply until it gives up.
 * - `reset`: the connection breaks; nothing happened.
 */
export type TransportFault = typeof TRANSPORT_FAULTS[number];

/**
 * Does what a call is to do, with what goes wrong around it.
 *
 * @param errorOf the service's own errors, among them its 5xx for `error-before` and `error-after`.
 */
export function underFault<Fault extends string, T>(
  fault: Fault | TransportFault | undefined, errorOf: (fault: Exclude<Fault | TransportFault, 'lost-reply' | 'reset'>) => Error, perform: () => T,
): T {
  switch (fault) {
    case undefined:
      return perform();
    case 'reset':
      throw new TransportError('read ECONNRESET', 'ECONNRESET');
    case 'lost-reply':
      perform();
      throw new TransportError('Connection timed out after 60000 ms');
    case 'error-after':
      perform();
      throw errorOf('error-after');
    default:
      throw errorOf(fault as Exclude<Fault | TransportFault, 'lost-reply' | 'reset'>);
  }
}
