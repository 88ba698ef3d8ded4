import { Stack } from 'aws-cdk-lib';
import { AFTER_THE_MODEL, elsewhere, NOTHING, DeploymentHarness, type ModelSettings, type AppSpec } from './deployment-harness';
import type { EmulatorBehavior } from '../../emulator';
import { Completion, Retraining, TrainedModel, VersionRetention } from '../../src';

const WHEN_ACTIVE = Completion.whenActive();
const INCREMENTAL = Retraining.incremental({ channelName: 'base' });
const MINUTES = 60;

const trainedWith = (rate: string, settings: ModelSettings = {}): AppSpec => ({
  models: { Model: { hyperparameters: { rate }, completion: WHEN_ACTIVE, ...settings } },
});

/** Which trainings have an output, by the rate that they were trained with. */
const outputs = ({ emulator }: DeploymentHarness) => emulator.leftBehind().activeOutputs.map(({ request }) => request.hyperparameters!.rate);

describe('a new version', () => {
  test('is trained from scratch, as a model of its own', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(trainedWith('1'));
    const first = harness.attributes();
    expect(await harness.deploy(trainedWith('2'))).toMatchObject({ trained: 1, changes: ['CreateTrainedModel'] });
    expect(harness.trainings[1].request.incrementalTrainingDataChannels).toBeUndefined();
    expect(harness.attributes()).toMatchObject({ VersionIdentifier: '', ParentVersionIdentifier: '' });
    expect(harness.attributes().TrainedModelArn).not.toBe(first.TrainedModelArn);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test('is trained from the version before it, which the attributes tell', async () => {
    const harness = new DeploymentHarness();
    const versions: string[] = [];
    for (const rate of ['1', '2', '3']) {
      expect(await harness.deploy(trainedWith(rate, { retraining: INCREMENTAL }))).toMatchObject({ trained: 1, changes: ['CreateTrainedModel'] });
      versions.push(harness.attributes().VersionIdentifier);
    }
    const { TrainedModelArn: trainedModelArn, ParentVersionIdentifier: parent } = harness.attributes();
    expect(harness.trainings.map(({ request }) => request.incrementalTrainingDataChannels)).toEqual([
      undefined,
      // The base version has no identifier, and is what is meant where none is given.
      [{ trainedModelArn, channelName: 'base' }],
      [{ trainedModelArn, channelName: 'base', versionIdentifier: versions[1] }],
    ]);
    expect(parent).toBe(versions[1]);
    expect(new Set(harness.trainings.map((training) => training.trainedModelArn))).toEqual(new Set([trainedModelArn]));
    expect(await harness.clear()).toMatchObject({ trained: 3, remains: NOTHING });
  });

  test('is trained from the newest that is usable: not from one that failed', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(trainedWith('1', { retraining: INCREMENTAL }));
    await harness.deploy(trainedWith('2', { retraining: INCREMENTAL }));
    const { VersionIdentifier: versionIdentifier } = harness.attributes();
    harness.emulator.nextTrainings.fail('out of memory');
    expect(await harness.deploy(trainedWith('3', { retraining: INCREMENTAL }))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1 });
    expect(await harness.deploy(trainedWith('4', { retraining: INCREMENTAL }))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(harness.trainings[3]).toMatchObject({ parent: { trainedModelArn: harness.trainings[0].trainedModelArn, versionIdentifier } });
    expect(await harness.clear()).toMatchObject({ trained: 4, remains: NOTHING });
  });

  describe('from a base version, which no request can name, behind one that failed', () => {
    const afterAFailure = async (incrementalDefaultParent: EmulatorBehavior['incrementalDefaultParent']) => {
      const harness = new DeploymentHarness({ incrementalDefaultParent });
      await harness.deploy(trainedWith('1', { retraining: INCREMENTAL }));
      harness.emulator.nextTrainings.fail('out of memory');
      await harness.deploy(trainedWith('2', { retraining: INCREMENTAL }));
      return harness;
    };

    test.each(['base', 'latestActive'] as const)('is trained where the service takes the %s version', async (taken) => {
      const harness = await afterAFailure(taken);
      expect(await harness.deploy(trainedWith('3', { retraining: INCREMENTAL }))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
      expect(harness.trainings[2].parent).toMatchObject({ trainedModelArn: harness.trainings[0].trainedModelArn, versionIdentifier: undefined });
    });

    test('is refused where the service takes the latest one, which costs nothing, and says what to do instead', async () => {
      const harness = await afterAFailure('latest');
      const first = harness.attributes();
      expect(await harness.deploy(trainedWith('3', { retraining: INCREMENTAL }))).toEqual({
        status: 'UPDATE_ROLLBACK_COMPLETE',
        reason: expect.stringMatching(/must be an ACTIVE trained model, and it is CREATE_FAILED\..* Retraining\.fromScratch\(\)/),
        trained: 0,
        changes: ['CreateTrainedModel (ValidationException)'],
      });
      expect(harness.attributes()).toEqual(first);
      expect(await harness.deploy(trainedWith('3'))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
      expect(await harness.clear()).toMatchObject({ trained: 3, remains: NOTHING });
    });
  });

  test('is trained from scratch where no earlier one is usable any more', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(trainedWith('1', { retraining: INCREMENTAL }));
    harness.emulator.deleteOutputAsAnotherMember(harness.attributes().TrainedModelArn);
    expect(await harness.deploy(trainedWith('2', { retraining: INCREMENTAL }))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(harness.trainings[1].parent).toBeUndefined();
  });

  test('starts from where the user says, the first time alone', async () => {
    const foundation = elsewhere('trained-model', 'foundation');
    const versionIdentifier = '0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d';
    const startFrom = TrainedModel.fromTrainedModelAttributes(new Stack(), 'Foundation', { trainedModelArn: foundation, versionIdentifier });
    const retraining = Retraining.incremental({ channelName: 'base', startFrom });
    const harness = new DeploymentHarness();
    await harness.deploy(trainedWith('1', { retraining }));
    expect(harness.trainings[0].request.incrementalTrainingDataChannels)
      .toEqual([{ trainedModelArn: foundation, versionIdentifier, channelName: 'base' }]);
    expect(harness.attributes()).toMatchObject({ ParentVersionIdentifier: versionIdentifier, Status: 'ACTIVE' });

    const first = harness.attributes();
    await harness.deploy(trainedWith('2', { retraining }));
    expect(harness.trainings[1].parent).toMatchObject({ trainedModelArn: first.TrainedModelArn, versionIdentifier: first.VersionIdentifier });
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });
});

describe.each([['from scratch', Retraining.fromScratch()], ['incrementally', INCREMENTAL]])('going back, trained %s,', (_, retraining) => {
  test('trains nothing: the earlier version is in use again, and so is the later one when it is declared again', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(trainedWith('1', { retraining }));
    const first = harness.attributes();
    await harness.deploy(trainedWith('2', { retraining }));
    const second = harness.attributes();
    expect(await harness.deploy(trainedWith('1', { retraining }))).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    expect(harness.attributes()).toEqual(first);
    expect(await harness.deploy(trainedWith('2', { retraining }))).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    expect(harness.attributes()).toEqual(second);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test('cancels a training that is no longer the target', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(trainedWith('1', { retraining }));
    const first = harness.attributes();
    await harness.deploy(trainedWith('2', { retraining, completion: Completion.whenSubmitted() }));
    expect(await harness.deploy(trainedWith('1', { retraining }))).toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: ['CancelTrainedModel'] });
    expect(harness.attributes()).toEqual(first);
    expect(harness.remains()).toEqual({ ...NOTHING, outputs: [first.Name] });
  });

  test('to a version whose output is gone trains it again, under another name', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(trainedWith('1', { retraining }));
    const first = harness.attributes();
    await harness.deploy(trainedWith('2', { retraining }));
    harness.emulator.deleteOutputAsAnotherMember(first.TrainedModelArn);
    expect(await harness.deploy(trainedWith('1', { retraining }))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(harness.attributes()).toMatchObject({ Name: `${first.Name}-2`, Status: 'ACTIVE' });
    expect(await harness.clear()).toMatchObject({ trained: 3, remains: NOTHING });
  });
});

describe('of the versions', () => {
  const FROM_SCRATCH = { retraining: Retraining.fromScratch() };

  test('all are kept without a limit', async () => {
    const harness = new DeploymentHarness();
    for (const rate of ['1', '2', '3', '4']) {
      await harness.deploy(trainedWith(rate, { ...FROM_SCRATCH, versionRetention: VersionRetention.keepAll() }));
    }
    expect(outputs(harness)).toEqual(['1', '2', '3', '4']);
    expect(await harness.clear()).toMatchObject({ trained: 4, remains: NOTHING });
  });

  test.each([
    // The one before the one in use stays, whatever the limit is: a rollback goes there.
    { limit: 1, after: [['1'], ['1', '2'], ['2', '3'], ['3', '4']] },
    { limit: 2, after: [['1'], ['1', '2'], ['2', '3'], ['3', '4']] },
    { limit: 3, after: [['1'], ['1', '2'], ['1', '2', '3'], ['2', '3', '4']] },
  ])('the last $limit are kept, the one in use and the one before it among them', async ({ limit, after }) => {
    const harness = new DeploymentHarness();
    for (const [i, kept] of after.entries()) {
      await harness.deploy(trainedWith(String(i + 1), { ...FROM_SCRATCH, versionRetention: VersionRetention.keepLast(limit) }));
      await harness.rehearsal.advance({ minutes: 5 });
      expect(outputs(harness)).toEqual(kept);
    }
    expect(await harness.clear()).toMatchObject({ trained: 4, remains: NOTHING });
  });

  test('those of deployments that do not wait go as well, once later ones are there', async () => {
    const harness = new DeploymentHarness();
    for (const rate of ['1', '2', '3', '4']) {
      const settings = { ...FROM_SCRATCH, completion: Completion.whenSubmitted(), versionRetention: VersionRetention.keepLast(1) };
      await harness.deploy(trainedWith(rate, settings));
      await harness.rehearsal.advance({ minutes: 10 });
    }
    expect(outputs(harness)).toEqual(['3', '4']);
  });

  test('a lower limit holds from the next deployment on, without a training', async () => {
    const harness = new DeploymentHarness();
    for (const rate of ['1', '2', '3', '4']) {
      await harness.deploy(trainedWith(rate, FROM_SCRATCH));
    }
    expect(await harness.deploy(trainedWith('4', { ...FROM_SCRATCH, versionRetention: VersionRetention.keepLast(1) })))
      .toEqual({ status: 'UPDATE_COMPLETE', trained: 0, changes: Array(3).fill('DeleteTrainedModelOutput') });
    await harness.rehearsal.advance({ minutes: 5 });
    expect(outputs(harness)).toEqual(['4']);
  });

  test('a parent stays as long as a version that is kept for itself was trained from it', async () => {
    const harness = new DeploymentHarness();
    const incremental = { retraining: INCREMENTAL, versionRetention: VersionRetention.keepLast(1) };
    for (const rate of ['1', '2', '3']) {
      expect(await harness.deploy(trainedWith(rate, incremental))).toMatchObject({ changes: ['CreateTrainedModel'] });
    }
    // The one in use, the one before, and what that one was trained from.
    expect(outputs(harness)).toEqual(['1', '2', '3']);
    await harness.deploy(trainedWith('4', incremental));
    await harness.rehearsal.advance({ minutes: 5 });
    expect(outputs(harness)).toEqual(['2', '3', '4']);
    // A version from scratch needs none of them, and the one after it not even the one before.
    await harness.deploy(trainedWith('5', { ...FROM_SCRATCH, versionRetention: VersionRetention.keepLast(1) }));
    await harness.deploy(trainedWith('6', { ...FROM_SCRATCH, versionRetention: VersionRetention.keepLast(1) }));
    await harness.rehearsal.advance({ minutes: 5 });
    expect(outputs(harness)).toEqual(['5', '6']);
    expect(await harness.clear()).toMatchObject({ trained: 6, remains: NOTHING });
  });

  test('the one in use stays although it is the oldest', async () => {
    const harness = new DeploymentHarness();
    for (const rate of ['1', '2', '3', '4', '1']) {
      await harness.deploy(trainedWith(rate, FROM_SCRATCH));
    }
    await harness.deploy(trainedWith('1', { ...FROM_SCRATCH, versionRetention: VersionRetention.keepLast(1) }));
    await harness.rehearsal.advance({ minutes: 5 });
    expect(outputs(harness)).toEqual(['1', '4']);
  });

  test('what a rollback goes back to is there, also when the failing deployment has removed others', async () => {
    const harness = new DeploymentHarness();
    const keepLast = { ...FROM_SCRATCH, versionRetention: VersionRetention.keepLast(1) };
    await harness.deploy(trainedWith('1', keepLast));
    await harness.deploy(trainedWith('2', keepLast));
    const before = harness.attributes();
    expect(await harness.deploy(trainedWith('3', keepLast), AFTER_THE_MODEL)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1 });
    expect(harness.attributes()).toEqual(before);
    await harness.rehearsal.advance({ minutes: 5 });
    expect(outputs(harness)).toEqual(['2', '3']);
  });

  test('one that cannot be removed is no reason to fail a deployment', async () => {
    const harness = new DeploymentHarness();
    const keepLast = { ...FROM_SCRATCH, versionRetention: VersionRetention.keepLast(1) };
    await harness.deploy(trainedWith('1', keepLast));
    await harness.deploy(trainedWith('2', keepLast));
    harness.emulator.faults.add({ operation: 'DeleteTrainedModelOutput', fault: 'access-denied' });
    expect(await harness.deploy(trainedWith('3', keepLast)))
      .toEqual({ status: 'UPDATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel', 'DeleteTrainedModelOutput (AccessDeniedException)'] });
    // The next deployment removes it.
    await harness.deploy(trainedWith('4', keepLast));
    await harness.rehearsal.advance({ seconds: 5 * MINUTES });
    expect(outputs(harness)).toEqual(['3', '4']);
  });
});
