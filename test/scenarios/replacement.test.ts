import { ACCOUNT, AFTER_THE_MODEL, DURING_THE_TRAINING, NOTHING, Stage, type Scene } from './stage';
import type { Fault } from '../../emulator';
import { Completion, NoiseLevel } from '../../src';
import type { AlgorithmAttributes, AssociationAttributes } from '../../src/private/protocol/contract';

const MODEL = { completion: Completion.whenActive() };
const OTHER_ROLE = `arn:aws:iam::${ACCOUNT}:role/pull-images`;

/** Two models are trained with an association of an algorithm of the same stack. */
const BEFORE: Scene = {
  algorithm: { imageTag: 'v1', tags: { team: 'fraud' } },
  association: { description: 'Fraud scores', tags: { team: 'fraud' } },
  models: { Model: MODEL, Other: { ...MODEL, hyperparameters: { rate: '0.20' } } },
};

const REPLACEMENTS = [
  {
    what: 'algorithm, by its image,',
    after: { ...BEFORE, algorithm: { ...BEFORE.algorithm, imageTag: 'v2' } },
    made: ['CreateConfiguredModelAlgorithm', 'CreateConfiguredModelAlgorithmAssociation'],
    removed: ['DeleteConfiguredModelAlgorithmAssociation', 'DeleteConfiguredModelAlgorithm'],
    trains: true,
  },
  {
    what: 'algorithm, by its role,',
    after: { ...BEFORE, algorithm: { ...BEFORE.algorithm, roleArn: OTHER_ROLE } },
    made: ['CreateConfiguredModelAlgorithm', 'CreateConfiguredModelAlgorithmAssociation'],
    removed: ['DeleteConfiguredModelAlgorithmAssociation', 'DeleteConfiguredModelAlgorithm'],
    trains: false,
  },
  {
    what: 'association, by its policy,',
    after: { ...BEFORE, association: { ...BEFORE.association, noiseLevel: NoiseLevel.LOW } },
    made: ['CreateConfiguredModelAlgorithmAssociation'],
    removed: ['DeleteConfiguredModelAlgorithmAssociation'],
    trains: false,
  },
];
const BY_ITS_POLICY = REPLACEMENTS[2].after;

/** What there is of the stack's own, as its template and the service know it. */
function inUse(stage: Stage) {
  return {
    ids: ['Algorithm', 'Association', 'Model', 'Other'].map((id) => stage.physicalId(id)),
    algorithm: stage.attributes<AlgorithmAttributes>('Algorithm'),
    association: stage.attributes<AssociationAttributes>('Association'),
    models: [stage.attributes('Model'), stage.attributes('Other')],
  };
}

describe.each(REPLACEMENTS)('replacing an $what under trained models', ({ after, made, removed, trains }) => {
  const trainings = trains ? 2 : 0;
  const trainingCalls = Array(trainings).fill('CreateTrainedModel');

  test(`makes the new one, trains ${trains ? 'with it' : 'nothing'}, and then removes the old one`, async () => {
    const stage = new Stage();
    await stage.deploy(BEFORE);
    const before = inUse(stage);
    expect(await stage.deploy(after)).toEqual({ status: 'UPDATE_COMPLETE', trained: trainings, changes: [...made, ...trainingCalls, ...removed] });
    const { association, algorithm, models } = inUse(stage);
    expect(association).not.toEqual(before.association);
    expect(models.map(({ Status }) => Status)).toEqual(['ACTIVE', 'ACTIVE']);
    expect(stage.remains()).toMatchObject({ algorithms: [algorithm.Name], associations: [association.Name] });
    if (!trains) {
      expect(models).toEqual(before.models);
      await stage.deploy({ ...after, models: { Model: { ...MODEL, revision: '2' }, Other: { ...BEFORE.models!.Other, revision: '2' } } });
    }
    expect(stage.trainings.slice(2).map(({ request }) => request.configuredModelAlgorithmAssociationArn))
      .toEqual(Array(2).fill(association.ConfiguredModelAlgorithmAssociationArn));
    expect(await stage.clear()).toMatchObject({ trained: 4, remains: NOTHING });
  });

  const ROLLBACKS = ['update', 'restore'] as const;
  test.each(ROLLBACKS)('in a deployment that fails: the old one is in use again, and the new one is removed (%s)', async (rollbackOfReplacement) => {
    const stage = new Stage({}, { deploymentBehavior: { rollbackOfReplacement } });
    await stage.deploy(BEFORE);
    const before = inUse(stage);
    // Where the models stay as they are, so does what uses them, and there is nothing that could fail but what stands beside.
    expect(await stage.deploy(after, trains ? AFTER_THE_MODEL : DURING_THE_TRAINING)).toEqual({
      status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('locked'), trained: trainings, changes: [...made, ...trainingCalls, ...removed],
    });
    expect(inUse(stage)).toEqual(before);
    expect(stage.remains()).toMatchObject({ algorithms: [before.algorithm.Name], associations: [before.association.Name] });
    expect(await stage.clear()).toMatchObject({ trained: 2 + trainings, remains: NOTHING });
  });

  test('and back again gives other resources, and the versions that were trained before', async () => {
    const stage = new Stage();
    await stage.deploy(BEFORE);
    const before = inUse(stage);
    await stage.deploy(after);
    expect(await stage.deploy(BEFORE)).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    const again = inUse(stage);
    expect(again.association.ConfiguredModelAlgorithmAssociationArn).not.toBe(before.association.ConfiguredModelAlgorithmAssociationArn);
    expect(again.models).toEqual(before.models);
    expect(stage.remains()).toMatchObject({ algorithms: [again.algorithm.Name], associations: [again.association.Name] });
    expect(await stage.clear()).toMatchObject({ trained: 2 + trainings, remains: NOTHING });
  });
});

test('an algorithm that is replaced in a deployment that fails while models are trained with it: the trainings are cancelled, and then it is removed', async () => {
  const [{ after, made, removed }] = REPLACEMENTS;
  const stage = new Stage();
  await stage.deploy(BEFORE);
  const before = inUse(stage);
  const trainings = Array(2).fill('CreateTrainedModel');
  expect(await stage.deploy(after, DURING_THE_TRAINING)).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE', trained: 2, changes: [...made, ...trainings, 'CancelTrainedModel', 'CancelTrainedModel', ...removed],
  });
  expect(inUse(stage)).toEqual(before);
  await stage.rehearsal.settle();
  expect(stage.remains()).toMatchObject({ algorithms: [before.algorithm.Name], associations: [before.association.Name], running: [] });
  expect(stage.trainings).toHaveLength(4);
});

test('an old algorithm that is held for a while by the association that has just gone is removed as soon as it is let go', async () => {
  const stage = new Stage({ dependencyReleaseSeconds: 60 });
  await stage.deploy({ algorithm: {}, association: {} });
  const { changes } = await stage.deploy({ algorithm: { imageTag: 'v2' }, association: {} });
  const refused = Array(changes.length - 4).fill('DeleteConfiguredModelAlgorithm (ConflictException)');
  expect(refused).not.toEqual([]);
  expect(changes.slice(3)).toEqual([...refused, 'DeleteConfiguredModelAlgorithm']);
  expect(stage.remains()).toEqual({ ...NOTHING, algorithms: [stage.physicalId('Algorithm')], associations: [stage.physicalId('Association')] });
});

describe('an old association that versions trained with it hold', () => {
  const behavior = { deletionBlockedBy: ['associations', 'activeModels'] as const };

  test('is handed to the new one, which removes it when the stack is deleted', async () => {
    const stage = new Stage(behavior);
    await stage.deploy(BEFORE);
    const old = stage.attributes<AssociationAttributes>('Association').Name;
    expect(await stage.deploy(BY_ITS_POLICY)).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(stage.remains().associations).toContain(old);
    expect(stage.resourceEvents('DELETE_FAILED')).toEqual([]);
    expect(await stage.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('is handed on through further replacements, with its algorithm', async () => {
    const stage = new Stage(behavior);
    await stage.deploy(BEFORE);
    for (const imageTag of ['v2', 'v3', 'v4']) {
      expect(await stage.deploy({ ...BEFORE, algorithm: { imageTag } })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    }
    expect(stage.remains().associations).toHaveLength(4);
    expect(stage.remains().algorithms).toHaveLength(4);
    expect(await stage.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('is removed by the next update after its versions have gone', async () => {
    const stage = new Stage(behavior);
    await stage.deploy(BEFORE);
    await stage.deploy({ ...BEFORE, algorithm: { imageTag: 'v2' } });
    const { association } = inUse(stage);
    await stage.deploy({ algorithm: { imageTag: 'v2' }, association: BEFORE.association });
    await stage.deploy({ algorithm: { imageTag: 'v2' }, association: { ...BEFORE.association, tags: { team: 'risk' } } });
    expect(stage.remains().associations).toEqual([association.Name]);
    expect(await stage.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('is in use again, and stays, when its properties come back', async () => {
    const stage = new Stage(behavior);
    await stage.deploy(BEFORE);
    const before = inUse(stage);
    await stage.deploy(BY_ITS_POLICY);
    expect(await stage.deploy(BEFORE)).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(inUse(stage)).toEqual(before);
    expect(stage.remains().associations).toContain(before.association.Name);
    expect(await stage.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });
});

describe('what a clean-up could not delete', () => {
  const refuseDeletions = ({ emulator: { faults } }: Stage, fault: Fault) => {
    faults.onCall = ({ operation }) => (operation === 'DeleteConfiguredModelAlgorithmAssociation' ? fault : undefined);
  };

  test('in all of its time is removed when the stack is deleted', async () => {
    const stage = new Stage();
    await stage.deploy(BEFORE);
    refuseDeletions(stage, 'throttle');
    expect(await stage.deploy(BY_ITS_POLICY)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(stage.resourceEvents('DELETE_FAILED')).toEqual([expect.objectContaining({ text: expect.stringContaining('Not done after 55 minutes') })]);
    expect(stage.remains().associations).toHaveLength(2);
    stage.emulator.faults.clear();
    expect(await stage.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('in all of its time is removed by the next update', async () => {
    const stage = new Stage();
    await stage.deploy(BEFORE);
    refuseDeletions(stage, 'throttle');
    await stage.deploy(BY_ITS_POLICY);
    stage.emulator.faults.clear();
    await stage.deploy({ ...BY_ITS_POLICY, association: { ...BY_ITS_POLICY.association, tags: { team: 'risk' } } });
    expect(stage.remains().associations).toEqual([stage.attributes<AssociationAttributes>('Association').Name]);
  });

  test('is removed with what it had in its care, where neither could be deleted', async () => {
    const stage = new Stage();
    await stage.deploy(BEFORE);
    refuseDeletions(stage, 'conflict');
    await stage.deploy(BY_ITS_POLICY);
    stage.emulator.faults.clear();
    refuseDeletions(stage, 'access-denied');
    await stage.deploy({ ...BEFORE, association: { ...BEFORE.association, noiseLevel: NoiseLevel.MEDIUM } });
    expect(stage.remains().associations).toHaveLength(3);
    stage.emulator.faults.clear();
    expect(await stage.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });
});

describe('a name that is given by the user', () => {
  const named = (algorithm: string, association: string, imageTag?: string): Scene => (
    { algorithm: { name: algorithm, imageTag }, association: { name: association } });

  test('is the name in the service', async () => {
    const stage = new Stage();
    await stage.deploy(named('fraud', 'fraud-in-use'));
    expect(stage.remains()).toMatchObject({ algorithms: ['fraud'], associations: ['fraud-in-use'] });
    expect(stage.attributes<AlgorithmAttributes>('Algorithm').Name).toBe('fraud');
    expect(await stage.clear()).toMatchObject({ remains: NOTHING });
  });

  test.each([false, 'live'] as const)('stands in the way of a replacement, which fails and says so (unique names: %s)', async (uniqueNames) => {
    const stage = new Stage({ uniqueNames });
    await stage.deploy(named('fraud', 'fraud-in-use'));
    const before = stage.attributes('Algorithm');
    expect(await stage.deploy(named('fraud', 'fraud-in-use', 'v2'))).toEqual({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      reason: expect.stringMatching(/there is a resource named "fraud" already .* choose another name/),
      trained: 0,
      changes: [],
    });
    expect(stage.attributes('Algorithm')).toEqual(before);
    expect(await stage.deploy(named('fraud-2', 'fraud-in-use-2', 'v2'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(stage.remains()).toMatchObject({ algorithms: ['fraud-2'], associations: ['fraud-in-use-2'] });
    expect(await stage.clear()).toMatchObject({ remains: NOTHING });
  });
});
