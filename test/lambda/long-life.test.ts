/** The life of one model over hundreds of trainings: whatever forgets by age shows here. */
import { modelProperties, HandlerHarness } from './handler-harness';
import type { EmulatorBehavior } from '../../emulator';

type Attributes = Record<string, string>;

/** Every position of every switch that decides what a version looks like afterwards. */
const SWITCHES = {
  baseVersion: ['absent', 'null', 'NULL'],
  incrementalArn: ['same', 'new'],
  parentModelName: ['version', 'base'],
  uniqueNames: [false, 'live', 'forever'],
  afterCancel: ['INACTIVE', 'CREATE_FAILED', 'gone'],
  afterDelete: ['INACTIVE', 'gone'],
  deleteWhileRunning: ['conflict', 'accept'],
  repeatedDelete: ['accept', 'conflict'],
  tags: ['version', 'arn'],
  listTrainedModels: ['latest', 'base', 'all'],
  listingDelaySeconds: [0, 60],
} as const satisfies { readonly [name in keyof EmulatorBehavior]?: readonly EmulatorBehavior[name][] };

/** Over eight lives, each switch has each of its positions, and those with two positions are not in step. */
function behaviorOf(life: number): Partial<EmulatorBehavior> {
  return Object.fromEntries(Object.entries(SWITCHES).map(([name, positions], i) => (
    [name, positions[(positions.length === 2 ? Math.floor(life / 2 ** (i % 3)) : life + i) % positions.length]])));
}

const LIVES = Array.from({ length: 8 }, (_, life) => ({
  life,
  name: life % 2 === 0 ? undefined : 'fraud',
  strategy: life % 3 === 2 ? 'FROM_SCRATCH' as const : 'INCREMENTAL' as const,
}));
const RETRAININGS = 200;

describe.each(SWITCHES.listTrainedModels)('after the ledger was put back to an earlier time, while listings show versions as "%s"', (listTrainedModels) => {
  const propertiesOf = (Revision: string) => modelProperties({ Revision, Completion: { Mode: 'WHEN_ACTIVE' } });

  async function restored() {
    const harness = new HandlerHarness({ listTrainedModels });
    const model = harness.trainedModel();
    await model.create(propertiesOf('1'));
    const backup = harness.dynamoDb.backup();
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update(propertiesOf('2'));
    harness.dynamoDb.restore(backup);
    return { harness, model };
  }

  test('a version that it does not know is not trained again', async () => {
    const { harness, model } = await restored();
    await model.update({ ...propertiesOf('2'), Tags: [{ Key: 'team', Value: 'fraud' }] });
    expect(harness.emulator.trainings).toHaveLength(2);
  });

  test('a deletion leaves no version', async () => {
    const { harness, model } = await restored();
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await model.delete();
    expect(harness.emulator.leftBehind()).toMatchObject({ runningTrainings: [], activeOutputs: [] });
  });
});

describe('after forty trainings from scratch, each with an ARN of its own,', () => {
  async function trained() {
    const harness = new HandlerHarness({ trainingSeconds: 10, pendingSeconds: 2 });
    const model = harness.trainedModel();
    const propertiesOf = (revision: number) => modelProperties({ Revision: String(revision), Retraining: { Strategy: 'FROM_SCRATCH' } });
    await model.create(propertiesOf(0));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    for (let revision = 1; revision < 40; revision++) {
      harness.advance(1);
      await model.update(propertiesOf(revision));
    }
    harness.advance(1);
    return { harness, model, propertiesOf };
  }

  test('the result of a create without a reply is found without a call for each of them', async () => {
    const { harness, model, propertiesOf } = await trained();
    harness.emulator.behavior.listingDelaySeconds = 60;
    harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
    harness.emulator.resetCalls();
    await model.update(propertiesOf(40));
    const operations = harness.emulator.calls.map(({ operation }) => operation);
    expect(operations.filter((operation) => operation === 'CreateTrainedModel')).toHaveLength(1);
    expect(operations.filter((operation) => operation === 'ListTrainedModelVersions').length).toBeLessThan(40);
  });

  test('whose they are is asked of several at a time, when the ledger was lost', async () => {
    const { harness, model } = await trained();
    harness.forget();
    const [atWork, most]: { [operation: string]: number }[] = [{}, {}];
    harness.afterCall = async (operation) => {
      atWork[operation] = (atWork[operation] ?? 0) + 1;
      most[operation] = Math.max(atWork[operation], most[operation] ?? 0);
      await new Promise(setImmediate);
      atWork[operation] -= 1;
    };
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await model.delete();
    expect(harness.emulator.leftBehind()).toMatchObject({ runningTrainings: [], activeOutputs: [] });
    expect(most).toMatchObject({ listTrainedModelVersions: 5, listTagsForResource: 5 });
  });
});

test.each(LIVES)('200 retrainings lose no version, and a deletion leaves none (life $life, name $name, $strategy)', async ({ life, name, strategy }) => {
  const harness = new HandlerHarness({ ...behaviorOf(life), incrementalDefaultParent: 'base', trainingSeconds: 10, pendingSeconds: 2 });
  const model = harness.trainedModel();
  const propertiesOf = (revision: number, whenActive = true) => modelProperties({
    Name: name,
    Revision: String(revision),
    Retraining: strategy === 'INCREMENTAL' ? { Strategy: strategy, ChannelName: 'base' } : { Strategy: strategy },
    Completion: { Mode: whenActive ? 'WHEN_ACTIVE' : 'WHEN_SUBMITTED' },
  });
  const identityOf = ({ TrainedModelArn, VersionIdentifier, Name }: Attributes) => ({ TrainedModelArn, VersionIdentifier, Name });

  const trained = new Map<number, Attributes>();
  let paid = 1;
  let current = 0;
  trained.set(0, (await model.create(propertiesOf(0))).attributes);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  for (let revision = 1; revision <= RETRAININGS; revision++) {
    if (revision % 9 === 4) {
      // It fails, and the deployment is rolled back to what was in use.
      harness.emulator.nextTrainings.fail('out of memory');
      await expect(model.update(propertiesOf(revision))).rejects.toThrow(/out of memory/);
      paid += 1;
      harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      const { attributes } = await model.update(propertiesOf(current));
      harness.stackStatus = 'UPDATE_IN_PROGRESS';
      expect(identityOf(attributes)).toEqual(identityOf(trained.get(current)!));
      continue;
    }
    if (revision % 5 === 0) {
      // Back to a revision from the first half, and forward again.
      const early = [...trained.keys()][Math.floor(trained.size / 4)];
      const { attributes } = await model.update(propertiesOf(early));
      expect(identityOf(attributes)).toEqual(identityOf(trained.get(early)!));
    }
    const { attributes } = await model.update(propertiesOf(revision, revision % 3 !== 0));
    harness.advance(3);
    paid += 1;
    current = revision;
    trained.set(revision, attributes);
    expect(attributes.TrainedModelArn).not.toBe('');
  }
  expect(harness.emulator.trainings).toHaveLength(paid);
  expect(harness.emulator.leftBehind().activeOutputs).toHaveLength(trained.size);

  for (const revision of [0, 1, current]) {
    const { attributes } = await model.update(propertiesOf(revision));
    expect(identityOf(attributes)).toEqual(identityOf(trained.get(revision)!));
  }
  expect(harness.emulator.trainings).toHaveLength(paid);

  await model.delete();
  expect(harness.emulator.leftBehind()).toMatchObject({ runningTrainings: [], activeOutputs: [] });
});
