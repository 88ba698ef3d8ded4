/**
 * How long something that the service does not show can still turn up.
 *
 * Clocks of different hosts are not compared to decide this alone: each look that finds nothing is counted in the ledger.
 * The provider framework spaces looks by `TIMING.pollSeconds`, whatever the clocks of the functions say.
 */
import { TIMING } from '../src/private/contract';

export interface Awaited {
  /** When the create was announced, in milliseconds, by the clock of the function that announced it. */
  readonly at: number;
  /** How many looks have not found it since. */
  readonly looks?: number;
}

/** After so many creates of one request without any trace, the next one would only repeat them. */
export const MAX_UNRESOLVED = 3;

const ENOUGH_LOOKS = Math.ceil(TIMING.settleSeconds / TIMING.pollSeconds) + 1;
/** With so many looks it is certain even where a clock runs far behind. */
const AMPLE_LOOKS = 3 * ENOUGH_LOOKS;

export function isCertainlyAbsent({ at, looks = 0 }: Awaited, now: number): boolean {
  return looks >= AMPLE_LOOKS || (looks >= ENOUGH_LOOKS && now >= at + TIMING.settleSeconds * 1000);
}

/** What to do about a pending create that the service does not show: list everything, wait, or conclude that it never arrived. */
export function decideUnseenCreate(pending: Awaited & { readonly name: string }, fullListing: boolean, now: number) {
  if (!fullListing) {
    return { do: 'list-all' as const, why: `the outcome of creating ${pending.name} is not known` };
  }
  return isCertainlyAbsent(pending, now)
    ? { do: 'discard-create' as const, why: `${pending.name} has not shown up in ${TIMING.settleSeconds} seconds` }
    : { do: 'wait' as const, why: `the outcome of creating ${pending.name} is not known, and a listing may lag` };
}
