import { IN_OTHER_MEMBERSHIP, NOTHING, OTHER_MEMBERSHIP, Stage, type ModelSettings, type Scene } from './stage';
import { Completion, Retraining } from '../../src';

const MODEL = { completion: Completion.whenActive() };

describe('two models in one membership', () => {
  test.each(['from scratch', 'incremental'])('do not touch each other, %s', async (strategy) => {
    const retraining = strategy === 'incremental' ? Retraining.incremental({ channelName: 'base' }) : Retraining.fromScratch();
    const scene = (one: string, other: string): Scene => ({
      models: { One: { ...MODEL, retraining, hyperparameters: { rate: one } }, Other: { ...MODEL, retraining, hyperparameters: { rate: other } } },
    });
    const stage = new Stage();
    // The same inputs are two trainings all the same.
    expect(await stage.deploy(scene('1', '1'))).toMatchObject({ trained: 2 });
    const [one, other] = [stage.attributes('One'), stage.attributes('Other')];
    expect(one.TrainedModelArn).not.toBe(other.TrainedModelArn);

    expect(await stage.deploy(scene('1', '2'))).toMatchObject({ trained: 1, changes: ['CreateTrainedModel'] });
    expect(stage.attributes('One')).toEqual(one);

    expect(await stage.deploy({ models: { One: scene('1', '2').models!.One } }))
      .toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: Array(2).fill('DeleteTrainedModelOutput') });
    expect(stage.remains().outputs).toEqual([one.Name]);
    expect(await stage.clear()).toMatchObject({ trained: 3, remains: NOTHING });
  });
});

describe('two stacks with the same constructs in one membership', () => {
  const one: Scene = { stackName: 'One', algorithm: {}, association: {}, models: { Model: MODEL } };
  const other: Scene = { ...one, stackName: 'Other' };

  test('own different resources, and a stack that is created again adopts nothing of the stack before it', async () => {
    const stage = new Stage({ uniqueNames: 'forever' });
    expect(await stage.deploy(one)).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    expect(await stage.deploy(other)).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    const kept = stage.attributes('Model', 'Other');
    await stage.destroy(one);
    expect(stage.remains()).toEqual({
      algorithms: [stage.physicalId('Algorithm', 'Other')],
      associations: [stage.physicalId('Association', 'Other')],
      running: [],
      outputs: [kept.Name],
    });
    expect(await stage.deploy(one)).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    expect(await stage.clear()).toMatchObject({ trained: 3, remains: NOTHING });
  });

  test.each([
    ['algorithm', (scene: Scene): Scene => ({ ...scene, algorithm: { name: 'fraud' } })],
    ['association', (scene: Scene): Scene => ({ ...scene, association: { name: 'fraud' } })],
  ])('and the same name for their %s: the second one fails and says so, the first one stays', async (what, named) => {
    const stage = new Stage({ uniqueNames: false });
    await stage.deploy(named(one));
    const before = stage.remains();
    expect(await stage.deploy(named(other))).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      trained: 0,
      reason: expect.stringMatching(new RegExp(`${what}.* there is a resource named "fraud" already that this one does not own`, 'is')),
    });
    expect(stage.remains()).toEqual(before);
    expect(await stage.clear()).toMatchObject({ remains: NOTHING });
  });

  test.each([false, 'live', 'forever'] as const)('and the same name for their model: each trains and removes its own (unique names: %s)', async (uniqueNames) => {
    const stage = new Stage({ uniqueNames });
    const named = (scene: Scene): Scene => ({ stackName: scene.stackName, models: { Model: { ...MODEL, trainedModelName: 'fraud' } } });
    await stage.deploy(named(one));
    const before = stage.remains();
    expect(await stage.deploy(named(other))).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    await stage.destroy(named(other));
    expect(stage.remains()).toEqual(before);
    expect(await stage.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test('and the same name for models that learn other things: each cleans up its own', async () => {
    const stage = new Stage();
    const named = ({ stackName }: Scene, settings: ModelSettings): Scene => (
      { stackName, models: { Model: { ...MODEL, trainedModelName: 'fraud', ...settings } } });
    await stage.deploy(named(one, { revision: '1' }));
    await stage.deploy(named(other, { revision: '2' }));
    const kept = stage.attributes('Model', 'One');
    await stage.destroy(named(other, { revision: '2' }));
    expect(stage.remains().outputs).toEqual([kept.Name]);
    expect(await stage.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });
});

test('models of one stack can be in several memberships', async () => {
  const stage = new Stage();
  expect(await stage.deploy({ models: { Here: MODEL, There: { ...MODEL, ...IN_OTHER_MEMBERSHIP } } }))
    .toMatchObject({ status: 'CREATE_COMPLETE', trained: 2 });
  expect(stage.trainings.map(({ membershipIdentifier }) => membershipIdentifier)).toContain(OTHER_MEMBERSHIP);
  expect(await stage.clear()).toMatchObject({ trained: 2, remains: NOTHING });
});
