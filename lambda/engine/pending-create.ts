/** What to do about a create whose outcome is not known. */
import { haveSeconds, type Awaited } from './elapsed';
import { TIMING } from '../../src/private/protocol/contract';

/** After so many creates of one request without any trace, the next one would only repeat them. */
export const MAX_UNRESOLVED = 3;

/** Whether something that the service does not show cannot turn up any more. */
export function isCertainlyAbsent(create: Awaited): boolean {
  return haveSeconds(TIMING.creationGracePeriodSeconds, create);
}

/** What to do about a pending create that the service does not show: list everything, wait, or conclude that it never arrived. */
export function decideUnseenCreate(pending: Awaited & { readonly name: string }, fullListing: boolean) {
  if (!fullListing) {
    return { do: 'list-all' as const, why: `the outcome of creating ${pending.name} is not known` };
  }
  return isCertainlyAbsent(pending)
    ? { do: 'discard-create' as const, why: `${pending.name} has not shown up in ${TIMING.creationGracePeriodSeconds} seconds` }
    : { do: 'wait' as const, why: `the outcome of creating ${pending.name} is not known, and a listing may lag` };
}
