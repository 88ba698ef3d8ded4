import { AFTER_THE_MODEL, DURING_THE_TRAINING, IN_OTHER_MEMBERSHIP, NOTHING, DeploymentHarness, type ModelSettings, type AppSpec } from './deployment-harness';
import { Completion, Retraining } from '../../src';

const COMPLETIONS = [['whenActive', Completion.whenActive()], ['whenSubmitted', Completion.whenSubmitted()]] as const;
const STRATEGIES = [['from scratch', Retraining.fromScratch()], ['incremental', Retraining.incremental({ channelName: 'base' })]] as const;

const model = (rate: string, settings: ModelSettings = {}): AppSpec => ({
  models: { Model: { hyperparameters: { rate }, completion: Completion.whenActive(), ...settings } },
});

const TRAINED_AND_CANCELLED = ['CreateTrainedModel', 'CancelTrainedModel'];

/** Lets the waiters that CloudFormation has given up on poll for as long as they do. */
async function waitersOut(harness: DeploymentHarness): Promise<void> {
  await harness.rehearsal.settle();
}

describe('a creation that is rolled back', () => {
  test.each(COMPLETIONS)('when another resource fails after the model is done, %s: nothing is left', async (_, completion) => {
    const harness = new DeploymentHarness();
    expect(await harness.deploy(model('1', { completion }), AFTER_THE_MODEL)).toMatchObject({ status: 'ROLLBACK_COMPLETE', trained: 1 });
    await waitersOut(harness);
    expect(harness.remains()).toEqual(NOTHING);
    expect(harness.trainings).toHaveLength(1);
  });

  test('when another resource fails while the model is trained: the training is cancelled, and its waiter starts no other', async () => {
    const harness = new DeploymentHarness();
    expect(await harness.deploy(model('1'), DURING_THE_TRAINING))
      .toEqual({ status: 'ROLLBACK_COMPLETE', reason: expect.stringContaining('locked'), trained: 1, changes: TRAINED_AND_CANCELLED });
    await waitersOut(harness);
    expect(harness.remains()).toEqual(NOTHING);
    expect(harness.trainings).toHaveLength(1);
  });

  test('in an update that adds the model', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy({});
    expect(await harness.deploy(model('1'), DURING_THE_TRAINING))
      .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1, changes: TRAINED_AND_CANCELLED });
    await waitersOut(harness);
    expect(harness.remains()).toEqual(NOTHING);
  });

  test('before the training was accepted: it never is', async () => {
    const harness = new DeploymentHarness({ trainingQuota: { membership: 0, account: 0 } });
    expect(await harness.deploy(model('1'), DURING_THE_TRAINING)).toMatchObject({ status: 'ROLLBACK_COMPLETE', trained: 0 });
    harness.emulator.behavior.trainingQuota = { membership: 5, account: 10 };
    await waitersOut(harness);
    expect(harness.trainings).toEqual([]);
    expect(harness.remains()).toEqual(NOTHING);
  });

  test('of an algorithm and its association that were being made', async () => {
    const harness = new DeploymentHarness();
    harness.emulator.faults.add({ operation: 'CreateConfiguredModelAlgorithmAssociation', fault: 'access-denied', times: 5 });
    expect(await harness.deploy({ algorithm: {}, association: {} }, { 'Test/Bystander': { reason: 'locked', afterSeconds: 40 } }))
      .toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    await waitersOut(harness);
    expect(harness.remains()).toEqual(NOTHING);
  });
});

describe.each(STRATEGIES)('an update that is rolled back, %s,', (_, retraining) => {
  test.each(COMPLETIONS)('after the model is done, %s: the earlier version is in use, and nothing is trained for it', async (__, completion) => {
    const harness = new DeploymentHarness();
    await harness.deploy(model('1', { retraining }));
    const first = harness.attributes();
    expect(await harness.deploy(model('2', { retraining, completion }), AFTER_THE_MODEL))
      .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1 });
    expect(harness.attributes()).toEqual(first);
    expect(harness.remains().running).toEqual([]);
    await waitersOut(harness);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test('adopts the version that was paid for, when the same change comes again', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(model('1', { retraining }));
    await harness.deploy(model('2', { retraining }), AFTER_THE_MODEL);
    expect(await harness.deploy(model('2', { retraining }))).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    expect(harness.attributes()).toMatchObject({ Name: harness.trainings[1].name, Status: 'ACTIVE' });
  });

  test('when another resource fails while the model is trained: the training is cancelled, and its waiter starts no other', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(model('1', { retraining }));
    const first = harness.attributes();
    expect(await harness.deploy(model('2', { retraining }), DURING_THE_TRAINING))
      .toEqual({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('locked'), trained: 1, changes: TRAINED_AND_CANCELLED });
    expect(harness.attributes()).toEqual(first);
    await waitersOut(harness);
    expect(harness.trainings).toHaveLength(2);
    expect(harness.remains()).toEqual({ ...NOTHING, outputs: [first.Name] });
  });

  test('while the quota is full: it needs none', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(model('1', { retraining }));
    const first = harness.attributes();
    harness.emulator.behavior.trainingQuota = { membership: 0, account: 0 };
    expect(await harness.deploy(model('2', { retraining }), DURING_THE_TRAINING)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 0 });
    expect(harness.attributes()).toEqual(first);
    harness.emulator.behavior.trainingQuota = { membership: 5, account: 10 };
    await waitersOut(harness);
    expect(harness.trainings).toHaveLength(1);
  });

  test('and deployed again at once, with the waiter of the first attempt still waiting for its turn: the change is trained once', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(model('1', { retraining }));
    harness.emulator.behavior.trainingQuota = { membership: 0, account: 0 };
    // Both the rollback and the next deployment begin between two polls of the first one's waiter.
    await harness.deploy(model('2', { retraining }), { 'Test/Bystander': { reason: 'locked by another team', afterSeconds: 155 } });
    harness.emulator.behavior.trainingQuota = { membership: 5, account: 10 };
    expect(await harness.deploy(model('2', { retraining }))).toEqual({ status: 'UPDATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel'] });
    await waitersOut(harness);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test('and deployed again while the waiter of the first attempt still polls: the change is trained once more, not twice', async () => {
    const harness = new DeploymentHarness({ incrementalDefaultParent: 'base', trainingSeconds: 1500 });
    await harness.deploy(model('1', { retraining }));
    await harness.deploy(model('2', { retraining }), DURING_THE_TRAINING);
    expect(await harness.deploy(model('2', { retraining }))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    await waitersOut(harness);
    expect(harness.trainings).toHaveLength(3);
    expect(harness.remains().outputs).toHaveLength(2);
  });

  test.each([
    ['is deleted', 'ACTIVE'],
    ['has failed', 'CREATE_FAILED'],
  ])('although the earlier version %s: still nothing is trained for it', async (__, status) => {
    const harness = new DeploymentHarness();
    if (status === 'CREATE_FAILED') {
      harness.emulator.nextTrainings.fail('out of memory');
    }
    await harness.deploy(model('1', { retraining, completion: Completion.whenSubmitted() }));
    await harness.rehearsal.advance({ minutes: 10 });
    expect(harness.trainings[0].status()).toBe(status);
    if (status === 'ACTIVE') {
      harness.emulator.deleteOutputAsAnotherMember(harness.trainings[0].trainedModelArn);
    }
    expect(await harness.deploy(model('2', { retraining: Retraining.fromScratch() }), AFTER_THE_MODEL))
      .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1 });
    expect(harness.attributes().TrainedModelArn).toBe(harness.trainings[0].trainedModelArn);
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', trained: 2, remains: NOTHING });
  });
});

describe('an update that makes another model is rolled back:', () => {
  const OTHERS = [
    ['name', { trainedModelName: 'fraud' }],
    ['membership', IN_OTHER_MEMBERSHIP],
  ] as const;

  test.each(OTHERS.flatMap(([what, to]) => (['update', 'restore'] as const).map((rollbackOfReplacement) => ({ what, to, rollbackOfReplacement }))))(
    'another $what, done when the other resource fails ($rollbackOfReplacement)', async ({ to, rollbackOfReplacement }) => {
      const harness = new DeploymentHarness({}, { deploymentBehavior: { rollbackOfReplacement } });
      await harness.deploy(model('1'));
      const before = { id: harness.physicalId(), attributes: harness.attributes() };
      expect(await harness.deploy(model('1', to), AFTER_THE_MODEL))
        .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1, changes: ['CreateTrainedModel', 'DeleteTrainedModelOutput'] });
      expect({ id: harness.physicalId(), attributes: harness.attributes() }).toEqual(before);
      expect(harness.remains()).toEqual({ ...NOTHING, outputs: [before.attributes.Name] });
      expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
    });

  test.each(OTHERS)('another %s, and the other resource fails while it is trained, so that CloudFormation does not know of it', async (_, to) => {
    const harness = new DeploymentHarness();
    await harness.deploy(model('1'));
    const before = { id: harness.physicalId(), attributes: harness.attributes() };
    expect(await harness.deploy(model('1', to), DURING_THE_TRAINING))
      .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1, changes: TRAINED_AND_CANCELLED });
    expect({ id: harness.physicalId(), attributes: harness.attributes() }).toEqual(before);
    await waitersOut(harness);
    expect(harness.trainings).toHaveLength(2);
    expect(harness.remains()).toEqual({ ...NOTHING, outputs: [before.attributes.Name] });
  });
});
