/** Lives around a training: data that is queried for it, jobs on its versions, and where their output goes. */
import { completeStack } from './declaration-generator';
import type { ModelDeclaration, StackDeclaration, WorkflowDeclaration } from './declarations';
import { Random } from './random';
import { CALM, FAULT_KINDS, type DisorderPlan, type FaultKind, type Scenario, type Step } from './scenario';
import { secretValue } from './secrets';
import { withValidatedAlgorithms } from './validated-algorithm-generator';
import type { EmulatorBehavior } from '../emulator';

/** What is undocumented about what no other lives have. */
function someBehavior(random: Random): Partial<EmulatorBehavior> {
  return {
    baseVersion: random.pick(['absent', 'null', 'NULL']),
    incrementalArn: random.pick(['same', 'new']),
    uniqueNames: random.pick([false, 'live', 'forever']),
    afterCancel: random.pick(['INACTIVE', 'CREATE_FAILED', 'gone']),
    afterDelete: random.pick(['INACTIVE', 'gone']),
    deleteWhileRunning: random.pick(['conflict', 'accept']),
    repeatedDelete: random.pick(['accept', 'conflict']),
    tags: random.pick(['version', 'arn']),
    listTrainedModels: random.pick(['latest', 'base', 'all']),
    listingDelaySeconds: random.pick([0, 0, 5, 60, 90]),
    deletionBlockedBy: random.pick([
      [], ['associations', 'changingModels', 'changingChannels'], ['associations', 'activeChannels', 'readingModels'], ['associations', 'inferenceJobs'],
    ]),
    dependencyReleaseSeconds: random.pick([0, 90]),
    // A job on the base version is about that one, or about another one that then fails: that is played in tests of its own.
    jobDefaultVersion: 'base',
    receiverWithoutConfiguration: random.pick(['refused', 'fails']),
    inferenceJobQuota: random.pick([{ membership: 5, account: 10 }, { membership: 1, account: 2 }]),
    pendingSeconds: random.pick([5, 60]),
    trainingSeconds: random.pick([20, 180]),
    querySeconds: random.pick([20, 180]),
    inferenceSeconds: random.pick([20, 180, 600]),
    exportSeconds: random.pick([20, 180]),
    cancelSeconds: random.pick([1, 30, 100]),
    deleteSeconds: random.pick([1, 20, 60]),
  };
}

/** Faults of what CloudFormation and the service do, without those of versions that other members delete. */
const KINDS: readonly FaultKind[] = FAULT_KINDS.filter((kind) => !['output-deleted-by-another-member', 'cancel-always-fails', 'delete-always-fails'].includes(kind));

export function workflowOf(seed: number): Scenario {
  const random = new Random(seed);
  const names = random.pick([['Blue'], ['Blue'], ['Blue', 'Red']] as const);
  const history = new Map<string, StackDeclaration[]>();
  const kinds = random.some(KINDS, random.pick([0.1, 0.3]));
  const disorder = (): DisorderPlan => {
    const faults = random.chance(0.4) || kinds.length === 0 ? [] : random.chance(0.5) ? [random.pick(kinds)] : random.some(kinds, 0.5);
    return faults.length === 0 ? CALM : { seed: random.seed(), faults, rate: random.pick([0.02, 0.08, 0.25]) };
  };
  const steps = Array.from({ length: random.pick([6, 12, 20]) }, (): Step => {
    const name = random.pick(names);
    const dice = random.next();
    if (dice < 0.08) {
      return { do: 'destroy', stack: name, disorder: disorder() };
    }
    if (dice < 0.16) {
      return { do: 'settle', disorder: CALM };
    }
    if (dice < 0.22) {
      return { do: 'continue-rollback', stack: name, disorder: disorder() };
    }
    const earlier = history.get(name) ?? [];
    const before = earlier[earlier.length - 1];
    const next = before === undefined ? someStack(random, name) : random.chance(0.2) ? random.pick(earlier) : edited(random, before);
    history.set(name, [...earlier, next]);
    return {
      do: 'deploy',
      stacks: [next],
      disorder: disorder(),
      ...random.pick([{}, {}, {}, { failure: 'after' as const }, { failure: 'during' as const, failsAfter: random.integer(1, 300) }, { cancelAfter: random.integer(1, 300) }]),
    };
  });
  const lag = { seed: random.seed(), statuses: random.pick([3, 10, 30]), listings: random.pick([0, 30]) };
  const life: Scenario = {
    seed,
    behavior: someBehavior(random),
    deploymentBehavior: { rollbackOfReplacement: random.pick(['update', 'restore']), deliverySeconds: random.pick([0.2, 1]), requestIds: 'unique' },
    latency: random.chance(0.5),
    neighbours: false,
    lag: random.maybe(0.5, () => lag),
    steps,
  };
  return withValidatedAlgorithms(life, random.seed());
}

function someStack(random: Random, name: string): StackDeclaration {
  const stack = completeStack(random, name, 1);
  const workflow: WorkflowDeclaration = {
    inputChannels: { Learned: someChannel(random), ...(random.chance(0.5) ? { Scored: someChannel(random) } : {}) },
    inferences: random.chance(0.8) ? { Scores: someInference(random) } : {},
    exports: random.chance(0.6) ? { Export: someExport(random, stack.account) } : {},
    mlConfiguration: random.chance(0.9) ? { prefix: 'a' } : undefined,
  };
  return {
    ...stack,
    algorithms: { Algorithm: { ...stack.algorithms.Algorithm, inferenceTag: 'v1', name: undefined } },
    associations: { Association: { ...stack.associations.Association, name: undefined, allowsJobs: true } },
    models: { Model: { ...plain(stack.models.Model), channels: ['Learned'] } },
    workflow,
  };
}

/** What other lives are about is left out: names and versions that others have, and models that stay. */
function plain({ startFrom: _, retain: __, name: ___, ...model }: ModelDeclaration): ModelDeclaration {
  return { ...model, membership: 0, instanceType: 'ml.m5.xlarge' };
}

const someChannel = (random: Random) => ({
  association: random.pick(['Association', 'Association', undefined]),
  table: random.pick(['payments', 'claims']),
  parameter: secretValue(random, 'parameter', random.integer(1, 3)).slice(0, 1000),
  retentionInDays: 30,
  revision: random.maybe(0.3, () => `r${random.integer(1, 3)}`),
  tags: {},
});

const someInference = (random: Random) => ({
  model: 'Model',
  channel: random.pick(['Scored', 'Learned']),
  instanceCount: random.integer(1, 2),
  environment: random.maybe(0.3, () => ({ token: secretValue(random, 'variable', random.integer(1, 3)) })),
  revision: random.maybe(0.3, () => `r${random.integer(1, 3)}`),
  activeWithinMinutes: random.pick([undefined, 10, 30]),
  tags: {},
});

const someExport = (random: Random, account: string) => ({
  model: 'Model',
  receiver: random.pick([account, account, '333333333333']),
  revision: random.maybe(0.3, () => `r${random.integer(1, 3)}`),
  activeWithinMinutes: random.pick([undefined, 10, 30]),
});

/** The stack after one or two changes. */
function edited(random: Random, stack: StackDeclaration): StackDeclaration {
  const workflow = stack.workflow!;
  const { inputChannels, inferences, exports } = workflow;
  const withWorkflow = (change: Partial<WorkflowDeclaration>): StackDeclaration => ({ ...stack, workflow: { ...workflow, ...change } });
  const withModel = (change: Partial<ModelDeclaration>): StackDeclaration => ({ ...stack, models: { Model: { ...stack.models.Model, ...change } } });
  const changed = random.pick<() => StackDeclaration>([
    () => withModel({ revision: `r${random.integer(1, 4)}` }),
    () => withModel({ revision: `r${random.integer(1, 4)}` }),
    () => withModel({ activeWithinMinutes: random.pick([undefined, 15]), keepLast: random.pick([undefined, 1]), incremental: random.chance(0.5) }),
    () => withWorkflow({ inputChannels: { ...inputChannels, Learned: { ...inputChannels.Learned, revision: `r${random.integer(1, 4)}` } } }),
    () => withWorkflow({ inputChannels: { ...inputChannels, Learned: someChannel(random) } }),
    () => withWorkflow({ inputChannels: { Learned: inputChannels.Learned, ...(random.chance(0.6) ? { Scored: someChannel(random) } : {}) } }),
    () => withWorkflow({ inferences: random.chance(0.7) ? { Scores: someInference(random) } : {} }),
    () => withWorkflow({ inferences: { Scores: { ...inferences.Scores ?? someInference(random), revision: `r${random.integer(1, 4)}` } } }),
    () => withWorkflow({ exports: random.chance(0.7) ? { Export: someExport(random, stack.account) } : {} }),
    () => withWorkflow({ exports: { Export: { ...exports.Export ?? someExport(random, stack.account), revision: `r${random.integer(1, 4)}` } } }),
    () => withWorkflow({ mlConfiguration: random.chance(0.8) ? { prefix: random.pick(['a', 'b', 'c']) } : undefined }),
    () => ({ ...stack, associations: { Association: { ...stack.associations.Association, noise: random.pick(['HIGH', 'LOW'] as const) } } }),
    () => ({ ...stack, algorithms: { Algorithm: { ...stack.algorithms.Algorithm, imageTag: `v${random.integer(1, 3)}` } } }),
  ])();
  return random.chance(0.3) ? edited(random, changed) : changed;
}
