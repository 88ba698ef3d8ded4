import { Duration } from 'aws-cdk-lib';
import { NOTHING, DeploymentHarness, type ModelSettings, type AppSpec } from './deployment-harness';
import { Completion, Retraining } from '../../src';

const model = (settings: ModelSettings = {}): AppSpec => ({ models: { Model: { completion: Completion.whenActive(), ...settings } } });
const CHANGED = { hyperparameters: { rate: '0.20' } };
const MINUTE = 60;

describe('a training that fails, under whenActive,', () => {
  test('fails the creation with what the service says, and the next attempt trains', async () => {
    const harness = new DeploymentHarness();
    harness.emulator.nextTrainings.fail('AlgorithmError: exit code 1');
    expect(await harness.deploy(model())).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      trained: 1,
      reason: expect.stringMatching(/TrainedModel "Model\w*" \(Create\): .* is CREATE_FAILED: AlgorithmError: exit code 1/),
      changes: ['CreateTrainedModel'],
    });
    expect(await harness.deploy(model())).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test('fails the update, which is rolled back, and the next attempt trains again, under another name', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(model());
    const before = harness.attributes();
    harness.emulator.nextTrainings.fail('out of memory');
    expect(await harness.deploy(model(CHANGED))).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1, reason: expect.stringContaining('out of memory'), changes: ['CreateTrainedModel'],
    });
    expect(harness.attributes()).toEqual(before);
    expect(await harness.deploy(model(CHANGED))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(harness.attributes()).toMatchObject({ Name: `${harness.trainings[1].name}-2`, Status: 'ACTIVE' });
    expect(await harness.clear()).toMatchObject({ trained: 3, remains: NOTHING });
  });

  test('fails at once, however long the deployment could wait', async () => {
    const harness = new DeploymentHarness();
    harness.emulator.nextTrainings.fail('out of memory', 30);
    await harness.deploy(model());
    expect(harness.rehearsal.summary().seconds).toBeLessThan(3 * MINUTE);
  });
});

describe('a training that fails, under whenSubmitted,', () => {
  const failed = async () => {
    const harness = new DeploymentHarness();
    harness.emulator.nextTrainings.fail('out of memory');
    await harness.deploy(model({ completion: Completion.whenSubmitted() }));
    await harness.rehearsal.advance({ minutes: 10 });
    return harness;
  };

  test.each<[string, ModelSettings]>([
    ['a tag', { completion: Completion.whenSubmitted(), tags: { team: 'fraud' } }],
    ['the completion', {}],
    ['the description', { completion: Completion.whenSubmitted(), description: 'new' }],
  ])('is not repeated by a change of %s, and the status tells', async (_, change) => {
    const harness = await failed();
    expect(await harness.deploy(model(change))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(harness.attributes()).toMatchObject({ Status: 'CREATE_FAILED', Name: harness.trainings[0].name });
  });

  test.each<[string, ModelSettings]>([
    ['the revision', { revision: 'again' }],
    ['the inputs', CHANGED],
  ])('is repeated by a change of %s', async (_, change) => {
    const harness = await failed();
    expect(await harness.deploy(model(change))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(harness.attributes()).toMatchObject({ Status: 'ACTIVE', Name: harness.trainings[1].name });
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });
});

describe('a training that takes longer than the deployment waits for', () => {
  test.each([['the 45 minutes that there are', undefined, 45], ['a timeout of its own', Duration.minutes(10), 10]])(
    '%s is cancelled, and fails the deployment with the reason well before the hour', async (_, timeout, minutes) => {
      const harness = new DeploymentHarness({ trainingSeconds: 10 * 60 * MINUTE });
      expect(await harness.deploy(model({ completion: Completion.whenActive({ timeout }) }))).toMatchObject({
        status: 'ROLLBACK_COMPLETE',
        trained: 1,
        reason: expect.stringMatching(new RegExp(`not finished after ${minutes} minutes and was cancelled; use Completion\\.whenSubmitted\\(\\)`)),
        changes: ['CreateTrainedModel', 'CancelTrainedModel'],
      });
      expect(harness.rehearsal.summary().seconds).toBeLessThan((minutes + 5) * MINUTE);
      expect(harness.remains()).toEqual(NOTHING);
    });

  test.each([['from scratch', Retraining.fromScratch()], ['incremental', Retraining.incremental({ channelName: 'base' })]])(
    'in an update, %s: the rollback brings the earlier version back', async (_, retraining) => {
      const harness = new DeploymentHarness();
      await harness.deploy(model({ retraining }));
      const before = harness.attributes();
      harness.emulator.nextTrainings.succeed(10 * 60 * MINUTE);
      expect(await harness.deploy(model({ retraining, ...CHANGED })))
        .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1, changes: ['CreateTrainedModel', 'CancelTrainedModel'] });
      expect(harness.attributes()).toEqual(before);
      expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
    });

  test('that hangs before it starts, likewise', async () => {
    const harness = new DeploymentHarness();
    harness.emulator.nextTrainings.hang();
    expect(await harness.deploy(model())).toMatchObject({ status: 'ROLLBACK_COMPLETE', changes: ['CreateTrainedModel', 'CancelTrainedModel'] });
    expect(harness.remains()).toEqual(NOTHING);
  });

  test('whose cancellation takes its time, or fails once: the deployment still ends with the reason, and nothing runs on', async () => {
    const harness = new DeploymentHarness({ trainingSeconds: 10 * 60 * MINUTE, cancelSeconds: 200 });
    harness.emulator.faults.cancelFails = 'once';
    expect(await harness.deploy(model()))
      .toMatchObject({ status: 'ROLLBACK_COMPLETE', reason: expect.stringContaining('not finished after 45 minutes') });
    expect(harness.remains()).toEqual(NOTHING);
    expect(harness.rehearsal.summary().seconds).toBeLessThan(70 * MINUTE);
  });

  test('that was begun by an earlier deployment goes on: it is not this one\'s to cancel', async () => {
    const harness = new DeploymentHarness({ trainingSeconds: 10 * 60 * MINUTE });
    await harness.deploy(model({ completion: Completion.whenSubmitted() }));
    expect(await harness.deploy(model())).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', trained: 0, changes: [], reason: expect.stringMatching(/is CREATE_IN_PROGRESS after 45 minutes/),
    });
    expect(harness.remains().running).toHaveLength(1);
    expect(await harness.clear()).toMatchObject({ trained: 1, remains: NOTHING });
  });
});

test('a change on top of one that is still being trained: the first training is cancelled', async () => {
  const harness = new DeploymentHarness();
  await harness.deploy(model({ completion: Completion.whenSubmitted() }));
  expect(await harness.deploy(model({ ...CHANGED })))
    .toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1, changes: expect.arrayContaining(['CreateTrainedModel', 'CancelTrainedModel']) });
  expect(harness.remains()).toEqual({ ...NOTHING, outputs: [harness.attributes().Name] });
  expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
});

test('a training that another member deletes while a deployment waits for it: the deployment fails, and says so', async () => {
  const harness = new DeploymentHarness({ deleteWhileRunning: 'accept' });
  harness.emulator.faults.onCall = () => {
    if (harness.trainings[0]?.status() === 'CREATE_IN_PROGRESS') {
      harness.emulator.deleteOutputAsAnotherMember(harness.trainings[0].trainedModelArn);
    }
    return undefined;
  };
  expect(await harness.deploy(model())).toMatchObject({ status: 'ROLLBACK_COMPLETE', trained: 1, reason: expect.stringContaining('is INACTIVE') });
  expect(harness.remains()).toEqual(NOTHING);
});
