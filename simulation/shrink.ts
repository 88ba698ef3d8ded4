import type { Scenario, Step } from './scenario';

/** Whether a scenario still shows what it is to be made smaller for. */
export type Shows = (scenario: Scenario) => Promise<boolean>;

/** A scenario that shows the same with fewer steps, faults and models: nothing more can be left out of it. */
export async function shrink(scenario: Scenario, shows: Shows): Promise<Scenario> {
  let smallest = await withFewerSteps(scenario, shows);
  for (;;) {
    const less = await withLess(smallest, shows);
    if (less === smallest) {
      return smallest;
    }
    // With less going wrong, further steps can have become superfluous.
    smallest = await withFewerSteps(less, shows);
  }
}

/** Leaves out ever fewer steps at once, those at the end first, and goes on where it is after each success. */
async function withFewerSteps(scenario: Scenario, shows: Shows): Promise<Scenario> {
  let smallest = scenario;
  for (let size = Math.ceil(scenario.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = smallest.steps.length - size; start > -size; start -= size) {
      const { steps } = smallest;
      const candidate = { ...smallest, steps: [...steps.slice(0, Math.max(0, start)), ...steps.slice(start + size)] };
      smallest = await shows(candidate) ? candidate : smallest;
    }
  }
  return smallest;
}

/** Leaves out whatever else can be left out, one after the other. */
async function withLess(scenario: Scenario, shows: Shows): Promise<Scenario> {
  let smallest = scenario;
  for (let tried = 0; ;) {
    const candidates = [...simpler(smallest)].slice(tried);
    let found = false;
    for (const candidate of candidates) {
      if (await shows(candidate)) {
        smallest = candidate;
        found = true;
        break;
      }
      tried += 1;
    }
    if (!found) {
      return smallest;
    }
  }
}

/** Scenarios with one thing left out. */
function* simpler(scenario: Scenario): Iterable<Scenario> {
  const { steps } = scenario;
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
  if (step.disorder.faults.length > 1) {
    yield { ...step, disorder: { ...step.disorder, faults: [] } };
  }
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
    if (stack.workflow?.validated !== undefined) {
      const { validated: _, ...workflow } = stack.workflow;
      yield { ...step, stacks: step.stacks.map((each, i) => (i === index ? { ...each, workflow } : each)) };
    }
  }
}
