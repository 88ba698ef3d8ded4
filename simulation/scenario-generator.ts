import { HARMLESS_SECONDS, type ClockPlan } from './clocks';
import {
  completeStack, edited, inPlaceOf, replaced, retrained, someStack, someTaste, STACK_NAMES, underAnotherPolicy, withOtherValues, type Taste,
} from './declaration-generator';
import type { ModelDeclaration, StackDeclaration } from './declarations';
import { Random } from './random';
import { CALM, FAULT_KINDS, type DisorderPlan, type FaultKind, type LagPlan, type Scenario, type Step } from './scenario';
import type { EmulatorBehavior } from '../emulator';
import type { DeploymentBehavior } from '../rehearsal/deployment-behavior';

/** A kind of life: what its users are mostly about. */
export type LifeKind = keyof typeof LIVES;

/** What is decided about a life before its steps are. */
interface Life {
  readonly random: Random;
  readonly names: readonly string[];
  readonly taste: Taste;
  /** Which faults there can be in it. */
  readonly faults: readonly FaultKind[];
  readonly actions: readonly number[];
  readonly history: Map<string, StackDeclaration[]>;
}

type DeployStep = Extract<Step, { do: 'deploy' }>;

const SWITCHED: readonly (keyof EmulatorBehavior)[] = [
  'baseVersion', 'incrementalDefaultParent', 'repeatedDelete', 'listTrainedModels', 'listingDelaySeconds', 'deletionBlockedBy', 'dependencyReleaseSeconds',
  'trainingQuota', 'pendingSeconds', 'trainingSeconds', 'cancelSeconds', 'deleteSeconds',
];

/** Each gives the steps of a life. */
const LIVES = {
  /** Anything. */
  any: (life: Life) => someSteps(30, () => someStep(life)),
  anyForLong: (life: Life) => someSteps(150, () => someStep(life)),

  /** A model or two that are trained again and again, so that what forgets by age shows. */
  longLived: (life: Life) => {
    const { random } = life;
    const first = withShortTrainings(completeStack(random, 'Blue', random.integer(1, 2)), random.pick([undefined, 'own-name']));
    const fails = random.pick([0, 0.05, 0.5]);
    let revisions = 0;
    return someSteps(random.integer(160, 230), () => {
      const dice = random.next();
      if (dice < 0.04) {
        return { do: 'settle', disorder: CALM };
      }
      const back = dice < 0.2 && revisions > 0;
      revisions += back ? 0 : 1;
      const revision = `r${back ? random.integer(1, revisions) : revisions}`;
      const disorder = random.chance(fails) ? { seed: random.seed(), faults: ['training-fails' as const], rate: 0.25 } : random.chance(0.1) ? someDisorder(life) : CALM;
      return deploy(life, remembered(life, retrained(random, latest(life, 'Blue') ?? first, revision)), { disorder });
    });
  },

  /** One thing in the place of another, and another in the place of that, while what CloudFormation shows is late. */
  replacing: (life: Life) => {
    const { random } = life;
    return someSteps(14, () => {
      const dice = random.next();
      if (dice < 0.1) {
        return { do: 'destroy', stack: 'Blue', disorder: someDisorder(life) };
      }
      if (dice < 0.2) {
        return { do: 'settle', disorder: CALM };
      }
      const before = latest(life, 'Blue');
      const next = before === undefined ? completeStack(random, 'Blue', random.integer(1, 2)) : random.chance(0.8) ? replaced(random, before) : edited(random, before, life.taste);
      return deploy(life, remembered(life, next), { failure: random.pick([undefined, undefined, 'after', 'during'] as const) });
    });
  },

  /** Back and forth between a few declarations. */
  returning: (life: Life) => {
    const { random } = life;
    return someSteps(25, () => {
      const dice = random.next();
      const earlier = life.history.get('Blue') ?? [];
      if (dice < 0.08 && earlier.length > 0) {
        return { do: 'lose-ledger', loses: random.pick(['everything', 'one', 'latest'] as const), which: random.seed(), disorder: CALM };
      }
      if (dice < 0.16) {
        return { do: 'settle', disorder: someDisorder(life) };
      }
      if (dice < 0.22) {
        return { do: 'destroy', stack: 'Blue', disorder: someDisorder(life) };
      }
      const before = latest(life, 'Blue');
      const next = before === undefined ? completeStack(random, 'Blue', random.integer(1, 3))
        : earlier.length > 3 && random.chance(0.7) ? random.pick(earlier.slice(-6))
          : random.chance(0.5) ? retrained(random, before, `r${random.integer(1, 3)}`) : edited(random, before, life.taste);
      return deploy(life, remembered(life, next), { failure: random.pick([undefined, undefined, undefined, 'after'] as const) });
    });
  },

  /** Updates that fail, or are given up, in the very moment in which trainings are sent and found. */
  failing: (life: Life) => {
    const { random } = life;
    return someSteps(20, () => {
      const dice = random.next();
      if (dice < 0.08) {
        return { do: 'continue-rollback', stack: 'Blue', disorder: someDisorder(life) };
      }
      if (dice < 0.14) {
        return { do: 'settle', disorder: CALM };
      }
      const before = latest(life, 'Blue');
      const next = before === undefined ? completeStack(random, 'Blue', random.integer(1, 2))
        : random.chance(0.6) ? retrained(random, before, `r${random.integer(1, 5)}`) : random.chance(0.5) ? replaced(random, before) : edited(random, before, life.taste);
      return deploy(life, remembered(life, next), before === undefined ? {} : random.pick<Partial<DeployStep>>([
        { failure: 'during', failsAfter: random.integer(1, 40) }, { failure: 'during', failsAfter: random.integer(40, 240) }, { failure: 'after' },
        { cancelAfter: random.integer(1, 60) }, {},
      ]));
    });
  },

  /** One update right after the other, many of them taken back, and what CloudFormation or a listing shows is half a minute old. */
  outdated: (life: Life) => {
    const { random } = life;
    const fails = random.chance(0.5);
    return someSteps(14, () => {
      const before = latest(life, 'Blue');
      const next = before === undefined ? shortOrNot(random, completeStack(random, 'Blue', 1))
        : random.chance(0.85) ? retrained(random, before, `r${random.integer(1, 6)}`) : replaced(random, before);
      const disorder = fails && random.chance(0.6) ? { seed: random.seed(), faults: ['training-fails' as const], rate: 0.25 } : CALM;
      return deploy(life, remembered(life, next), before === undefined ? { disorder } : {
        disorder,
        ...random.pick<Partial<DeployStep>>([
          { failure: 'after' }, { failure: 'during', failsAfter: random.integer(2, 90) }, { cancelAfter: random.integer(1, 60) }, {}, {},
        ]),
      });
    });
  },

  /** The ledger is put back to an earlier time or lost, outputs are deleted and trainings fail, and updates are taken back. */
  restored: (life: Life) => {
    const { random } = life;
    return someSteps(18, () => {
      const dice = random.next();
      const before = latest(life, 'Blue');
      if (before !== undefined && dice < 0.2) {
        return { do: 'lose-ledger', loses: random.pick(['everything', 'latest', 'latest'] as const), which: random.seed(), disorder: CALM };
      }
      if (dice < 0.4) {
        return { do: 'settle', disorder: CALM };
      }
      const earlier = life.history.get('Blue') ?? [];
      const next = before === undefined ? shortOrNot(random, completeStack(random, 'Blue', 1))
        : random.chance(0.2) ? random.pick(earlier) : random.chance(0.8) ? retrained(random, before, `r${random.integer(1, 3)}`) : replaced(random, before);
      const fault = random.pick([undefined, undefined, 'training-fails', 'output-deleted-by-another-member'] as const);
      return deploy(life, remembered(life, next), {
        failure: before === undefined ? undefined : random.pick([undefined, 'after'] as const),
        disorder: fault === undefined ? CALM : { seed: random.seed(), faults: [fault], rate: 0.25 },
      });
    });
  },

  /** Rollbacks that get stuck and are continued. */
  stuck: (life: Life) => {
    const { random } = life;
    let isStuck = false;
    return someSteps(12, () => {
      const before = latest(life, 'Blue');
      if (isStuck) {
        isStuck = false;
        return { do: 'continue-rollback', stack: 'Blue', disorder: CALM };
      }
      if (before === undefined) {
        return deploy(life, remembered(life, shortOrNot(random, completeStack(random, 'Blue', 1))), { disorder: CALM });
      }
      isStuck = true;
      return deploy(life, replaced(random, before), {
        failure: 'after', disorder: { seed: random.seed(), faults: [random.pick(['delivered-late', 'delivery-crashes'] as const)], rate: random.pick([0.2, 0.35]) },
      });
    });
  },

  /** Replacements that are given up before CloudFormation hears of them, and taken back without a word. */
  abandoned: (life: Life) => {
    const { random } = life;
    return someSteps(10, () => {
      const before = latest(life, 'Blue');
      const next = before === undefined ? completeStack(random, 'Blue', 1) : replaced(random, before);
      const disorder = random.chance(0.3) ? someDisorder(life) : CALM;
      return deploy(life, remembered(life, next), before === undefined ? { disorder: CALM } : {
        disorder, ...random.pick<Partial<DeployStep>>([{ failure: 'during', failsAfter: random.integer(1, 30) }, { cancelAfter: random.integer(1, 30) }, {}]),
      });
    });
  },

  /** Algorithms and associations that models hold are replaced, come back and go with the stack. */
  held: (life: Life) => {
    const { random } = life;
    return someSteps(20, () => {
      const dice = random.next();
      const before = latest(life, 'Blue');
      if (before !== undefined && dice < 0.06) {
        return { do: 'destroy', stack: 'Blue', disorder: CALM };
      }
      // What is trained by then holds what it was trained with.
      if (dice < 0.4) {
        return { do: 'wait', minutes: 10, disorder: CALM };
      }
      const earlier = life.history.get('Blue') ?? [];
      const next = before === undefined ? withShortTrainings(completeStack(random, 'Blue', random.integer(1, 2)), undefined)
        : random.chance(0.2) ? random.pick(earlier) : random.chance(0.2) ? edited(random, before, life.taste)
          : retrained(random, underAnotherPolicy(random, before), `r${random.integer(1, 9)}`);
      const disorder = random.chance(0.3) ? someDisorder(life) : CALM;
      return deploy(life, remembered(life, next), { failure: random.pick([undefined, undefined, undefined, 'after'] as const), disorder });
    });
  },

  /** Another team gives its things the names of what the stacks have, and two stacks ask for the same names. */
  imitated: (life: Life) => {
    const { random } = life;
    return someSteps(12, () => {
      const dice = random.next();
      const name = random.pick(['Blue', 'Green']);
      const before = latest(life, name);
      if (before !== undefined && dice < 0.3) {
        return { do: 'settle', disorder: CALM };
      }
      if (before !== undefined && dice < 0.4) {
        return { do: 'destroy', stack: name, disorder: CALM };
      }
      const other = latest(life, name === 'Blue' ? 'Green' : 'Blue');
      const next = before !== undefined ? retrained(random, before, `r${random.integer(1, 3)}`)
        : other !== undefined ? inPlaceOf(other, name) : withShortTrainings(completeStack(random, name, 1), 'own-name');
      return deploy(life, remembered(life, next), { disorder: random.chance(0.3) ? someDisorder(life) : CALM });
    });
  },

  /** The service quotes values in its messages, long ones among them. */
  quoted: (life: Life) => {
    const { random } = life;
    return someSteps(12, () => {
      const before = latest(life, 'Blue');
      const next = before === undefined ? completeStack(random, 'Blue', 1) : withOtherValues(random, before);
      return deploy(life, remembered(life, next), { disorder: { seed: random.seed(), faults: ['refused-with-values'], rate: 0.5 } });
    });
  },

  /** Everything throttles, under every name that there is for it. */
  throttled: (life: Life) => {
    const { random } = life;
    const kinds = ['throttled-by-another-name', 'ledger-throttled-by-another-name', 'stack-throttled-by-another-name'] as const;
    return someSteps(10, () => ({ ...someStep(life), disorder: { seed: random.seed(), faults: kinds, rate: 0.08 } }));
  },

  /** Clocks are minutes apart, and replies of creates are lost or late. */
  skewed: (life: Life) => {
    const { random } = life;
    const kinds = ['lost-reply', 'failed-after-effect', 'slow-reply', 'late-request', 'crash'] as const;
    return someSteps(12, () => {
      const before = latest(life, 'Blue');
      const next = before === undefined ? completeStack(random, 'Blue', random.integer(1, 2)) : retrained(random, before, `r${random.integer(1, 6)}`);
      const disorder = { seed: random.seed(), faults: [random.pick(kinds)], rate: random.pick([0.08, 0.25]) };
      return deploy(life, remembered(life, next), { disorder });
    });
  },

  /** Every other look runs twice at the same time, while creates, cancellations and deletions are in trouble. */
  doubled: (life: Life) => {
    const { random } = life;
    const kinds = ['lost-reply', 'failed-after-effect', 'training-fails', 'cancel-fails', 'delete-fails'] as const;
    return someSteps(16, () => {
      const dice = random.next();
      const before = latest(life, 'Blue');
      const disorder = { seed: random.seed(), faults: ['looked-twice' as const, random.pick(kinds)], rate: random.pick([0.25, 0.5]) };
      if (before !== undefined && dice < 0.15) {
        return { do: 'destroy', stack: 'Blue', disorder };
      }
      const next = before === undefined ? completeStack(random, 'Blue', random.integer(1, 2))
        : dice < 0.4 ? replaced(random, before) : retrained(random, before, `r${random.integer(1, 5)}`);
      return deploy(life, remembered(life, next), {
        disorder, ...random.pick<Partial<DeployStep>>([{ failure: 'after' }, { failure: 'during', failsAfter: random.integer(1, 60) }, {}, {}]),
      });
    });
  },

  /** Events that come when nobody expects them any more. */
  late: (life: Life) => {
    const { random } = life;
    const kinds = ['delivered-late', 'delivery-crashes', 'delivered-twice'] as const;
    return someSteps(15, () => {
      const step = someStep(life);
      const faults = random.chance(0.6) ? [...new Set([...random.some(kinds, 0.6), ...random.some(step.disorder.faults, 0.3)])] : [];
      return { ...step, disorder: faults.length === 0 ? CALM : { seed: random.seed(), faults, rate: random.pick([0.08, 0.25, 0.5]) } };
    });
  },
} as const;

export const LIFE_KINDS = Object.keys(LIVES) as readonly LifeKind[];

/** Which kind of life a seed stands for, by its remainder. */
const KINDS: readonly LifeKind[] = [
  'any', 'replacing', 'any', 'failing', 'any', 'returning', 'late', 'any', 'replacing', 'any',
  'failing', 'any', 'returning', 'any', 'any', 'longLived', 'any', 'replacing', 'any', 'late',
  'any', 'replacing', 'any', 'failing', 'any', 'returning', 'any', 'any', 'replacing', 'any',
  'failing', 'any', 'returning', 'any', 'any', 'replacing', 'any', 'failing', 'any', 'anyForLong',
];

/** The life that a seed stands for. */
export function scenarioOf(seed: number, kind: LifeKind = KINDS[seed % KINDS.length]): Scenario {
  const random = new Random(seed);
  const life: Life = {
    random,
    names: STACK_NAMES.slice(0, random.pick([1, 1, 2, 2, 3])),
    taste: someTaste(random),
    faults: random.some(FAULT_KINDS, random.pick([0.2, 0.5, 1])),
    actions: random.weights(ACTIONS.length),
    history: new Map(),
  };
  const steps = LIVES[kind](life);
  const scenario: Scenario = {
    seed,
    behavior: someBehavior(random),
    deploymentBehavior: someDeploymentBehavior(random),
    latency: random.chance(0.4),
    neighbours: random.chance(0.3),
    clocks: someClocks(random),
    lag: someLag(random, kind === 'replacing'),
    steps,
  };
  return SURROUNDINGS[kind]?.(scenario) ?? scenario;
}

/** What a kind of life needs to be what it is about. */
const SURROUNDINGS: { readonly [kind in LifeKind]?: (scenario: Scenario) => Scenario } = {
  longLived: (scenario) => ({ ...scenario, behavior: { ...scenario.behavior, trainingSeconds: 20, pendingSeconds: 5 } }),
  outdated: (scenario) => ({
    ...scenario,
    lag: { seed: scenario.seed, statuses: 30, listings: 0, ...(scenario.seed % 2 === 0 ? { listedStatuses: 30 } : {}) },
    clocks: harmless(scenario),
  }),
  restored: (scenario) => ({ ...scenario, lag: { seed: scenario.seed, statuses: 30, listings: 0 }, clocks: harmless(scenario) }),
  stuck: (scenario) => ({ ...scenario, deploymentBehavior: { ...scenario.deploymentBehavior, rollbackOfReplacement: 'update' } }),
  abandoned: (scenario) => ({ ...scenario, deploymentBehavior: { ...scenario.deploymentBehavior, rollbackOfReplacement: 'restore' } }),
  held: (scenario) => ({
    ...scenario,
    // What never comes to an end takes time, and is ended with its invocation.
    latency: true,
    behavior: { ...scenario.behavior, deletionBlockedBy: ['associations', scenario.seed % 2 === 0 ? 'activeModels' : 'changingModels'] },
  }),
  imitated: (scenario) => ({ ...scenario, neighbours: true }),
  // Calls of two looks are mixed only where they take time.
  doubled: (scenario) => ({ ...scenario, latency: true }),
  skewed: (scenario) => ({
    ...scenario,
    clocks: { seed: scenario.seed, within: 300 },
    behavior: { ...scenario.behavior, listingDelaySeconds: 90 },
  }),
};

function harmless({ clocks }: Scenario): ClockPlan | undefined {
  return clocks && { ...clocks, within: Math.min(clocks.within, HARMLESS_SECONDS) };
}

function someSteps(count: number, make: () => Step): Step[] {
  return Array.from({ length: count }, make);
}

/** What users do besides deploying. */
const ACTIONS: readonly ((life: Life, stack: string, disorder: DisorderPlan) => Step)[] = [
  (_, stack, disorder) => ({ do: 'destroy', stack, disorder }),
  ({ random }, _, disorder) => ({ do: 'wait', minutes: random.integer(1, 40), disorder }),
  (_, stack, disorder) => ({ do: 'continue-rollback', stack, disorder }),
  (_life, _stack, disorder) => ({ do: 'settle', disorder }),
  ({ random }, _, disorder) => ({ do: 'switch', behavior: someSwitch(random), disorder }),
  ({ random }, _, disorder) => ({ do: 'lose-ledger', loses: random.pick(['everything', 'one', 'latest'] as const), which: random.seed(), disorder }),
];

function someStep(life: Life): Step {
  const { random, names, actions, history } = life;
  const disorder = someDisorder(life);
  const stack = random.pick(names);
  if (random.chance(0.24)) {
    return random.weighted(ACTIONS, actions)(life, stack, disorder);
  }
  const deployed = names.length > 1 && random.chance(0.2) ? names : [stack];
  const stacks = deployed.map((name) => {
    const before = latest(life, name);
    return before === undefined ? someStack(random, name)
      : random.chance(0.15) ? random.pick(history.get(name)!) : edited(random, before, life.taste);
  });
  stacks.forEach((each) => remembered(life, each));
  return {
    do: 'deploy',
    stacks,
    failure: random.pick([undefined, undefined, undefined, undefined, 'after', 'during'] as const),
    cancelAfter: random.maybe(0.1, () => random.integer(1, 300)),
    disorder,
  };
}

function deploy(life: Life, stack: StackDeclaration, more: Partial<DeployStep> = {}): Step {
  return { do: 'deploy', stacks: [stack], disorder: someDisorder(life), ...more };
}

function latest({ history }: Life, name: string): StackDeclaration | undefined {
  return history.get(name)?.slice(-1)[0];
}

function remembered({ history }: Life, stack: StackDeclaration): StackDeclaration {
  history.set(stack.name, [...history.get(stack.name) ?? [], stack]);
  return stack;
}

/** No deployment waits for a training, and all models have the given name, if there is one. */
function withShortTrainings(stack: StackDeclaration, name: string | undefined): StackDeclaration {
  const short = ({ activeWithinMinutes: _, ...model }: ModelDeclaration): ModelDeclaration => ({ ...model, name, instanceType: 'ml.m5.xlarge' });
  return { ...stack, models: Object.fromEntries(Object.entries(stack.models).map(([id, model]) => [id, short(model)])) };
}

/** Deployments wait for trainings, or they do not. */
function shortOrNot(random: Random, stack: StackDeclaration): StackDeclaration {
  return random.chance(0.6) ? withShortTrainings(stack, random.pick([undefined, undefined, 'own-name'])) : stack;
}

function someDisorder({ random, faults: kinds }: Life): DisorderPlan {
  const seed = random.seed();
  const faults = random.chance(0.35) || kinds.length === 0 ? []
    : random.chance(0.5) ? [random.pick(kinds)] : random.some(kinds, random.pick([0.1, 0.2, 0.5]));
  const rate = random.pick([0.02, 0.08, 0.25]);
  return faults.length === 0 ? CALM : { seed, faults, rate };
}

function someClocks(random: Random): ClockPlan | undefined {
  const within = random.pick([0, 0, 30, 30, 300]);
  const seed = random.seed();
  return within === 0 ? undefined : { seed, within };
}

function someLag(random: Random, always: boolean): LagPlan | undefined {
  const lag = { seed: random.seed(), statuses: random.pick([3, 10, 10, 30]), listings: random.pick([0, 0, 30, 90]) };
  return always || random.chance(0.6) ? lag : undefined;
}

/** Other answers to one or two questions, midway. */
function someSwitch(random: Random): Partial<EmulatorBehavior> {
  const behavior = someBehavior(random);
  const names = [random.pick(SWITCHED), random.pick(SWITCHED)];
  return Object.fromEntries(names.map((name) => [name, behavior[name]]));
}

function someBehavior(random: Random): Partial<EmulatorBehavior> {
  return {
    baseVersion: random.pick(['absent', 'null', 'NULL']),
    incrementalArn: random.pick(['same', 'same', 'new']),
    incrementalDefaultParent: random.pick(['latest', 'latestActive', 'base']),
    parentModelName: random.pick(['version', 'base']),
    uniqueNames: random.pick([false, 'live', 'forever']),
    afterCancel: random.pick(['INACTIVE', 'CREATE_FAILED', 'gone']),
    afterDelete: random.pick(['INACTIVE', 'gone']),
    deleteWhileRunning: random.pick(['conflict', 'accept']),
    repeatedDelete: random.pick(['accept', 'conflict']),
    tags: random.pick(['version', 'arn']),
    listTrainedModels: random.pick(['latest', 'base', 'all']),
    listingDelaySeconds: random.pick([0, 0, 5, 60, 90]),
    deletionBlockedBy: random.pick([[], ['associations'], ['associations', 'changingModels'], ['associations', 'activeModels']]),
    dependencyReleaseSeconds: random.pick([0, 0, 90]),
    trainingQuota: random.pick([{ membership: 5, account: 10 }, { membership: 5, account: 10 }, { membership: 1, account: 2 }]),
    instanceQuotas: random.pick<Record<string, number>>([{}, {}, {}, { 'ml.g5.xlarge': 0 }, { 'ml.c5.2xlarge': 3 }]),
    pendingSeconds: random.pick([5, 60]),
    trainingSeconds: random.pick([20, 60, 180, 400]),
    cancelSeconds: random.pick([1, 30, 100]),
    deleteSeconds: random.pick([1, 20, 60]),
  };
}

function someDeploymentBehavior(random: Random): Partial<DeploymentBehavior> {
  return {
    rollbackOfReplacement: random.pick(['update', 'restore']),
    deliverySeconds: random.pick([0.2, 1]),
    requestIds: random.pick(['unique', 'repeated']),
  };
}
