import { IN_OTHER_MEMBERSHIP, NOTHING, OTHER_MEMBERSHIP, DeploymentHarness, type ModelSettings, type AppSpec } from './deployment-harness';
import { Completion, Retraining } from '../../src';

const MODEL = { completion: Completion.whenActive() };

describe('two models in one membership', () => {
  test.each(['from scratch', 'incremental'])('do not touch each other, %s', async (strategy) => {
    const retraining = strategy === 'incremental' ? Retraining.incremental({ channelName: 'base' }) : Retraining.fromScratch();
    const scene = (one: string, other: string): AppSpec => ({
      models: { One: { ...MODEL, retraining, hyperparameters: { rate: one } }, Other: { ...MODEL, retraining, hyperparameters: { rate: other } } },
    });
    const harness = new DeploymentHarness();
    // The same inputs are two trainings all the same.
    expect(await harness.deploy(scene('1', '1'))).toMatchObject({ trained: 2 });
    const [one, other] = [harness.attributes('One'), harness.attributes('Other')];
    expect(one.TrainedModelArn).not.toBe(other.TrainedModelArn);

    expect(await harness.deploy(scene('1', '2'))).toMatchObject({ trained: 1, changes: ['CreateTrainedModel'] });
    expect(harness.attributes('One')).toEqual(one);

    expect(await harness.deploy({ models: { One: scene('1', '2').models!.One } }))
      .toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: Array(2).fill('DeleteTrainedModelOutput') });
    expect(harness.remains().outputs).toEqual([one.Name]);
    expect(await harness.clear()).toMatchObject({ trained: 3, remains: NOTHING });
  });
});

describe('two stacks with the same constructs in one membership', () => {
  const one: AppSpec = { stackName: 'One', algorithm: {}, association: {}, models: { Model: MODEL } };
  const other: AppSpec = { ...one, stackName: 'Other' };

  test('own different resources, and a stack that is created again adopts nothing of the stack before it', async () => {
    const harness = new DeploymentHarness({ uniqueNames: 'forever' });
    expect(await harness.deploy(one)).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    expect(await harness.deploy(other)).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    const kept = harness.attributes('Model', 'Other');
    await harness.destroy(one);
    expect(harness.remains()).toEqual({
      algorithms: [harness.physicalId('Algorithm', 'Other')],
      associations: [harness.physicalId('Association', 'Other')],
      running: [],
      outputs: [kept.Name],
      channels: [],
    });
    expect(await harness.deploy(one)).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    expect(await harness.clear()).toMatchObject({ trained: 3, remains: NOTHING });
  });

  test.each([
    ['algorithm', (scene: AppSpec): AppSpec => ({ ...scene, algorithm: { name: 'fraud' } })],
    ['association', (scene: AppSpec): AppSpec => ({ ...scene, association: { name: 'fraud' } })],
  ])('and the same name for their %s: the second one fails and says so, the first one stays', async (what, named) => {
    const harness = new DeploymentHarness({ uniqueNames: false });
    await harness.deploy(named(one));
    const before = harness.remains();
    expect(await harness.deploy(named(other))).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      trained: 0,
      reason: expect.stringMatching(new RegExp(`${what}.* there is a resource named "fraud" already that this one does not own`, 'is')),
    });
    expect(harness.remains()).toEqual(before);
    expect(await harness.clear()).toMatchObject({ remains: NOTHING });
  });

  test.each([false, 'live', 'forever'] as const)('and the same name for their model: each trains and removes its own (unique names: %s)', async (uniqueNames) => {
    const harness = new DeploymentHarness({ uniqueNames });
    const named = (scene: AppSpec): AppSpec => ({ stackName: scene.stackName, models: { Model: { ...MODEL, trainedModelName: 'fraud' } } });
    await harness.deploy(named(one));
    const before = harness.remains();
    expect(await harness.deploy(named(other))).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    await harness.destroy(named(other));
    expect(harness.remains()).toEqual(before);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test('and the same name for models that learn other things: each cleans up its own', async () => {
    const harness = new DeploymentHarness();
    const named = ({ stackName }: AppSpec, settings: ModelSettings): AppSpec => (
      { stackName, models: { Model: { ...MODEL, trainedModelName: 'fraud', ...settings } } });
    await harness.deploy(named(one, { revision: '1' }));
    await harness.deploy(named(other, { revision: '2' }));
    const kept = harness.attributes('Model', 'One');
    await harness.destroy(named(other, { revision: '2' }));
    expect(harness.remains().outputs).toEqual([kept.Name]);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });
});

test('models of one stack can be in several memberships', async () => {
  const harness = new DeploymentHarness();
  expect(await harness.deploy({ models: { Here: MODEL, There: { ...MODEL, ...IN_OTHER_MEMBERSHIP } } }))
    .toMatchObject({ status: 'CREATE_COMPLETE', trained: 2 });
  expect(harness.trainings.map(({ membershipIdentifier }) => membershipIdentifier)).toContain(OTHER_MEMBERSHIP);
  expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
});
