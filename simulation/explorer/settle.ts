import { breachIn, breachWhenSettled, type Breach } from './checks';
import type { Event, ExploredWorld } from './explored-world';
import { stateHash } from './state-hash';

/** More events than anything takes to come to its end. */
const PATIENCE = 300;

/**
 * Lets everything come to its end while nothing goes wrong: what is at work, what CloudFormation has still to ask, all
 * trainings, and the deletion of the stack.
 *
 * @param settled states from which everything has come to its end already; those that were passed are added
 */
export async function settle(world: ExploredWorld, settled: Set<string>): Promise<Breach | undefined> {
  const passed: string[] = [];
  const end = () => passed.forEach((state) => settled.add(state));
  for (let events = 0; events < PATIENCE; events++) {
    const event = nextOf(world);
    if (event === undefined) {
      const breach = breachWhenSettled(world);
      if (breach === undefined) {
        end();
      }
      return breach;
    }
    // Nobody is at work on anything.
    if (event.do === 'send' || event.do === 'pass') {
      const breach = breachWhenSettled(world);
      if (breach !== undefined) {
        return breach;
      }
    }
    await world.perform(event);
    const breach = breachIn(world);
    if (breach !== undefined) {
      return breach;
    }
    const state = stateHash(world);
    if (settled.has(state)) {
      end();
      return undefined;
    }
    passed.push(state);
  }
  return { rule: 'everything comes to its end', text: `it has not after ${PATIENCE} events` };
}

function nextOf(world: ExploredWorld): Event | undefined {
  const { held, stack, executions } = world;
  const { current } = stack;
  if (held !== undefined) {
    return { do: 'resume' };
  }
  if (current !== undefined && !current.accepted && current.answer === undefined) {
    return { do: 'deliver', request: current.number, isDuplicate: false };
  }
  const [execution] = executions.filter(({ isDone }) => !isDone).sort((a, b) => a.dueAt - b.dueAt);
  if (execution !== undefined) {
    return { do: 'look', request: execution.request.number };
  }
  if (current === undefined || current.answer === undefined) {
    return undefined;
  }
  if (world.nextChangeAt() !== undefined) {
    return { do: 'pass', span: 'until trainings end' };
  }
  const next = stack.next();
  const purpose = next.includes('clean-up') ? 'clean-up' : current.answer.Status === 'FAILED' && next.includes('rollback') ? 'rollback' : 'delete';
  return next.includes(purpose) ? { do: 'send', purpose } : undefined;
}
