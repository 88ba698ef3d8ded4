import { Duration } from 'aws-cdk-lib';
import { NOTHING, Stage, type ModelSettings, type Scene } from './stage';
import { Completion, Retraining } from '../../src';

const model = (settings: ModelSettings = {}): Scene => ({ models: { Model: { completion: Completion.whenActive(), ...settings } } });
const CHANGED = { hyperparameters: { rate: '0.20' } };
const MINUTE = 60;

describe('a training that fails, under whenActive,', () => {
  test('fails the creation with what the service says, and the next attempt trains', async () => {
    const stage = new Stage();
    stage.emulator.nextTrainings.fail('AlgorithmError: exit code 1');
    expect(await stage.deploy(model())).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      trained: 1,
      reason: expect.stringMatching(/TrainedModel "Model\w*" \(Create\): .* is CREATE_FAILED: AlgorithmError: exit code 1/),
      changes: ['CreateTrainedModel'],
    });
    expect(await stage.deploy(model())).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    expect(await stage.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });

  test('fails the update, which is rolled back, and the next attempt trains again, under another name', async () => {
    const stage = new Stage();
    await stage.deploy(model());
    const before = stage.attributes();
    stage.emulator.nextTrainings.fail('out of memory');
    expect(await stage.deploy(model(CHANGED))).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1, reason: expect.stringContaining('out of memory'), changes: ['CreateTrainedModel'],
    });
    expect(stage.attributes()).toEqual(before);
    expect(await stage.deploy(model(CHANGED))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(stage.attributes()).toMatchObject({ Name: `${stage.trainings[1].name}-2`, Status: 'ACTIVE' });
    expect(await stage.clear()).toMatchObject({ trained: 3, remains: NOTHING });
  });

  test('fails at once, however long the deployment could wait', async () => {
    const stage = new Stage();
    stage.emulator.nextTrainings.fail('out of memory', 30);
    await stage.deploy(model());
    expect(stage.rehearsal.summary().seconds).toBeLessThan(3 * MINUTE);
  });
});

describe('a training that fails, under whenSubmitted,', () => {
  const failed = async () => {
    const stage = new Stage();
    stage.emulator.nextTrainings.fail('out of memory');
    await stage.deploy(model({ completion: Completion.whenSubmitted() }));
    await stage.rehearsal.advance({ minutes: 10 });
    return stage;
  };

  test.each<[string, ModelSettings]>([
    ['a tag', { completion: Completion.whenSubmitted(), tags: { team: 'fraud' } }],
    ['the completion', {}],
    ['the description', { completion: Completion.whenSubmitted(), description: 'new' }],
  ])('is not repeated by a change of %s, and the status tells', async (_, change) => {
    const stage = await failed();
    expect(await stage.deploy(model(change))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(stage.attributes()).toMatchObject({ Status: 'CREATE_FAILED', Name: stage.trainings[0].name });
  });

  test.each<[string, ModelSettings]>([
    ['the revision', { revision: 'again' }],
    ['the inputs', CHANGED],
  ])('is repeated by a change of %s', async (_, change) => {
    const stage = await failed();
    expect(await stage.deploy(model(change))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(stage.attributes()).toMatchObject({ Status: 'ACTIVE', Name: stage.trainings[1].name });
    expect(await stage.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });
});

describe('a training that takes longer than the deployment waits for', () => {
  test.each([['the 45 minutes that there are', undefined, 45], ['a timeout of its own', Duration.minutes(10), 10]])(
    '%s is cancelled, and fails the deployment with the reason well before the hour', async (_, timeout, minutes) => {
      const stage = new Stage({ trainingSeconds: 10 * 60 * MINUTE });
      expect(await stage.deploy(model({ completion: Completion.whenActive({ timeout }) }))).toMatchObject({
        status: 'ROLLBACK_COMPLETE',
        trained: 1,
        reason: expect.stringMatching(new RegExp(`not finished after ${minutes} minutes and was cancelled; use Completion\\.whenSubmitted\\(\\)`)),
        changes: ['CreateTrainedModel', 'CancelTrainedModel'],
      });
      expect(stage.rehearsal.summary().seconds).toBeLessThan((minutes + 5) * MINUTE);
      expect(stage.remains()).toEqual(NOTHING);
    });

  test.each([['from scratch', Retraining.fromScratch()], ['incremental', Retraining.incremental({ channelName: 'base' })]])(
    'in an update, %s: the rollback brings the earlier version back', async (_, retraining) => {
      const stage = new Stage();
      await stage.deploy(model({ retraining }));
      const before = stage.attributes();
      stage.emulator.nextTrainings.succeed(10 * 60 * MINUTE);
      expect(await stage.deploy(model({ retraining, ...CHANGED })))
        .toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1, changes: ['CreateTrainedModel', 'CancelTrainedModel'] });
      expect(stage.attributes()).toEqual(before);
      expect(await stage.clear()).toMatchObject({ trained: 2, remains: NOTHING });
    });

  test('that hangs before it starts, likewise', async () => {
    const stage = new Stage();
    stage.emulator.nextTrainings.hang();
    expect(await stage.deploy(model())).toMatchObject({ status: 'ROLLBACK_COMPLETE', changes: ['CreateTrainedModel', 'CancelTrainedModel'] });
    expect(stage.remains()).toEqual(NOTHING);
  });

  test('whose cancellation takes its time, or fails once: the deployment still ends with the reason, and nothing runs on', async () => {
    const stage = new Stage({ trainingSeconds: 10 * 60 * MINUTE, cancelSeconds: 200 });
    stage.emulator.faults.cancelFails = 'once';
    expect(await stage.deploy(model()))
      .toMatchObject({ status: 'ROLLBACK_COMPLETE', reason: expect.stringContaining('not finished after 45 minutes') });
    expect(stage.remains()).toEqual(NOTHING);
    expect(stage.rehearsal.summary().seconds).toBeLessThan(70 * MINUTE);
  });

  test('that was begun by an earlier deployment goes on: it is not this one\'s to cancel', async () => {
    const stage = new Stage({ trainingSeconds: 10 * 60 * MINUTE });
    await stage.deploy(model({ completion: Completion.whenSubmitted() }));
    expect(await stage.deploy(model())).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', trained: 0, changes: [], reason: expect.stringMatching(/is CREATE_IN_PROGRESS after 45 minutes/),
    });
    expect(stage.remains().running).toHaveLength(1);
    expect(await stage.clear()).toMatchObject({ trained: 1, remains: NOTHING });
  });
});

test('a change on top of one that is still being trained: the first training is cancelled', async () => {
  const stage = new Stage();
  await stage.deploy(model({ completion: Completion.whenSubmitted() }));
  expect(await stage.deploy(model({ ...CHANGED })))
    .toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1, changes: expect.arrayContaining(['CreateTrainedModel', 'CancelTrainedModel']) });
  expect(stage.remains()).toEqual({ ...NOTHING, outputs: [stage.attributes().Name] });
  expect(await stage.clear()).toMatchObject({ trained: 2, remains: NOTHING });
});

test('a training that another member deletes while a deployment waits for it: the deployment fails, and says so', async () => {
  const stage = new Stage({ deleteWhileRunning: 'accept' });
  stage.emulator.faults.onCall = () => {
    if (stage.trainings[0]?.status() === 'CREATE_IN_PROGRESS') {
      stage.emulator.deleteOutputAsAnotherMember(stage.trainings[0].trainedModelArn);
    }
    return undefined;
  };
  expect(await stage.deploy(model())).toMatchObject({ status: 'ROLLBACK_COMPLETE', trained: 1, reason: expect.stringContaining('is INACTIVE') });
  expect(stage.remains()).toEqual(NOTHING);
});
