/** How long the state machine waits until the next look at a request. */
import { TIMING } from '../../src/private/protocol/contract';

const SHORTEST_SECONDS = 3;
/** While a training runs: at first, and after ten minutes. */
const LONGEST_SECONDS = 30;
const LONGEST_LATER_SECONDS = 60;
const LATER_SECONDS = 600;
/** When the end is near, each look that fails takes one away from what is left to answer in. */
const LONGEST_LAST_SECONDS = 10;
const LAST_SECONDS = (TIMING.deadlineMinutes - 1) * 60;

/**
 * The seconds until the next look: few after a call that changed something in the service, and more the longer nothing was
 * changed.
 *
 * @param idle the seconds that the state machine has waited since then
 * @param age the age of the request, in seconds
 */
export function secondsUntilNextLook(idle: number, age: number): number {
  const longest = age >= LAST_SECONDS ? LONGEST_LAST_SECONDS : idle < LATER_SECONDS ? LONGEST_SECONDS : LONGEST_LATER_SECONDS;
  return Math.min(longest, Math.max(SHORTEST_SECONDS, Math.ceil(idle / 2)));
}
