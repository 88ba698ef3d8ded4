import { NOTHING, DeploymentHarness, type AppSpec } from './deployment-harness';
import type { Fault, Operation } from '../../emulator';
import { Completion, Retraining } from '../../src';

const scene = (rate: string, team = 'fraud', completion = Completion.whenSubmitted()): AppSpec => ({
  algorithm: { tags: { team } },
  association: { tags: { team } },
  models: { Model: { hyperparameters: { rate }, tags: { team }, completion, retraining: Retraining.incremental({ channelName: 'base' }) } },
});

const OPERATIONS: Operation[] = [
  'CreateConfiguredModelAlgorithm', 'GetConfiguredModelAlgorithm', 'ListConfiguredModelAlgorithms', 'DeleteConfiguredModelAlgorithm',
  'CreateConfiguredModelAlgorithmAssociation', 'GetConfiguredModelAlgorithmAssociation', 'ListConfiguredModelAlgorithmAssociations',
  'DeleteConfiguredModelAlgorithmAssociation',
  'CreateTrainedModel', 'GetTrainedModel', 'ListTrainedModels', 'ListTrainedModelVersions', 'CancelTrainedModel', 'DeleteTrainedModelOutput',
  'ListTagsForResource', 'TagResource', 'UntagResource',
];
const FAULTS: Fault[] = ['throttle', 'error-before', 'error-after', 'lost-reply', 'reset'];

describe.each(FAULTS)('%s, at the first two calls of', (fault) => {
  test.each(OPERATIONS)('%s: everything is made and trained once, and nothing is left', async (operation) => {
    const harness = new DeploymentHarness({ listingDelaySeconds: 30 });
    harness.emulator.faults.add({ operation, fault, times: 2 });
    expect(await harness.deploy(scene('1', 'fraud', Completion.whenActive()))).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    expect(await harness.deploy(scene('1', 'risk'))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(await harness.deploy({ ...scene('1'), algorithm: {}, association: {} })).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(await harness.deploy({ ...scene('2'), algorithm: {}, association: {} })).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(harness.remains()).toMatchObject({ algorithms: [harness.physicalId('Algorithm')], associations: [harness.physicalId('Association')] });
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', trained: 2, remains: NOTHING });
    expect(harness.emulator.calls.filter((call) => call.operation === operation && call.outcome !== 'ok')).not.toEqual([]);
  });
});

describe('trouble with every fifth call, of all kinds,', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('makes a deployment take longer, and that is all (%s)', async (seed) => {
    const harness = new DeploymentHarness({ listingDelaySeconds: 30 });
    let state = seed;
    const dice = (sides: number) => (state = state * 16_807 % 2_147_483_647) % sides;
    harness.emulator.faults.onCall = () => (dice(5) === 0 ? FAULTS[dice(FAULTS.length)] : undefined);
    expect(await harness.deploy(scene('1', 'fraud', Completion.whenActive()))).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    expect(await harness.deploy(scene('2', 'risk', Completion.whenActive()))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(await harness.deploy(scene('1', 'risk', Completion.whenActive()))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', trained: 2, remains: NOTHING });
  });
});

describe('permissions', () => {
  test('that are on their way for a minute are waited for', async () => {
    const harness = new DeploymentHarness();
    const start = harness.rehearsal.now().getTime();
    harness.emulator.faults.onCall = ({ at }) => (at < start + 60_000 ? 'access-denied' : undefined);
    expect(await harness.deploy(scene('1'))).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    expect(await harness.clear()).toMatchObject({ trained: 1, remains: NOTHING });
  });

  test('of a role that cannot be assumed yet are waited for', async () => {
    const harness = new DeploymentHarness();
    harness.emulator.faults.add({ operation: 'CreateConfiguredModelAlgorithm', fault: 'role-not-assumable', times: 4 });
    expect(await harness.deploy(scene('1'))).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
  });

  test.each<{ operation: Operation; resource: string }>([
    { operation: 'CreateConfiguredModelAlgorithm', resource: 'Algorithm' },
    { operation: 'CreateConfiguredModelAlgorithmAssociation', resource: 'Association' },
    { operation: 'CreateTrainedModel', resource: 'Model' },
    { operation: 'ListTrainedModels', resource: 'Model' },
  ])('that are missing for $operation fail the deployment after two minutes, and say what is missing', async ({ operation, resource }) => {
    const harness = new DeploymentHarness();
    const creating = () => harness.rehearsal.describe('Test').status === 'CREATE_IN_PROGRESS';
    harness.emulator.faults.onCall = (call) => (call.operation === operation && creating() ? 'access-denied' : undefined);
    const said = `${operation}: AccessDeniedException: .*cleanrooms-ml:${operation}\\. Check the permissions`;
    expect(await harness.deploy(scene('1'))).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      trained: 0,
      reason: expect.stringMatching(new RegExp(`^Test/${resource}: .* "${resource}\\w*" \\(Create\\): ${said}`)),
    });
    const [begun, failed] = ['CREATE_IN_PROGRESS', 'CREATE_FAILED'].map((status) => (
      harness.resourceEvents(status).find(({ resource: path }) => path === `Test/${resource}`)!.at));
    expect((failed - begun) / 1000).toBeGreaterThanOrEqual(120);
    expect((failed - begun) / 1000).toBeLessThan(150);
    expect(harness.remains()).toEqual(NOTHING);
  });
});

describe('a quota of five trainings at once', () => {
  const seven = (completion: Completion): AppSpec => ({
    models: Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`Model${i}`, { completion }])),
  });

  test.each([
    ['whenActive', Completion.whenActive()],
    ['whenSubmitted', Completion.whenSubmitted()],
  ])('and seven models, %s: the last two wait for their turn', async (_, completion) => {
    const harness = new DeploymentHarness();
    expect(await harness.deploy(seven(completion))).toMatchObject({ status: 'CREATE_COMPLETE', trained: 7 });
    const times = harness.trainings.map(({ acceptedAt }) => acceptedAt);
    expect(times[5] - times[0]).toBeGreaterThanOrEqual(300_000);
    expect(await harness.clear()).toMatchObject({ trained: 7, remains: NOTHING });
  });

  test('that others use up for longer than a deployment can take: it fails with the reason, and nothing is trained afterwards', async () => {
    const harness = new DeploymentHarness({ trainingQuota: { membership: 1, account: 10 } });
    harness.emulator.nextTrainings.hang();
    await harness.deploy({ stackName: 'Others', models: { Model: {} } });
    expect(await harness.deploy({ models: { Model: {} } })).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      trained: 0,
      reason: expect.stringMatching(/Not done after 55 minutes: CreateTrainedModel: ServiceQuotaExceededException: .* is 1\. Ask for a higher quota/),
    });
    harness.emulator.behavior.trainingQuota = { membership: 5, account: 10 };
    await harness.rehearsal.settle();
    expect(harness.trainings).toHaveLength(1);
  });

  test('that waiting cannot help: it fails at once, with the name and value of the quota and how to raise it', async () => {
    const harness = new DeploymentHarness({ trainingQuota: { membership: 0, account: 10 } });
    expect(await harness.deploy({ models: { Model: {} } })).toMatchObject({
      status: 'ROLLBACK_COMPLETE',
      trained: 0,
      reason: expect.stringMatching(/The quota "Trained models pending or running per membership" is 0\. Ask for a higher quota in Service Quotas/),
      changes: ['CreateTrainedModel (ServiceQuotaExceededException)'],
    });
  });

  test('that one\'s own outdated training uses up: its place is taken', async () => {
    const harness = new DeploymentHarness({ trainingQuota: { membership: 1, account: 10 }, trainingSeconds: 7200 });
    const model = (rate: string): AppSpec => ({ models: { Model: { hyperparameters: { rate } } } });
    await harness.deploy(model('1'));
    expect(await harness.deploy(model('2')))
      .toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1, changes: expect.arrayContaining(['CancelTrainedModel']) });
    expect(harness.remains().running).toEqual([harness.attributes().Name]);
    expect(await harness.clear()).toMatchObject({ trained: 2, remains: NOTHING });
  });
});
