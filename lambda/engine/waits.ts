/** How long the state machine waits until the next look at a request. */
const SHORTEST_SECONDS = 3;
/** While a training runs: at first, and after ten minutes. */
const LONGEST_SECONDS = 30;
const LONGEST_LATER_SECONDS = 60;
const LATER_SECONDS = 600;

/**
 * The seconds until the next look: few after a call that changed something in the service, and more the longer nothing was
 * changed.
 *
 * @param idle the seconds that the state machine has waited since then
 */
export function secondsUntilNextLook(idle: number): number {
  const longest = idle < LATER_SECONDS ? LONGEST_SECONDS : LONGEST_LATER_SECONDS;
  return Math.min(longest, Math.max(SHORTEST_SECONDS, Math.ceil(idle / 2)));
}
