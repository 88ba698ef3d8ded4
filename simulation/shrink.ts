import type { Scenario, Step } from './scenario';

/** Whether a scenario still shows what it is to be made smaller for. */
export type Shows = (scenario: Scenario) => Promise<boolean>;

/** A scenario that shows the same with fewer steps, faults and models: nothing more can be left out of it. */
export async function shrink(scenario: Scenario, shows: Shows): Promise<Scenario> {
  let smallest = scenario;
  let smaller = await firstThatShows(simpler(smallest), shows);
  while (smaller !== undefined) {
    smallest = smaller;
    smaller = await firstThatShows(simpler(smallest), shows);
  }
  return smallest;
}

async function firstThatShows(candidates: Iterable<Scenario>, shows: Shows): Promise<Scenario | undefined> {
  for (const candidate of candidates) {
    if (await shows(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

/** Scenarios with something left out, those with the most first. */
function* simpler(scenario: Scenario): Iterable<Scenario> {
  const { steps } = scenario;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < steps.length; start += size) {
      yield { ...scenario, steps: [...steps.slice(0, start), ...steps.slice(start + size)] };
    }
  }
  if (scenario.latency) {
    yield { ...scenario, latency: false };
  }
  if (scenario.neighbours) {
    yield { ...scenario, neighbours: false };
  }
  for (const name of Object.keys(scenario.behavior) as (keyof Scenario['behavior'])[]) {
    const { [name]: _, ...behavior } = scenario.behavior;
    yield { ...scenario, behavior };
  }
  for (const [index, step] of steps.entries()) {
    for (const simplerStep of simplerSteps(step)) {
      yield { ...scenario, steps: steps.map((each, i) => (i === index ? simplerStep : each)) };
    }
  }
}

function* simplerSteps(step: Step): Iterable<Step> {
  for (const kind of step.disorder.faults) {
    yield { ...step, disorder: { ...step.disorder, faults: step.disorder.faults.filter((other) => other !== kind) } };
  }
  if (step.do !== 'deploy') {
    return;
  }
  if (step.failure !== undefined) {
    yield { ...step, failure: undefined };
  }
  if (step.cancelAfter !== undefined) {
    yield { ...step, cancelAfter: undefined };
  }
  for (const [index, stack] of step.stacks.entries()) {
    if (step.stacks.length > 1) {
      yield { ...step, stacks: step.stacks.filter((_, i) => i !== index) };
    }
    for (const id of Object.keys(stack.models)) {
      const { [id]: _, ...models } = stack.models;
      yield { ...step, stacks: step.stacks.map((each, i) => (i === index ? { ...each, models } : each)) };
    }
  }
}
