import { AFTER_THE_MODEL, DeploymentHarness, type AppSpec } from './deployment-harness';
import { Completion } from '../../src';

const WHEN_ACTIVE = Completion.whenActive();

const exporting = (rate = '1', options: NonNullable<AppSpec['exports']>[string] = {}): AppSpec => ({
  models: { Model: { hyperparameters: { rate }, completion: WHEN_ACTIVE } }, exports: { Export: options },
});
const WITHOUT_EXPORT: AppSpec = { models: { Model: { hyperparameters: { rate: '1' }, completion: WHEN_ACTIVE } } };

/** Which versions were exported, by the rate that they were trained with. */
const exported = ({ emulator, trainings }: DeploymentHarness) => emulator.exportJobs.map(({ request }) => (
  trainings.find(({ trainedModelArn }) => trainedModelArn === request.trainedModelArn)!.request.hyperparameters!.rate));
const names = ({ emulator }: DeploymentHarness) => emulator.exportJobs.map(({ name }) => name);

describe('an export', () => {
  test('is done when the version is at its receiver', async () => {
    const harness = new DeploymentHarness();
    expect(await harness.deploy(exporting())).toMatchObject({
      status: 'CREATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel', 'StartTrainedModelExportJob'],
    });
    expect(harness.emulator.exportJobs[0].status()).toBe('ACTIVE');
    expect(harness.attributes('Model/Export')).toEqual({ Name: names(harness)[0], Status: 'ACTIVE' });
  });

  test('is not started again by an update that changes nothing about it', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(exporting());
    expect(await harness.deploy(exporting('1', { description: 'for the partner' }))).toMatchObject({ status: 'UPDATE_COMPLETE', changes: [] });
    expect(exported(harness)).toEqual(['1']);
  });

  test('is made once of each version, under names that never repeat', async () => {
    const harness = new DeploymentHarness();
    for (const rate of ['1', '2', '1', '2']) {
      expect(await harness.deploy(exporting(rate))).toMatchObject({ status: expect.stringMatching(/_COMPLETE$/) });
    }
    expect(exported(harness)).toEqual(['1', '2']);
    expect(new Set(names(harness)).size).toBe(2);
  });

  test('is made again for another receiver, and for another revision', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(exporting());
    await harness.deploy(exporting('1', { receiver: '777788889999' }));
    await harness.deploy(exporting('1', { receiver: '777788889999', revision: '2' }));
    expect(harness.emulator.exportJobs.map(({ request }) => request.outputConfiguration.members[0].accountId))
      .toEqual(['444455556666', '777788889999', '777788889999']);
    expect(new Set(names(harness)).size).toBe(3);
  });

  test('that a rollback does not want any more is left, and adopted by the next deployment', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(exporting('1'));
    const first = harness.attributes('Model/Export');
    expect(await harness.deploy(exporting('2'), AFTER_THE_MODEL)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(harness.attributes('Model/Export')).toEqual(first);
    expect(await harness.deploy(exporting('2'))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(exported(harness)).toEqual(['1', '2']);
  });

  test('that takes too long fails the deployment with the way out, goes on, and is adopted by the next one', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(WITHOUT_EXPORT);
    harness.emulator.nextExportJobs.succeed(3 * 3600);
    expect(await harness.deploy(exporting())).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      reason: expect.stringMatching(/is CREATE_IN_PROGRESS after 45 minutes; it goes on, and nothing can end it; deploy again, and it is adopted/),
    });
    await harness.rehearsal.advance({ seconds: 3 * 3600 });
    expect(await harness.deploy(exporting())).toMatchObject({ status: 'UPDATE_COMPLETE', changes: [] });
    expect(exported(harness)).toEqual(['1']);
  });

  test('that fails fails the deployment with the reason, and is made anew by the next one under another name', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(WITHOUT_EXPORT);
    harness.emulator.nextExportJobs.fail('larger than 1 GB');
    expect(await harness.deploy(exporting())).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringMatching(/is CREATE_FAILED: larger than 1 GB/),
    });
    expect(await harness.deploy(exporting())).toMatchObject({ status: 'UPDATE_COMPLETE', changes: ['StartTrainedModelExportJob'] });
    expect(new Set(names(harness)).size).toBe(2);
  });

  test.each(['lost-reply', 'error-after', 'error-before'] as const)('is made once when its outcome is not known (%s)', async (fault) => {
    const harness = new DeploymentHarness();
    await harness.deploy(WITHOUT_EXPORT);
    harness.emulator.faults.add({ operation: 'StartTrainedModelExportJob', fault });
    expect(await harness.deploy(exporting())).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(exported(harness)).toEqual(['1']);
  });

  test('waits for a version that is still being trained', async () => {
    const harness = new DeploymentHarness();
    const submitted: AppSpec = { ...exporting(), models: { Model: { completion: Completion.whenSubmitted() } } };
    expect(await harness.deploy(submitted)).toMatchObject({ status: 'CREATE_COMPLETE', changes: ['CreateTrainedModel', 'StartTrainedModelExportJob'] });
  });

  test('is refused where the receiver has no ML configuration, and waits for one in the same stack', async () => {
    const harness = new DeploymentHarness();
    const toOurselves = exporting('1', { receiver: '111122223333' });
    expect(await harness.deploy(toOurselves)).toMatchObject({
      status: 'ROLLBACK_COMPLETE', reason: expect.stringMatching(/has no ML configuration in the collaboration/),
    });
    expect(await harness.deploy({ ...toOurselves, receives: true })).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  test('goes without a call when it is deleted, and is adopted when it is declared again', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(exporting());
    expect(await harness.deploy(WITHOUT_EXPORT)).toMatchObject({ status: 'UPDATE_COMPLETE', changes: [] });
    expect(await harness.deploy(exporting())).toMatchObject({ status: 'UPDATE_COMPLETE', changes: [] });
    expect(exported(harness)).toEqual(['1']);
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE' });
  });
});
