/** Apps that users could write, and the changes that they could make to them. */
import type { AlgorithmDeclaration, AssociationDeclaration, ModelDeclaration, StackDeclaration } from './declarations';
import type { Random } from './random';
import { secretValue, type SecretKind } from './secrets';

/** The same ids in every stack, as in an app that deploys one class several times. */
const MODEL_IDS = ['Model', 'Challenger', 'Shadow'];
const INSTANCE_TYPES = ['ml.m5.xlarge', 'ml.g5.xlarge', 'ml.c5.2xlarge'];
/** Names that several stacks can ask for. */
const SHARED_NAME = 'fraud-model';

export const STACK_NAMES = ['Blue', 'Green', 'Red'] as const;
const ACCOUNTS: Readonly<Record<string, string>> = { Blue: '111111111111', Green: '111111111111', Red: '222222222222' };

export function someStack(random: Random, name: string): StackDeclaration {
  const algorithms: StackDeclaration['algorithms'] = random.chance(0.6) ? { Algorithm: someAlgorithm(random) } : {};
  const associations: StackDeclaration['associations'] = 'Algorithm' in algorithms || random.chance(0.3)
    ? { Association: someAssociation(random, 'Algorithm' in algorithms ? 'Algorithm' : undefined) }
    : {};
  const ids = MODEL_IDS.slice(0, random.pick([1, 1, 1, 2, 2, 3]));
  return {
    name,
    account: ACCOUNTS[name],
    algorithms,
    associations,
    models: Object.fromEntries(ids.map((id) => [id, someModel(random, 'Association' in associations ? 'Association' : undefined)])),
  };
}

/** Which changes the users of one life make, and how often: some never. */
export interface Taste {
  readonly edits: readonly number[];
  readonly modelEdits: readonly number[];
}

export function someTaste(random: Random): Taste {
  // Without changes of models there is little to see.
  return { edits: [4, ...random.weights(EDITS.length - 1)], modelEdits: random.weights(MODEL_EDITS.length) };
}

/** The stack after one to three changes; what a change breaks (a reference to what is gone) is mended as a user would. */
export function edited(random: Random, stack: StackDeclaration, taste: Taste = EVEN_TASTE): StackDeclaration {
  let result = stack;
  for (let changes = random.pick([1, 1, 1, 2, 3]); changes > 0; changes -= 1) {
    result = mended(random.weighted(EDITS, taste.edits)(random, result, taste));
  }
  return result;
}

type Edit = (random: Random, stack: StackDeclaration, taste: Taste) => StackDeclaration;

/** A model of the stack after one change. */
function withModel(random: Random, stack: StackDeclaration, change: (random: Random) => Partial<ModelDeclaration>): StackDeclaration {
  const id = someKey(random, stack.models);
  return id === undefined ? stack : { ...stack, models: { ...stack.models, [id]: { ...stack.models[id], ...change(random) } } };
}

const EDITS: readonly Edit[] = [
  (random, stack, { modelEdits }) => withModel(random, stack, random.weighted(MODEL_EDITS, modelEdits)),
  (random, stack) => addTo(stack, 'models', random.pick(MODEL_IDS), someModel(random, someKey(random, stack.associations))),
  (random, stack) => without(stack, 'models', someKey(random, stack.models)),
  // Another construct id is another resource.
  (random, stack) => {
    const id = someKey(random, stack.models);
    const renamed = random.pick(['Renamed', ...MODEL_IDS]);
    return id === undefined || renamed in stack.models ? stack : addTo(without(stack, 'models', id), 'models', renamed, stack.models[id]);
  },
  // Another association under the models.
  (random, stack) => withAssociation(random, stack, random.pick<Partial<AssociationDeclaration>>([
    { description: `for ${random.integer(1, 5)}` }, { noise: random.pick(['HIGH', 'LOW'] as const) }, { tags: someTags(random) }, { name: random.maybe(0.3, () => 'joint') },
  ])),
  (random, stack) => withAlgorithm(random, stack, random.pick<Partial<AlgorithmDeclaration>>([
    { imageTag: `v${random.integer(1, 5)}` }, { description: `build ${random.integer(1, 5)}` }, { tags: someTags(random) }, { arguments: ['--fast'] },
    { role: random.pick([undefined, 'pull-more-images']) },
  ])),
  (random, stack) => addTo(addTo(stack, 'algorithms', 'Algorithm', someAlgorithm(random)), 'associations', 'Association', someAssociation(random, 'Algorithm')),
  (random, stack) => without(stack, 'associations', someKey(random, stack.associations)),
  (random, stack) => without(stack, 'algorithms', someKey(random, stack.algorithms)),
];

const MODEL_EDITS: readonly ((random: Random) => Partial<ModelDeclaration>)[] = [
  (random) => ({ revision: random.maybe(0.8, () => `r${random.integer(1, 4)}`) }),
  (random) => ({ revision: `r${random.integer(1, 4)}` }),
  (random) => ({ hyperparameters: someParameters(random, 'parameter') }),
  (random) => ({ environment: someParameters(random, 'variable') }),
  (random) => ({ channels: someChannels(random) }),
  (random) => ({ sharded: random.chance(0.5) }),
  (random) => ({ instanceType: random.pick(INSTANCE_TYPES), instanceCount: random.integer(1, 3) }),
  (random) => ({ volumeSizeGb: random.integer(1, 4) * 10 }),
  (random) => ({ inputMode: random.pick([undefined, 'File', 'FastFile', 'Pipe'] as const) }),
  (random) => ({ maxRuntimeSeconds: random.pick([undefined, 3600, 7200]) }),
  (random) => ({ encryptionKey: random.pick([undefined, 'blue', 'green']) }),
  (random) => ({ payerAccountId: random.pick([undefined, '333333333333']) }),
  (random) => ({ description: random.pick([undefined, 'scores', 'scores payments']) }),
  (random) => ({ incremental: random.chance(0.5) }),
  (random) => ({ startFrom: random.pick([undefined, 'seed-model']) }),
  (random) => ({ retrainOn: random.pick(['INPUTS', 'ANY_TRAINING_PROPERTY', 'REVISION_ONLY'] as const) }),
  (random) => ({ activeWithinMinutes: random.pick([undefined, 2, 5, 15]) }),
  (random) => ({ keepLast: random.pick([undefined, 1, 2]) }),
  (random) => ({ tags: someTags(random) }),
  // Another name or membership makes another resource.
  (random) => ({ name: random.pick([undefined, SHARED_NAME, 'own-name']) }),
  (random) => ({ name: random.pick([undefined, 'own-name', 'other-name']) }),
  (random) => ({ membership: random.integer(0, 1) }),
  (random) => ({ membership: random.integer(0, 1), revision: `r${random.integer(1, 4)}` }),
  (random) => ({ retain: random.chance(0.3) }),
];

const EVEN_TASTE: Taste = { edits: EDITS.map((_, i) => (i === 0 ? 5 : 1)), modelEdits: MODEL_EDITS.map(() => 1) };

function withAssociation(random: Random, stack: StackDeclaration, change: Partial<AssociationDeclaration>): StackDeclaration {
  const id = someKey(random, stack.associations);
  return id === undefined ? stack : addTo(stack, 'associations', id, { ...stack.associations[id], ...change });
}

function withAlgorithm(random: Random, stack: StackDeclaration, change: Partial<AlgorithmDeclaration>): StackDeclaration {
  const id = someKey(random, stack.algorithms);
  return id === undefined ? stack : addTo(stack, 'algorithms', id, { ...stack.algorithms[id], ...change });
}

/** The stack after a change that makes another resource in the place of one that is there. */
export function replaced(random: Random, stack: StackDeclaration): StackDeclaration {
  return random.pick<() => StackDeclaration>([
    () => withModel(random, stack, () => ({ membership: random.integer(0, 1) })),
    () => withModel(random, stack, () => ({ name: random.pick([undefined, 'own-name', 'other-name']) })),
    () => withAssociation(random, stack, { noise: random.pick(['HIGH', 'LOW'] as const), description: random.pick([undefined, 'new']) }),
    () => withAlgorithm(random, stack, { imageTag: `v${random.integer(1, 4)}` }),
  ])();
}

/** The stack after a change of what the API cannot update, and no training depends on. */
export function underAnotherPolicy(random: Random, stack: StackDeclaration): StackDeclaration {
  return random.chance(0.7)
    ? withAssociation(random, stack, { noise: random.pick(['HIGH', 'LOW'] as const), name: random.pick([undefined, undefined, 'joint']) })
    : withAlgorithm(random, stack, { role: random.pick([undefined, 'pull-more-images']) });
}

/** The stack with other hyperparameters, or another environment, of a model. */
export function withOtherValues(random: Random, stack: StackDeclaration): StackDeclaration {
  return withModel(random, stack, () => (
    random.chance(0.5) ? { hyperparameters: someParameters(random, 'parameter') } : { environment: someParameters(random, 'variable') }));
}

/** The same declarations in another stack. */
export function inPlaceOf(stack: StackDeclaration, name: string): StackDeclaration {
  return { ...stack, name, account: ACCOUNTS[name] };
}

/** The stack after a change that trains again, if the revision was another one. */
export function retrained(random: Random, stack: StackDeclaration, revision: string): StackDeclaration {
  return withModel(random, stack, () => ({ revision }));
}

/** A stack with an algorithm, an association and this many models that are trained with them. */
export function completeStack(random: Random, name: string, models: number): StackDeclaration {
  return {
    name,
    account: ACCOUNTS[name],
    algorithms: { Algorithm: someAlgorithm(random) },
    associations: { Association: someAssociation(random, 'Algorithm') },
    models: Object.fromEntries(MODEL_IDS.slice(0, models).map((id) => [id, someModel(random, 'Association')])),
  };
}

function someModel(random: Random, association: string | undefined): ModelDeclaration {
  return {
    name: random.maybe(0.1, () => SHARED_NAME),
    association,
    membership: 0,
    channels: someChannels(random),
    instanceType: random.pick(INSTANCE_TYPES),
    instanceCount: 1,
    volumeSizeGb: 30,
    hyperparameters: random.maybe(0.6, () => someParameters(random, 'parameter')),
    environment: random.maybe(0.3, () => someParameters(random, 'variable')),
    incremental: random.chance(0.6),
    startFrom: random.maybe(0.1, () => 'seed-model'),
    retrainOn: random.pick(['INPUTS', 'INPUTS', 'INPUTS', 'ANY_TRAINING_PROPERTY', 'REVISION_ONLY'] as const),
    revision: random.maybe(0.5, () => `r${random.integer(1, 2)}`),
    activeWithinMinutes: random.pick([undefined, undefined, 5, 15]),
    keepLast: random.pick([undefined, undefined, 1, 2]),
    tags: someTags(random),
    retain: random.chance(0.05) || undefined,
  };
}

function someAlgorithm(random: Random): AlgorithmDeclaration {
  return { imageTag: `v${random.integer(1, 2)}`, name: random.maybe(0.1, () => 'fraud'), tags: someTags(random) };
}

function someAssociation(random: Random, algorithm: string | undefined): AssociationDeclaration {
  return { algorithm, noise: 'HIGH', name: random.maybe(0.1, () => 'joint'), tags: someTags(random) };
}

function someChannels(random: Random): string[] {
  return ['payments', ...random.some(['claims', 'devices'], 0.3)];
}

/** Values that are nowhere else, so that they are found wherever they come out. */
function someParameters(random: Random, kind: SecretKind): Record<string, string> {
  return { epochs: String(random.integer(1, 3)), token: secretValue(random, kind, random.integer(1, 4)) };
}

function someTags(random: Random): Record<string, string> {
  return Object.fromEntries(random.some(['team', 'stage', 'cost'], 0.3).map((key) => [key, `${key}-${random.integer(1, 3)}`]));
}

type Kind = 'algorithms' | 'associations' | 'models';

function addTo<K extends Kind>(stack: StackDeclaration, kind: K, id: string, declaration: StackDeclaration[K][string]): StackDeclaration {
  return { ...stack, [kind]: { ...stack[kind], [id]: declaration } };
}

function without(stack: StackDeclaration, kind: Kind, id: string | undefined): StackDeclaration {
  return { ...stack, [kind]: Object.fromEntries(Object.entries(stack[kind]).filter(([key]) => key !== id)) };
}

/** Without references to what the stack does not have; they become references to what is managed elsewhere. */
export function mended(stack: StackDeclaration): StackDeclaration {
  const refer = (id: string | undefined, to: object) => (id !== undefined && id in to ? id : undefined);
  return {
    ...stack,
    associations: mapped(stack.associations, (association) => ({ ...association, algorithm: refer(association.algorithm, stack.algorithms) })),
    models: mapped(stack.models, (model) => ({ ...model, association: refer(model.association, stack.associations) })),
  };
}

function mapped<T>(source: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(source).map(([id, value]) => [id, change(value)]));
}

function someKey(random: Random, record: object): string | undefined {
  const keys = Object.keys(record);
  return keys.length === 0 ? undefined : random.pick(keys);
}
