import { ACCOUNT, AFTER_THE_MODEL, NOTHING, REGION, DeploymentHarness, type ModelSettings, type Outcome, type AppSpec } from './deployment-harness';
import type { EmulatorBehavior } from '../../emulator';
import { Completion, Retraining, VersionRetention } from '../../src';

/** What the service's documents leave open, and each answer to it. */
const ANSWERS: { readonly [question in keyof EmulatorBehavior]?: readonly EmulatorBehavior[question][] } = {
  baseVersion: ['absent', 'null', 'NULL'],
  incrementalArn: ['same', 'new'],
  incrementalDefaultParent: ['latest', 'latestActive', 'base'],
  parentModelName: ['version', 'base'],
  uniqueNames: [false, 'live', 'forever'],
  afterCancel: ['INACTIVE', 'CREATE_FAILED', 'gone'],
  afterDelete: ['INACTIVE', 'gone'],
  deleteWhileRunning: ['conflict', 'accept'],
  repeatedDelete: ['accept', 'conflict'],
  tags: ['version', 'arn'],
  listTrainedModels: ['latest', 'base', 'all'],
  listingDelaySeconds: [0, 20, 100],
  deletionBlockedBy: [[], ['associations'], ['changingModels'], ['associations', 'changingModels', 'activeModels']],
  dependencyReleaseSeconds: [0, 120],
};

const CASES = Object.entries(ANSWERS).flatMap(([question, answers]) => (
  (answers as readonly unknown[]).map((answer) => ({ question, answer, behavior: { [question]: answer } as Partial<EmulatorBehavior> }))
));

const MODEL: ModelSettings = {
  completion: Completion.whenActive(), retraining: Retraining.incremental({ channelName: 'base' }), versionRetention: VersionRetention.keepLast(2),
};

function scene(settings: ModelSettings, team = 'fraud'): AppSpec {
  return {
    algorithm: { tags: { team } },
    association: { tags: { team } },
    models: { Model: { ...MODEL, tags: { team }, ...settings } },
  };
}

const rate = (value: string) => ({ hyperparameters: { rate: value } });

/** The changes that the service did not refuse: what does not show yet, or no more, is cancelled again in vain. */
const effective = ({ changes }: Outcome) => changes.filter((change) => !change.endsWith(')'));

describe('the life of a model is the same, whatever the service answers:', () => {
  test.each(CASES)('$question is $answer', async ({ behavior }) => {
    const harness = new DeploymentHarness(behavior);
    const model = () => harness.attributes();

    expect(await harness.deploy(scene(rate('1')))).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    const first = model();
    expect(first).toMatchObject({ VersionIdentifier: '', ParentVersionIdentifier: '', Status: 'ACTIVE', Name: harness.trainings[0].name });

    expect(await harness.deploy(scene(rate('1'), 'risk')))
      .toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0, changes: Array(3).fill('TagResource') });
    expect(model()).toEqual(first);

    expect(await harness.deploy(scene(rate('2'), 'risk'), AFTER_THE_MODEL)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1 });
    expect(model()).toEqual(first);

    expect(await harness.deploy(scene(rate('2'), 'risk'))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    const second = model();
    expect(second).toMatchObject({ Name: harness.trainings[1].name, Status: 'ACTIVE' });
    expect(harness.trainings[1].parent).toMatchObject({ trainedModelArn: first.TrainedModelArn, versionIdentifier: undefined });

    expect(await harness.deploy(scene({ ...rate('3'), completion: Completion.whenSubmitted() }, 'risk')))
      .toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(harness.trainings[2].parent)
      .toMatchObject({ trainedModelArn: second.TrainedModelArn, versionIdentifier: second.VersionIdentifier || undefined });

    const back = await harness.deploy(scene(rate('2'), 'risk'));
    expect(back).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(effective(back)).toEqual(['CancelTrainedModel']);
    expect(model()).toEqual(second);

    await harness.deploy(scene({ ...rate('4'), completion: Completion.whenSubmitted() }, 'risk'));
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', trained: 4, remains: NOTHING });
  });
});

describe('the base version, which the service shows as', () => {
  test.each(['absent', 'null', 'NULL'] as const)('%s, is an empty attribute and is never sent', async (baseVersion) => {
    const harness = new DeploymentHarness({ baseVersion });
    await harness.deploy(scene(rate('1')));
    await harness.deploy(scene(rate('2')));
    expect(harness.attributes()).toMatchObject({ ParentVersionIdentifier: '', VersionIdentifier: harness.trainings[1].versionIdentifier });
    await harness.deploy(scene(rate('1')));
    expect(harness.attributes()).toMatchObject({ VersionIdentifier: '', Status: 'ACTIVE' });
    await harness.clear();
    const sent = harness.emulator.calls.map(({ request }) => request.versionIdentifier);
    expect(sent).toContain(undefined);
    expect(sent.filter((id) => id !== undefined && id !== harness.trainings[1].versionIdentifier)).toEqual([]);
  });

  test.each(['absent', 'null', 'NULL'] as const)('%s, can be followed by a training of the next version that is cancelled', async (baseVersion) => {
    const harness = new DeploymentHarness({ baseVersion });
    await harness.deploy(scene({ ...rate('1'), completion: Completion.whenSubmitted() }));
    await harness.rehearsal.advance({ minutes: 10 });
    await harness.deploy(scene({ ...rate('2'), completion: Completion.whenSubmitted() }));
    await harness.destroy();
    const cancelled = harness.emulator.calls.filter(({ operation }) => operation === 'CancelTrainedModel');
    expect(cancelled.map(({ request }) => request.versionIdentifier)).toEqual([harness.trainings[1].versionIdentifier]);
    expect(harness.remains()).toEqual(NOTHING);
  });
});

describe('a version that somebody made by hand of our model', () => {
  async function withForeignVersion(behavior: Partial<EmulatorBehavior>): Promise<DeploymentHarness> {
    const harness = new DeploymentHarness(behavior);
    await harness.deploy(scene(rate('1')));
    const { request, trainedModelArn } = harness.trainings[0];
    await harness.emulator.client({ accountId: ACCOUNT, region: REGION }).createTrainedModel({
      ...request, name: 'by-hand', tags: {}, incrementalTrainingDataChannels: [{ trainedModelArn, channelName: 'base' }],
    });
    await harness.rehearsal.advance({ minutes: 10 });
    harness.changes();
    return harness;
  }

  test('is what the service may start from where our base version was meant: that training is cancelled, and the deployment says so', async () => {
    const harness = await withForeignVersion({ incrementalDefaultParent: 'latest' });
    const before = harness.attributes();
    expect(await harness.deploy(scene(rate('2')))).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      trained: 1,
      changes: ['CreateTrainedModel', 'CancelTrainedModel'],
      reason: expect.stringMatching(/the service started \S+ from \S+ of by-hand, not from the base version of \S+ as asked; it was cancelled/),
    });
    expect(harness.attributes()).toEqual(before);
  });

  test('and where that training cannot be cancelled, what it comes to is not adopted by the next deployment, which trains nothing', async () => {
    const harness = await withForeignVersion({ incrementalDefaultParent: 'latest' });
    harness.emulator.faults.cancelFails = 'always';
    await harness.deploy(scene(rate('2')));
    await harness.rehearsal.advance({ minutes: 10 });
    expect(harness.trainings[2].status()).toBe('ACTIVE');
    harness.changes();

    expect(await harness.deploy(scene(rate('2')))).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      trained: 0,
      reason: expect.stringMatching(/the service started \S+ from \S+ of by-hand, not from the base version of \S+ as asked/),
    });
  });

  test.each(['version', 'arn'] as const)('is not ours to start from, to use or to delete (tags of the %s)', async (tags) => {
    const harness = await withForeignVersion({ incrementalDefaultParent: 'base', tags });
    expect(await harness.deploy(scene(rate('2')))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel'] });
    expect(harness.trainings[2].parent).toMatchObject({ versionIdentifier: undefined });
    expect((await harness.clear()).remains).toEqual({ ...NOTHING, outputs: ['by-hand'] });
  });
});
