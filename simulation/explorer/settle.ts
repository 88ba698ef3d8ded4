import { breachIn, breachWhenSettled, type Breach } from './checks';
import type { Event, ExploredWorld } from './explored-world';

/** More events than anything takes to come to its end. */
const PATIENCE = 300;

/**
 * Lets everything come to its end while nothing goes wrong: what is at work, what CloudFormation has still to ask, all
 * trainings, and the deletion of the stack.
 */
export async function settle(world: ExploredWorld): Promise<Breach | undefined> {
  for (let events = 0; events < PATIENCE; events++) {
    const event = await nextWhile(world);
    if (event === undefined) {
      return undefined;
    }
    if (event.do === 'send') {
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
  }
  return { rule: 'everything comes to its end', text: `it has not after ${PATIENCE} events` };
}

async function nextWhile({ held, stack, executions, emulator }: ExploredWorld): Promise<Event | undefined> {
  const { current } = stack;
  if (held !== undefined) {
    return { do: 'resume' };
  }
  if (current !== undefined && !current.accepted && current.answer === undefined) {
    return { do: 'deliver', request: current.number };
  }
  const [execution] = executions.filter(({ isDone }) => !isDone).sort((a, b) => a.dueAt - b.dueAt);
  if (execution !== undefined) {
    return { do: 'look', request: execution.request.number };
  }
  if (current === undefined || current.answer === undefined) {
    return undefined;
  }
  if (emulator.nextChangeAt() !== undefined) {
    return { do: 'pass', span: 'until trainings end' };
  }
  const next = stack.next();
  const purpose = next.includes('clean-up') ? 'clean-up' : current.answer.Status === 'FAILED' && next.includes('rollback') ? 'rollback' : 'delete';
  return next.includes(purpose) ? { do: 'send', purpose } : undefined;
}
