import { Duration } from 'aws-cdk-lib';
import { AFTER_THE_MODEL, DeploymentHarness, DURING_THE_TRAINING, type AppSpec, type InferenceSettings } from './deployment-harness';
import type { EmulatorBehavior } from '../../emulator';
import { Completion, InferenceInstanceType, Retraining } from '../../src';

const WHEN_ACTIVE = Completion.whenActive();

const model = (rate: string) => ({ Model: { hyperparameters: { rate }, completion: WHEN_ACTIVE } });
const WITHOUT_INFERENCE: AppSpec = { models: model('1') };
const inferring = (rate = '1', options: InferenceSettings = {}): AppSpec => ({ models: model(rate), inferences: { Score: options } });

/** Which versions were used, by the rate that they were trained with. */
const used = ({ emulator, trainings }: DeploymentHarness) => emulator.inferenceJobs.map(({ request }) => (
  trainings.find(({ trainedModelArn }) => trainedModelArn === request.trainedModelArn)!.request.hyperparameters!.rate));
const statuses = ({ emulator }: DeploymentHarness) => emulator.inferenceJobs.map((job) => job.status());
const STARTED = ['StartTrainedModelInferenceJob'];

/** A model, and then inference that is added to it. */
async function added(options: InferenceSettings = {}, behavior: Partial<EmulatorBehavior> = {}) {
  const harness = new DeploymentHarness(behavior);
  await harness.deploy(WITHOUT_INFERENCE);
  return { harness, deploy: (more: InferenceSettings = {}) => harness.deploy(inferring('1', { ...options, ...more })) };
}

describe('inference', () => {
  test('is done when the output is at its receiver', async () => {
    const harness = new DeploymentHarness();
    expect(await harness.deploy(inferring())).toMatchObject({ status: 'CREATE_COMPLETE', changes: ['CreateTrainedModel', ...STARTED] });
    const [job] = harness.emulator.inferenceJobs;
    expect(harness.attributes('Model/Score')).toEqual({
      TrainedModelInferenceJobArn: job.trainedModelInferenceJobArn,
      InferenceContainerImageDigest: expect.stringMatching(/^sha256:/),
      Status: 'ACTIVE',
      Name: job.name,
    });
  });

  test('runs once for each version: retraining starts exactly one job, and going back starts none', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(inferring('1'));
    const first = harness.attributes('Model/Score');
    expect(await harness.deploy(inferring('2'))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel', ...STARTED] });
    expect(await harness.deploy(inferring('1'))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    expect(harness.attributes('Model/Score')).toEqual(first);
    expect(used(harness)).toEqual(['1', '2']);
  });

  test('names the version of an incremental training', async () => {
    const harness = new DeploymentHarness();
    const incremental = (rate: string): AppSpec => ({
      models: { Model: { hyperparameters: { rate }, completion: WHEN_ACTIVE, retraining: Retraining.incremental({ channelName: 'base' }) } },
      inferences: { Score: {} },
    });
    await harness.deploy(incremental('1'));
    await harness.deploy(incremental('2'));
    expect(harness.emulator.inferenceJobs.map(({ request }) => request.trainedModelVersionIdentifier))
      .toEqual(harness.trainings.map(({ versionIdentifier }) => versionIdentifier));
    expect(harness.trainings[1].versionIdentifier).toBeDefined();
  });

  test('of a base version is given up where the service takes a later version for it', async () => {
    const settings = (rate: string): AppSpec => ({
      models: { Model: { hyperparameters: { rate }, completion: WHEN_ACTIVE, retraining: Retraining.incremental({ channelName: 'base' }) } },
    });
    const harness = new DeploymentHarness({ jobDefaultVersion: 'latest' });
    await harness.deploy(settings('1'));
    await harness.deploy(settings('2'));
    expect(await harness.deploy({ ...settings('1'), inferences: { Score: {} } })).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringMatching(/the service started \S+ from \S+ of \S+, not from the base version of/),
    });
    expect(statuses(harness)).toEqual(['INACTIVE']);
  });

  test.each<[string, InferenceSettings]>([
    ['the data', { data: 'other' }],
    ['the receiver', { receiver: '777788889999' }],
    ['the type of the output', { accept: 'text/csv' }],
    ['the environment', { environment: { THRESHOLD: '0.5' } }],
    ['the revision', { revision: '2' }],
  ])('runs once more when %s changes, under another name', async (_, change) => {
    const { harness, deploy } = await added();
    await deploy();
    expect(await deploy(change)).toMatchObject({ status: 'UPDATE_COMPLETE', changes: STARTED });
    expect(new Set(harness.emulator.inferenceJobs.map(({ name }) => name)).size).toBe(2);
  });

  test.each<[string, InferenceSettings]>([
    ['the instances', { instanceType: InferenceInstanceType.ML_C5_XLARGE, instanceCount: 2 }],
    ['the payer', { payerAccountId: '777788889999' }],
    ['the description', { description: 'nightly scores' }],
    ['the completion', { completion: Completion.whenSubmitted() }],
  ])('does not run again when %s changes', async (_, change) => {
    const { deploy } = await added();
    await deploy();
    expect(await deploy(change)).toMatchObject({ status: 'UPDATE_COMPLETE', changes: [] });
  });

  test('gets changed tags, and does not run again', async () => {
    const { harness, deploy } = await added({ tags: { team: 'a' } });
    await deploy();
    expect(await deploy({ tags: { team: 'b' } })).toMatchObject({ status: 'UPDATE_COMPLETE', changes: ['TagResource'] });
    const job = await harness.emulator.client({ accountId: '111122223333', region: 'us-east-1' })
      .listTagsForResource({ resourceArn: harness.emulator.inferenceJobs[0].trainedModelInferenceJobArn });
    expect(job.tags).toMatchObject({ team: 'b' });
  });

  test('does not run again when an association with the same inference container takes the place of the one that it uses', async () => {
    const scene = (noise: boolean): AppSpec => ({
      algorithm: { inferenceTag: 'v1' },
      association: { inference: true, logAccounts: noise ? ['111122223333'] : undefined },
      models: model('1'),
      inferences: { Score: { usesAssociation: true } },
    });
    const harness = new DeploymentHarness();
    await harness.deploy(scene(false));
    expect(await harness.deploy(scene(true))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(harness.emulator.inferenceJobs).toHaveLength(1);
    await harness.deploy({ ...scene(true), algorithm: { inferenceTag: 'v2' } });
    expect(harness.emulator.inferenceJobs).toHaveLength(2);
    expect(harness.trainings).toHaveLength(1);
  });

  test('is adopted after a rollback, which starts nothing', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(inferring('1'));
    const first = harness.attributes('Model/Score');
    expect(await harness.deploy(inferring('2'), AFTER_THE_MODEL)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(harness.attributes('Model/Score')).toEqual(first);
    expect(await harness.deploy(inferring('2'))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    expect(used(harness)).toEqual(['1', '2']);
  });

  test('that a rollback does not want any more is cancelled', async () => {
    const { harness, deploy } = await added();
    await deploy();
    harness.emulator.nextInferenceJobs.succeed(7200);
    expect(await harness.deploy(inferring('1', { revision: '2' }), DURING_THE_TRAINING)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    await harness.rehearsal.settle();
    expect(statuses(harness)).toEqual(['ACTIVE', 'INACTIVE']);
  });

  test('that runs is cancelled when it is deleted; one that has ended is adopted when it is declared again', async () => {
    const { harness, deploy } = await added({ completion: Completion.whenSubmitted() });
    await deploy();
    expect(await harness.deploy(WITHOUT_INFERENCE)).toMatchObject({ status: 'UPDATE_COMPLETE', changes: ['CancelTrainedModelInferenceJob'] });
    expect(statuses(harness)).toEqual(['INACTIVE']);
    await deploy({ completion: WHEN_ACTIVE });
    expect(statuses(harness)).toEqual(['INACTIVE', 'ACTIVE']);
    expect(await harness.deploy(WITHOUT_INFERENCE)).toMatchObject({ status: 'UPDATE_COMPLETE', changes: [] });
    expect(await deploy()).toMatchObject({ status: 'UPDATE_COMPLETE', changes: [] });
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(harness.emulator.leftBehind().runningInferenceJobs).toEqual([]);
  });

  test('that takes too long fails the deployment with the way out, and is cancelled by its rollback', async () => {
    const { harness, deploy } = await added();
    harness.emulator.nextInferenceJobs.succeed(3 * 3600);
    expect(await deploy()).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringMatching(/is CREATE_IN_PROGRESS after 45 minutes; .* use Completion\.whenSubmitted\(\)/),
    });
    expect(statuses(harness)).toEqual(['INACTIVE']);
  });

  test('that takes long is not waited for with whenSubmitted, and is not started again', async () => {
    const { harness, deploy } = await added({ completion: Completion.whenSubmitted() });
    harness.emulator.nextInferenceJobs.succeed(20 * 3600);
    expect(await deploy()).toMatchObject({ status: 'UPDATE_COMPLETE', changes: STARTED });
    await harness.rehearsal.advance({ seconds: 21 * 3600 });
    expect(await deploy({ description: 'again' })).toMatchObject({ status: 'UPDATE_COMPLETE', changes: [] });
    expect(harness.attributes('Model/Score')).toMatchObject({ Status: 'ACTIVE' });
  });

  test('that fails fails the deployment with the reason, and runs again in the next one', async () => {
    const { harness, deploy } = await added();
    harness.emulator.nextInferenceJobs.fail('no /ping');
    expect(await deploy()).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringMatching(/is CREATE_FAILED: no \/ping/) });
    expect(await deploy()).toMatchObject({ status: 'UPDATE_COMPLETE', changes: STARTED });
  });

  test.each(['lost-reply', 'error-after', 'error-before', 'reset'] as const)('runs once when the outcome of its start is not known (%s)', async (fault) => {
    const { harness, deploy } = await added();
    harness.emulator.faults.add({ operation: 'StartTrainedModelInferenceJob', fault });
    expect(await deploy()).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(statuses(harness)).toEqual(['ACTIVE']);
  });

  test('waits for a quota, and runs then', async () => {
    const { harness, deploy } = await added();
    harness.emulator.faults.add({ operation: 'StartTrainedModelInferenceJob', fault: 'quota', times: 3 });
    expect(await deploy()).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(statuses(harness)).toEqual(['ACTIVE']);
  });

  test('of more jobs than the quota has room for ends well all the same', async () => {
    const harness = new DeploymentHarness();
    const scores = Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((id) => [id, {}]));
    expect(await harness.deploy({ models: model('1'), inferences: scores })).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(statuses(harness)).toEqual(Array(7).fill('ACTIVE'));
  });

  test('waits for a version that is still being trained', async () => {
    const harness = new DeploymentHarness();
    const submitted: AppSpec = { ...inferring(), models: { Model: { completion: Completion.whenSubmitted() } } };
    expect(await harness.deploy(submitted)).toMatchObject({ status: 'CREATE_COMPLETE', changes: ['CreateTrainedModel', ...STARTED] });
  });

  test('is not started with a version that is not trained in time, which the deployment fails with', async () => {
    const harness = new DeploymentHarness({ trainingSeconds: 5 * 3600 });
    const submitted: AppSpec = {
      models: { Model: { completion: Completion.whenSubmitted() } },
      inferences: { Score: { completion: Completion.whenActive({ timeout: Duration.minutes(10) }) } },
    };
    expect(await harness.deploy(submitted)).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      reason: expect.stringMatching(/the base version of \S+ is CREATE_IN_PROGRESS after 10 minutes, so no inference job was started; deploy again when it is ACTIVE/),
    });
    expect(harness.emulator.inferenceJobs).toEqual([]);
  });

  test('is not started with a version that was not trained', async () => {
    const harness = new DeploymentHarness();
    harness.emulator.nextTrainings.fail('out of memory');
    const submitted: AppSpec = { ...inferring(), models: { Model: { completion: Completion.whenSubmitted() } } };
    expect(await harness.deploy(submitted)).toMatchObject({
      status: 'ROLLBACK_COMPLETE', reason: expect.stringMatching(/the base version of \S+ is CREATE_FAILED, so no inference job was started/),
    });
    expect(harness.emulator.inferenceJobs).toEqual([]);
  });
});
