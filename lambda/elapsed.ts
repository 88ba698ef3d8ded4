/**
 * How much time has certainly passed. Clocks of different hosts are not compared to decide this alone: each look is counted in
 * the ledger. The provider framework spaces looks by `TIMING.pollSeconds`, whatever the clocks of the functions say.
 */
import { TIMING } from '../src/private/contract';

export interface Awaited {
  /** When it began, in milliseconds, by the clock of the function that began it. */
  readonly at: number;
  /** How many looks have waited for it since. */
  readonly looks?: number;
}

/** With twice the looks it is certain even where a clock runs far behind. */
const AMPLE = 2;

export function haveSeconds(seconds: number, { at, looks = 0 }: Awaited, now: number): boolean {
  const enough = Math.ceil(seconds / TIMING.pollSeconds);
  return looks >= AMPLE * enough || (looks >= enough && now >= at + seconds * 1000);
}
