import { edited, someStack, STACK_NAMES } from './declaration-generator';
import type { StackDeclaration } from './declarations';
import { Random } from './random';
import { CALM, FAULT_KINDS, type DisorderPlan, type Scenario, type Step } from './scenario';
import type { EmulatorBehavior } from '../emulator';
import type { DeploymentBehavior } from '../rehearsal/deployment-behavior';

const STEPS = 30;
/** One life in so many is a long one. */
const LONG_SHARE = 10;
const LONG_STEPS = 300;

/** The life that a seed stands for. */
export function scenarioOf(seed: number): Scenario {
  const random = new Random(seed);
  const names = STACK_NAMES.slice(0, random.pick([1, 1, 2, 2, 3]));
  const history = new Map<string, StackDeclaration[]>();
  const steps = Array.from({ length: seed % LONG_SHARE === 0 ? LONG_STEPS : STEPS }, () => someStep(random, names, history));
  return {
    seed,
    behavior: someBehavior(random),
    deploymentBehavior: someDeploymentBehavior(random),
    latency: random.chance(0.4),
    neighbours: random.chance(0.3),
    steps,
  };
}

function someStep(random: Random, names: readonly string[], history: Map<string, StackDeclaration[]>): Step {
  const disorder = someDisorder(random);
  const stack = random.pick(names);
  const dice = random.next();
  if (dice < 0.08) {
    return { do: 'destroy', stack, disorder };
  }
  if (dice < 0.14) {
    return { do: 'wait', minutes: random.integer(1, 40), disorder };
  }
  if (dice < 0.19) {
    return { do: 'continue-rollback', stack, disorder };
  }
  if (dice < 0.24) {
    return { do: 'settle', disorder };
  }
  const deployed = names.length > 1 && random.chance(0.2) ? names : [stack];
  return {
    do: 'deploy',
    stacks: deployed.map((name) => nextDeclaration(random, name, history)),
    failure: random.pick([undefined, undefined, undefined, undefined, 'after', 'during'] as const),
    cancelAfter: random.maybe(0.1, () => random.integer(1, 300)),
    disorder,
  };
}

/** A change of what the stack was, or what it was some time ago. */
function nextDeclaration(random: Random, name: string, history: Map<string, StackDeclaration[]>): StackDeclaration {
  const earlier = history.get(name) ?? [];
  const latest = earlier[earlier.length - 1];
  const next = latest === undefined ? someStack(random, name) : random.chance(0.15) ? random.pick(earlier) : edited(random, latest);
  history.set(name, [...earlier, next]);
  return next;
}

function someDisorder(random: Random): DisorderPlan {
  const seed = random.seed();
  const faults = random.chance(0.35) ? [] : random.chance(0.5) ? [random.pick(FAULT_KINDS)] : random.some(FAULT_KINDS, random.pick([0.1, 0.2, 0.5]));
  const rate = random.pick([0.02, 0.08, 0.25]);
  return faults.length === 0 ? CALM : { seed, faults, rate };
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
    listingDelaySeconds: random.pick([0, 0, 5, 60]),
    deletionBlockedBy: random.pick([[], ['associations'], ['associations', 'changingModels'], ['associations', 'activeModels']]),
    dependencyReleaseSeconds: random.pick([0, 0, 90]),
    trainingQuota: random.pick([{ membership: 5, account: 10 }, { membership: 5, account: 10 }, { membership: 1, account: 2 }]),
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
