import { ACCOUNT, AFTER_THE_MODEL, DURING_THE_TRAINING, NOTHING, DeploymentHarness, type AppSpec } from './deployment-harness';
import type { Fault } from '../../emulator';
import { Completion, NoiseLevel } from '../../src';
import type { AlgorithmAttributes, AssociationAttributes } from '../../src/private/protocol/contract';

const MODEL = { completion: Completion.whenActive() };
const OTHER_ROLE = `arn:aws:iam::${ACCOUNT}:role/pull-images`;

/** Two models are trained with an association of an algorithm of the same stack. */
const BEFORE: AppSpec = {
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
function inUse(harness: DeploymentHarness) {
  return {
    ids: ['Algorithm', 'Association', 'Model', 'Other'].map((id) => harness.physicalId(id)),
    algorithm: harness.attributes<AlgorithmAttributes>('Algorithm'),
    association: harness.attributes<AssociationAttributes>('Association'),
    models: [harness.attributes('Model'), harness.attributes('Other')],
  };
}

describe.each(REPLACEMENTS)('replacing an $what under trained models', ({ after, made, removed, trains }) => {
  const trainings = trains ? 2 : 0;
  const trainingCalls = Array(trainings).fill('CreateTrainedModel');

  test(`makes the new one, trains ${trains ? 'with it' : 'nothing'}, and then removes the old one`, async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(BEFORE);
    const before = inUse(harness);
    expect(await harness.deploy(after)).toEqual({ status: 'UPDATE_COMPLETE', trained: trainings, changes: [...made, ...trainingCalls, ...removed] });
    const { association, algorithm, models } = inUse(harness);
    expect(association).not.toEqual(before.association);
    expect(models.map(({ Status }) => Status)).toEqual(['ACTIVE', 'ACTIVE']);
    expect(harness.remains()).toMatchObject({ algorithms: [algorithm.Name], associations: [association.Name] });
    if (!trains) {
      expect(models).toEqual(before.models);
      await harness.deploy({ ...after, models: { Model: { ...MODEL, revision: '2' }, Other: { ...BEFORE.models!.Other, revision: '2' } } });
    }
    expect(harness.trainings.slice(2).map(({ request }) => request.configuredModelAlgorithmAssociationArn))
      .toEqual(Array(2).fill(association.ConfiguredModelAlgorithmAssociationArn));
    expect(await harness.clear()).toMatchObject({ trained: 4, remains: NOTHING });
  });

  const ROLLBACKS = ['update', 'restore'] as const;
  test.each(ROLLBACKS)('in a deployment that fails: the old one is in use again, and the new one is removed (%s)', async (rollbackOfReplacement) => {
    const harness = new DeploymentHarness({}, { deploymentBehavior: { rollbackOfReplacement } });
    await harness.deploy(BEFORE);
    const before = inUse(harness);
    // Where the models stay as they are, so does what uses them, and there is nothing that could fail but what stands beside.
    expect(await harness.deploy(after, trains ? AFTER_THE_MODEL : DURING_THE_TRAINING)).toEqual({
      status: 'UPDATE_ROLLBACK_COMPLETE', reason: expect.stringContaining('locked'), trained: trainings, changes: [...made, ...trainingCalls, ...removed],
    });
    expect(inUse(harness)).toEqual(before);
    expect(harness.remains()).toMatchObject({ algorithms: [before.algorithm.Name], associations: [before.association.Name] });
    expect(await harness.clear()).toMatchObject({ trained: 2 + trainings, remains: NOTHING });
  });

  test('and back again gives other resources, and the versions that were trained before', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(BEFORE);
    const before = inUse(harness);
    await harness.deploy(after);
    expect(await harness.deploy(BEFORE)).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    const again = inUse(harness);
    expect(again.association.ConfiguredModelAlgorithmAssociationArn).not.toBe(before.association.ConfiguredModelAlgorithmAssociationArn);
    expect(again.models).toEqual(before.models);
    expect(harness.remains()).toMatchObject({ algorithms: [again.algorithm.Name], associations: [again.association.Name] });
    expect(await harness.clear()).toMatchObject({ trained: 2 + trainings, remains: NOTHING });
  });
});

test('an algorithm that is replaced in a deployment that fails while models are trained with it: the trainings are cancelled, and then it is removed', async () => {
  const [{ after, made, removed }] = REPLACEMENTS;
  const harness = new DeploymentHarness();
  await harness.deploy(BEFORE);
  const before = inUse(harness);
  const trainings = Array(2).fill('CreateTrainedModel');
  expect(await harness.deploy(after, DURING_THE_TRAINING)).toMatchObject({
    status: 'UPDATE_ROLLBACK_COMPLETE', trained: 2, changes: [...made, ...trainings, 'CancelTrainedModel', 'CancelTrainedModel', ...removed],
  });
  expect(inUse(harness)).toEqual(before);
  await harness.rehearsal.settle();
  expect(harness.remains()).toMatchObject({ algorithms: [before.algorithm.Name], associations: [before.association.Name], running: [] });
  expect(harness.trainings).toHaveLength(4);
});

test('an old algorithm that is held for a while by the association that has just gone is removed as soon as it is let go', async () => {
  const harness = new DeploymentHarness({ dependencyReleaseSeconds: 60 });
  await harness.deploy({ algorithm: {}, association: {} });
  const { changes } = await harness.deploy({ algorithm: { imageTag: 'v2' }, association: {} });
  const refused = Array(changes.length - 4).fill('DeleteConfiguredModelAlgorithm (ConflictException)');
  expect(refused).not.toEqual([]);
  expect(changes.slice(3)).toEqual([...refused, 'DeleteConfiguredModelAlgorithm']);
  expect(harness.remains()).toEqual({ ...NOTHING, algorithms: [harness.physicalId('Algorithm')], associations: [harness.physicalId('Association')] });
});

describe('an old association that versions trained with it hold', () => {
  const behavior = { deletionBlockedBy: ['associations', 'activeModels'] as const };

  test('is handed to the new one, which removes it when the stack is deleted', async () => {
    const harness = new DeploymentHarness(behavior);
    await harness.deploy(BEFORE);
    const old = harness.attributes<AssociationAttributes>('Association').Name;
    expect(await harness.deploy(BY_ITS_POLICY)).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(harness.remains().associations).toContain(old);
    expect(harness.resourceEvents('DELETE_FAILED')).toEqual([]);
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('is handed on through further replacements, with its algorithm', async () => {
    const harness = new DeploymentHarness(behavior);
    await harness.deploy(BEFORE);
    for (const imageTag of ['v2', 'v3', 'v4']) {
      expect(await harness.deploy({ ...BEFORE, algorithm: { imageTag } })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    }
    expect(harness.remains().associations).toHaveLength(4);
    expect(harness.remains().algorithms).toHaveLength(4);
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('is removed by the next update after its versions have gone', async () => {
    const harness = new DeploymentHarness(behavior);
    await harness.deploy(BEFORE);
    await harness.deploy({ ...BEFORE, algorithm: { imageTag: 'v2' } });
    const { association } = inUse(harness);
    await harness.deploy({ algorithm: { imageTag: 'v2' }, association: BEFORE.association });
    await harness.deploy({ algorithm: { imageTag: 'v2' }, association: { ...BEFORE.association, tags: { team: 'risk' } } });
    expect(harness.remains().associations).toEqual([association.Name]);
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('is in use again, and stays, when its properties come back', async () => {
    const harness = new DeploymentHarness(behavior);
    await harness.deploy(BEFORE);
    const before = inUse(harness);
    await harness.deploy(BY_ITS_POLICY);
    expect(await harness.deploy(BEFORE)).toMatchObject({ status: 'UPDATE_COMPLETE', trained: 0 });
    expect(inUse(harness)).toEqual(before);
    expect(harness.remains().associations).toContain(before.association.Name);
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });
});

describe('what a clean-up could not delete', () => {
  const refuseDeletions = ({ emulator: { faults } }: DeploymentHarness, fault: Fault) => {
    faults.onCall = ({ operation }) => (operation === 'DeleteConfiguredModelAlgorithmAssociation' ? fault : undefined);
  };

  test('in all of its time is removed when the stack is deleted', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(BEFORE);
    refuseDeletions(harness, 'throttle');
    expect(await harness.deploy(BY_ITS_POLICY)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(harness.resourceEvents('DELETE_FAILED')).toEqual([expect.objectContaining({ text: expect.stringContaining('Not done after 55 minutes') })]);
    expect(harness.remains().associations).toHaveLength(2);
    harness.emulator.faults.clear();
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });

  test('in all of its time is removed by the next update', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(BEFORE);
    refuseDeletions(harness, 'throttle');
    await harness.deploy(BY_ITS_POLICY);
    harness.emulator.faults.clear();
    await harness.deploy({ ...BY_ITS_POLICY, association: { ...BY_ITS_POLICY.association, tags: { team: 'risk' } } });
    expect(harness.remains().associations).toEqual([harness.attributes<AssociationAttributes>('Association').Name]);
  });

  test('is removed with what it had in its care, where neither could be deleted', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(BEFORE);
    refuseDeletions(harness, 'conflict');
    await harness.deploy(BY_ITS_POLICY);
    harness.emulator.faults.clear();
    refuseDeletions(harness, 'access-denied');
    await harness.deploy({ ...BEFORE, association: { ...BEFORE.association, noiseLevel: NoiseLevel.MEDIUM } });
    expect(harness.remains().associations).toHaveLength(3);
    harness.emulator.faults.clear();
    expect(await harness.clear()).toMatchObject({ status: 'DELETE_COMPLETE', remains: NOTHING });
  });
});

describe('a name that is given by the user', () => {
  const named = (algorithm: string, association: string, imageTag?: string): AppSpec => (
    { algorithm: { name: algorithm, imageTag }, association: { name: association } });

  test('is the name in the service', async () => {
    const harness = new DeploymentHarness();
    await harness.deploy(named('fraud', 'fraud-in-use'));
    expect(harness.remains()).toMatchObject({ algorithms: ['fraud'], associations: ['fraud-in-use'] });
    expect(harness.attributes<AlgorithmAttributes>('Algorithm').Name).toBe('fraud');
    expect(await harness.clear()).toMatchObject({ remains: NOTHING });
  });

  test.each([false, 'live'] as const)('stands in the way of a replacement, which fails and says so (unique names: %s)', async (uniqueNames) => {
    const harness = new DeploymentHarness({ uniqueNames });
    await harness.deploy(named('fraud', 'fraud-in-use'));
    const before = harness.attributes('Algorithm');
    expect(await harness.deploy(named('fraud', 'fraud-in-use', 'v2'))).toEqual({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      reason: expect.stringMatching(/there is a resource named "fraud" already .* choose another name/),
      trained: 0,
      changes: [],
    });
    expect(harness.attributes('Algorithm')).toEqual(before);
    expect(await harness.deploy(named('fraud-2', 'fraud-in-use-2', 'v2'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(harness.remains()).toMatchObject({ algorithms: ['fraud-2'], associations: ['fraud-in-use-2'] });
    expect(await harness.clear()).toMatchObject({ remains: NOTHING });
  });
});
