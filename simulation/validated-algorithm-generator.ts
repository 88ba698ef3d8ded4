/** Algorithms that are validated in SageMaker, in lives around a training: what users declare of them, and change. */
import type { StackDeclaration, ValidatedAlgorithmDeclaration } from './declarations';
import { Random } from './random';
import type { Scenario, Step } from './scenario';
import { secretValue } from './secrets';
import type { SageMakerBehavior } from '../emulator';

/** How many lives have such an algorithm. */
const SHARE = 0.6;

/** The same life, with algorithms in its stacks. Nothing else in it changes with what is drawn here. */
export function withValidatedAlgorithms(scenario: Scenario, seed: number): Scenario {
  const random = new Random(seed);
  if (!random.chance(SHARE)) {
    return scenario;
  }
  const earlier = new Map<string, ValidatedAlgorithmDeclaration[]>();
  const steps = scenario.steps.map((step): Step => (
    step.do === 'deploy' ? { ...step, stacks: step.stacks.map((stack) => withValidated(random, stack, earlier)) } : step));
  return { ...scenario, sageMakerBehavior: someBehavior(random), steps };
}

function someBehavior(random: Random): Partial<SageMakerBehavior> {
  return {
    pendingSeconds: random.pick([5, 60]),
    validationSeconds: random.pick([60, 300, 1500]),
    deleteSeconds: random.pick([1, 20, 60]),
    listingDelaySeconds: random.pick([0, 0, 5, 60, 90]),
  };
}

/** A stack mostly keeps its algorithm, or changes it; sometimes it has none, or one that it had before. */
function withValidated(random: Random, stack: StackDeclaration, earlier: Map<string, ValidatedAlgorithmDeclaration[]>): StackDeclaration {
  const history = earlier.get(stack.name) ?? [];
  const dice = random.next();
  if (dice < 0.12) {
    return stack;
  }
  const latest = history[history.length - 1];
  const validated = latest === undefined ? someAlgorithm(random)
    : dice < 0.5 ? latest : dice < 0.65 ? random.pick(history) : edited(random, latest);
  earlier.set(stack.name, [...history, validated]);
  return { ...stack, workflow: { ...stack.workflow!, validated } };
}

function someAlgorithm(random: Random): ValidatedAlgorithmDeclaration {
  return {
    imageTag: `v${random.integer(1, 3)}`,
    scores: random.chance(0.5),
    validation: random.maybe(0.85, () => someValidation(random)),
    guards: random.chance(0.4),
    tags: {},
  };
}

const someValidation = (random: Random) => ({
  role: random.pick(['validate', 'validate-too']),
  hyperparameters: random.maybe(0.4, () => ({ key: secretValue(random, 'parameter', random.integer(1, 3)) })),
});

/** The algorithm after one or two changes, of which some are paid for. */
function edited(random: Random, algorithm: ValidatedAlgorithmDeclaration): ValidatedAlgorithmDeclaration {
  const { validation } = algorithm;
  const changed = random.pick<() => ValidatedAlgorithmDeclaration>([
    () => ({ ...algorithm, imageTag: `v${random.integer(1, 3)}` }),
    () => ({ ...algorithm, revision: `r${random.integer(1, 4)}` }),
    () => ({ ...algorithm, revision: random.pick([undefined, 'r1']) }),
    () => ({ ...algorithm, description: `Detects fraud, edition ${random.integer(1, 3)}` }),
    () => ({ ...algorithm, tags: random.pick<ValidatedAlgorithmDeclaration['tags']>([{}, { team: 'fraud' }, { team: 'risk', stage: 'test' }]) }),
    () => ({ ...algorithm, scores: !algorithm.scores }),
    () => ({ ...algorithm, guards: !algorithm.guards }),
    () => ({ ...algorithm, validation: random.maybe(0.85, () => someValidation(random)) }),
    () => ({ ...algorithm, validation: validation && { ...validation, role: random.pick(['validate', 'validate-too']) } }),
  ])();
  return random.chance(0.3) ? edited(random, changed) : changed;
}
