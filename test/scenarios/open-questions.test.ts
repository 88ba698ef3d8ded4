import { ACCOUNT, AFTER_THE_MODEL, NOTHING, REGION, Stage, type ModelSettings, type Outcome, type Scene } from './stage';
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

function scene(settings: ModelSettings, team = 'fraud'): Scene {
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
    const stage = new Stage(behavior);
    const model = () => stage.attributes();

    expect(await stage.deploy(scene(rate('1')))).toMatchObject({ status: 'CREATE_COMPLETE', trained: 1 });
    const first = model();
    expect(first).toMatchObject({ VersionIdentifier: '', ParentVersionIdentifier: '', Status: 'ACTIVE', Name: stage.trainings[0].name });

    expect(await stage.deploy(scene(rate('1'), 'risk')))
      .toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0, changes: Array(3).fill('TagResource') });
    expect(model()).toEqual(first);

    expect(await stage.deploy(scene(rate('2'), 'risk'), AFTER_THE_MODEL)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', trained: 1 });
    expect(model()).toEqual(first);

    expect(await stage.deploy(scene(rate('2'), 'risk'))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0, changes: [] });
    const second = model();
    expect(second).toMatchObject({ Name: stage.trainings[1].name, Status: 'ACTIVE' });
    expect(stage.trainings[1].parent).toMatchObject({ trainedModelArn: first.TrainedModelArn, versionIdentifier: undefined });

    expect(await stage.deploy(scene({ ...rate('3'), completion: Completion.whenSubmitted() }, 'risk')))
      .toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1 });
    expect(stage.trainings[2].parent)
      .toMatchObject({ trainedModelArn: second.TrainedModelArn, versionIdentifier: second.VersionIdentifier || undefined });

    const back = await stage.deploy(scene(rate('2'), 'risk'));
    expect(back).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(effective(back)).toEqual(['CancelTrainedModel']);
    expect(model()).toEqual(second);

    await stage.deploy(scene({ ...rate('4'), completion: Completion.whenSubmitted() }, 'risk'));
    expect(await stage.clear()).toMatchObject({ status: 'DELETE_COMPLETE', trained: 4, remains: NOTHING });
  });
});

describe('the base version, which the service shows as', () => {
  test.each(['absent', 'null', 'NULL'] as const)('%s, is an empty attribute and is never sent', async (baseVersion) => {
    const stage = new Stage({ baseVersion });
    await stage.deploy(scene(rate('1')));
    await stage.deploy(scene(rate('2')));
    expect(stage.attributes()).toMatchObject({ ParentVersionIdentifier: '', VersionIdentifier: stage.trainings[1].versionIdentifier });
    await stage.deploy(scene(rate('1')));
    expect(stage.attributes()).toMatchObject({ VersionIdentifier: '', Status: 'ACTIVE' });
    await stage.clear();
    const sent = stage.emulator.calls.map(({ request }) => request.versionIdentifier);
    expect(sent).toContain(undefined);
    expect(sent.filter((id) => id !== undefined && id !== stage.trainings[1].versionIdentifier)).toEqual([]);
  });

  test.each(['absent', 'null', 'NULL'] as const)('%s, can be followed by a training of the next version that is cancelled', async (baseVersion) => {
    const stage = new Stage({ baseVersion });
    await stage.deploy(scene({ ...rate('1'), completion: Completion.whenSubmitted() }));
    await stage.rehearsal.advance({ minutes: 10 });
    await stage.deploy(scene({ ...rate('2'), completion: Completion.whenSubmitted() }));
    await stage.destroy();
    const cancelled = stage.emulator.calls.filter(({ operation }) => operation === 'CancelTrainedModel');
    expect(cancelled.map(({ request }) => request.versionIdentifier)).toEqual([stage.trainings[1].versionIdentifier]);
    expect(stage.remains()).toEqual(NOTHING);
  });
});

describe('a version that somebody made by hand of our model', () => {
  async function withForeignVersion(behavior: Partial<EmulatorBehavior>): Promise<Stage> {
    const stage = new Stage(behavior);
    await stage.deploy(scene(rate('1')));
    const { request, trainedModelArn } = stage.trainings[0];
    await stage.emulator.client({ accountId: ACCOUNT, region: REGION }).createTrainedModel({
      ...request, name: 'by-hand', tags: {}, incrementalTrainingDataChannels: [{ trainedModelArn, channelName: 'base' }],
    });
    await stage.rehearsal.advance({ minutes: 10 });
    stage.changes();
    return stage;
  }

  test('is what the service may start from where our base version was meant: that training is cancelled, and the deployment says so', async () => {
    const stage = await withForeignVersion({ incrementalDefaultParent: 'latest' });
    const before = stage.attributes();
    expect(await stage.deploy(scene(rate('2')))).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      trained: 1,
      changes: ['CreateTrainedModel', 'CancelTrainedModel'],
      reason: expect.stringMatching(/the service started \S+ from \S+ of by-hand, not from the base version of \S+ as asked; it was cancelled/),
    });
    expect(stage.attributes()).toEqual(before);
  });

  test.each(['version', 'arn'] as const)('is not ours to start from, to use or to delete (tags of the %s)', async (tags) => {
    const stage = await withForeignVersion({ incrementalDefaultParent: 'base', tags });
    expect(await stage.deploy(scene(rate('2')))).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 1, changes: ['CreateTrainedModel'] });
    expect(stage.trainings[2].parent).toMatchObject({ versionIdentifier: undefined });
    expect((await stage.clear()).remains).toEqual({ ...NOTHING, outputs: ['by-hand'] });
  });
});
