/** The one thing that goes wrong with an invocation. */

/**
 * What goes wrong at a call.
 *
 * - `error`: the service answers with a 5xx; nothing happened.
 * - `lost`: it happened, and the reply does not arrive.
 * - `dies`: it happened, and the function is gone.
 * - `held`: the function stands still before the call, and goes on when it is told to.
 */
export type CallFault = 'error' | 'lost' | 'dies' | 'held';

export type Disturbance =
  | { readonly fault: CallFault; readonly call: number }
  /** The clock of the function is off. */
  | { readonly clock: number }
  /** CloudFormation shows the statuses of so many seconds ago. */
  | { readonly statusAge: number };

/** A call of a service, as an invocation made it. */
export interface Call {
  readonly operation: string;
  /** Whether it changes something. */
  readonly mutating: boolean;
  outcome?: string;
}

/** The most that clocks and statuses are off while nothing may change. */
const CLOCK_SECONDS = 30;
const STATUS_SECONDS = 30;

/**
 * Everything that can go wrong with an invocation that makes these calls. What cannot be told apart is there once: a read
 * whose reply is lost is one that fails, and a function that dies after a read might as well have died after the write before.
 */
export function disturbancesOf(calls: readonly Call[], canBeHeld: boolean): Disturbance[] {
  const atCalls = calls.flatMap(({ mutating }, call) => {
    const faults: CallFault[] = ['error', ...mutating ? ['lost', 'dies'] as const : [], ...canBeHeld && call > 0 ? ['held'] as const : []];
    return faults.map((fault): Disturbance => ({ fault, call }));
  });
  const asks = calls.some(({ operation }) => operation.startsWith('DescribeStack'));
  return [...atCalls, { clock: -CLOCK_SECONDS }, { clock: CLOCK_SECONDS }, ...asks ? [{ statusAge: STATUS_SECONDS }] : []];
}

export function describeDisturbance(disturbance: Disturbance | undefined, calls: readonly Call[] = []): string {
  if (disturbance === undefined) {
    return '';
  }
  if ('clock' in disturbance) {
    return `, its clock ${Math.abs(disturbance.clock)} seconds ${disturbance.clock < 0 ? 'behind' : 'ahead'}`;
  }
  if ('statusAge' in disturbance) {
    return `, shown statuses of ${disturbance.statusAge} seconds ago`;
  }
  const { fault, call } = disturbance;
  const where = `call ${call + 1}${calls[call] === undefined ? '' : ` (${calls[call].operation})`}`;
  return `, ${{ error: `${where} fails`, lost: `the reply to ${where} is lost`, dies: `the function dies after ${where}`, held: `held before ${where}` }[fault]}`;
}
