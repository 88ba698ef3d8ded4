import type { Intent } from './ledger';
import { TIMING } from '../src/private/contract';

/** What to do about an announced create that nothing shows yet: look, wait, or take it for one that never came through. */
export function decideUnseen({ name, at }: Intent, thorough: boolean, now: number) {
  if (!thorough) {
    return { do: 'look-thoroughly' as const, why: `the outcome of creating ${name} is open` };
  }
  return now < at + TIMING.settleSeconds * 1000
    ? { do: 'wait' as const, why: `the outcome of creating ${name} is open, and a listing may lag` }
    : { do: 'withdraw' as const, why: `${name} has not shown up in ${TIMING.settleSeconds} seconds` };
}
