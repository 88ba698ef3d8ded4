import * as fc from 'fast-check';
import { HandlerHarness, modelProperties } from './handler-harness';
import type { EmulatorBehavior } from '../../emulator';
import { acceptRequest, lookAtRequest } from '../../lambda/engine/handlers';
import type { TrainedModelProperties } from '../../src/private/protocol/contract';

const hyperparameters = (value: string) => ({ Hyperparameters: [{ Name: 'rate', Value: value }] });
const WHEN_ACTIVE = { Completion: { Mode: 'WHEN_ACTIVE' as const } };

describe('a trained model', () => {
  test('is trained once for each set of inputs, and its versions are told apart', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    const first = await model.create(modelProperties(hyperparameters('0.10')));
    expect(harness.changes()).toEqual(['CreateTrainedModel']);
    expect(first.attributes).toMatchObject({ VersionIdentifier: '', ParentVersionIdentifier: '', Status: 'CREATE_PENDING' });
    harness.advance(30);

    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    const second = await model.update(modelProperties(hyperparameters('0.20')));
    expect(harness.changes()).toEqual(['CreateTrainedModel']);
    expect(second.attributes.VersionIdentifier).not.toBe('');
    expect(harness.emulator.trainings[1].parent).toMatchObject({ trainedModelArn: first.attributes.TrainedModelArn, versionIdentifier: undefined });
    harness.advance(30);

    const back = await model.update(modelProperties(hyperparameters('0.10')));
    expect(harness.changes()).toEqual([]);
    expect(back.attributes).toMatchObject({ TrainedModelArn: first.attributes.TrainedModelArn, VersionIdentifier: '', Status: 'ACTIVE', Name: first.attributes.Name });

    await model.delete();
    expect(harness.changes()).toEqual(['DeleteTrainedModelOutput', 'DeleteTrainedModelOutput']);
    expect(harness.emulator.leftBehind()).toMatchObject({ runningTrainings: [], activeOutputs: [] });
  });

  test('waits until it is active, when told to, and then knows its image', async () => {
    const harness = new HandlerHarness();
    const { attributes, polls } = await harness.trainedModel().create(modelProperties(WHEN_ACTIVE));
    expect(attributes.Status).toBe('ACTIVE');
    expect(attributes.TrainingContainerImageDigest).toMatch(/sha256:/);
    expect(polls).toBe((60 + 1200) / 15 + 1);
    expect(harness.changes()).toEqual(['CreateTrainedModel']);
  });

  test('that fails fails the deployment with what the service says, and the next attempt has another name', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    harness.emulator.nextTrainings.fail('AlgorithmError: exit code 1');
    await expect(model.create(modelProperties(WHEN_ACTIVE))).rejects.toThrow(/TrainedModel "Model" \(Create\): .*CREATE_FAILED.*AlgorithmError: exit code 1/);
    await model.delete();
    const { attributes } = await model.create(modelProperties(WHEN_ACTIVE));
    expect(attributes).toMatchObject({ Status: 'ACTIVE', Name: expect.stringMatching(/-2$/) });
  });

  test('that failed after it was submitted is not trained again by a change that is none', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    harness.emulator.nextTrainings.fail('out of memory');
    await model.create(modelProperties());
    harness.advance(30);
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    const { attributes } = await model.update(modelProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));
    expect(attributes.Status).toBe('CREATE_FAILED');
    expect(harness.emulator.trainings).toHaveLength(1);

    await model.update(modelProperties({ Revision: 'again' }));
    expect(harness.emulator.trainings).toHaveLength(2);
  });

  test('that failed in a deployment without rollback is trained again by the next one, which names the attempt as what was before', async () => {
    const harness = new HandlerHarness({ incrementalDefaultParent: 'latestActive' });
    const model = harness.trainedModel();
    await model.create(modelProperties({ ...WHEN_ACTIVE, Revision: '1' }));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    harness.emulator.nextTrainings.fail('spot capacity');
    await expect(model.update(modelProperties({ ...WHEN_ACTIVE, Revision: '2' }))).rejects.toThrow(/spot capacity/);
    const { attributes } = await model.update(modelProperties({ ...WHEN_ACTIVE, Revision: '2' }));
    expect(attributes).toMatchObject({ Status: 'ACTIVE', Name: expect.stringMatching(/-2$/) });
    expect(harness.emulator.trainings).toHaveLength(3);
  });

  test('that was deployed last is not removed as surplus by the update after one that failed without rollback', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    const propertiesOf = (Revision: string) => modelProperties({
      ...WHEN_ACTIVE, Retraining: { Strategy: 'FROM_SCRATCH' }, Revision, VersionRetention: { KeepLast: 1 },
    });
    const { attributes } = await model.create(propertiesOf('1'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    harness.emulator.nextTrainings.fail('out of memory');
    await expect(model.update(propertiesOf('2'))).rejects.toThrow(/out of memory/);
    await model.update(propertiesOf('3'));
    // This update can still fail, and then it is the first version that CloudFormation goes back to.
    expect(harness.emulator.leftBehind().activeOutputs.map(({ name }) => name)).toContain(attributes.Name);
  });

  test('that failed in a deployment without rollback is trained again by the next one, also where the same was deployed long ago', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    const propertiesOf = (Revision: string) => modelProperties({ ...WHEN_ACTIVE, Retraining: { Strategy: 'FROM_SCRATCH' }, Revision });
    const first = await model.create(propertiesOf('1'));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update(propertiesOf('2'));
    harness.emulator.deleteOutputAsAnotherMember(first.attributes.TrainedModelArn);
    harness.advance(10);
    harness.emulator.nextTrainings.fail('spot capacity');
    await expect(model.update(propertiesOf('1'))).rejects.toThrow(/spot capacity/);
    expect((await model.update(propertiesOf('1'))).attributes.Status).toBe('ACTIVE');
  });

  test('that takes longer than whenActive waits is cancelled, and the deployment fails with the reason', async () => {
    const harness = new HandlerHarness({ trainingSeconds: 10 * 3600 });
    const model = harness.trainedModel();
    await expect(model.create(modelProperties(WHEN_ACTIVE))).rejects.toThrow(/not finished after 45 minutes and was cancelled/);
    expect(harness.changes()).toEqual(['CreateTrainedModel', 'CancelTrainedModel']);
    expect(harness.emulator.leftBehind().runningTrainings).toEqual([]);
  });

  test('whose request was superseded cannot start anything', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    const stale = await model.begin('Create', modelProperties());
    await model.run(await model.begin('Delete', modelProperties()));
    await expect(model.run(stale)).rejects.toThrow(/newer CloudFormation request .* supersedes this one/);
    expect(harness.emulator.trainings).toHaveLength(0);
  });

  test('whose creation CloudFormation gave up before it knew the id is cleaned up under the id it makes up', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    const stale = await model.begin('Create', modelProperties(WHEN_ACTIVE));
    await lookAtRequest(harness.context, stale);
    expect(harness.emulator.leftBehind().runningTrainings).toHaveLength(1);

    model.physicalId = 'Test-Model-1A2B3C4D5E6F';
    const deletion = await model.begin('Delete', modelProperties(WHEN_ACTIVE));
    expect(deletion.PhysicalResourceId).toBe('Test-Model-1A2B3C4D5E6F');
    await model.run(deletion);
    await expect(lookAtRequest(harness.context, stale)).rejects.toThrow(/supersedes this one/);
    expect(harness.emulator.trainings).toHaveLength(1);
    expect(harness.emulator.leftBehind().runningTrainings).toEqual([]);
  });

  test('that was to replace another, in an update that was given up, is cleaned up by the rollback', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    const first = await model.create(modelProperties());
    const original = model.physicalId;
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    const stale = await model.begin('Update', modelProperties({ ...WHEN_ACTIVE, Name: 'another' }), modelProperties());
    await lookAtRequest(harness.context, stale);
    expect(model.physicalId).not.toBe(original);
    expect(harness.emulator.trainings).toHaveLength(2);

    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    model.physicalId = original;
    const back = await model.run(await model.begin('Update', modelProperties(), modelProperties({ ...WHEN_ACTIVE, Name: 'another' })));
    expect(model.physicalId).toBe(original);
    expect(back.attributes).toMatchObject({ TrainedModelArn: first.attributes.TrainedModelArn, Name: first.attributes.Name });
    await expect(lookAtRequest(harness.context, stale)).rejects.toThrow(/supersedes this one/);
    expect(harness.emulator.leftBehind().runningTrainings.map(({ name }) => name)).toEqual([first.attributes.Name]);
    expect(harness.emulator.trainings).toHaveLength(2);
  });

  test('one of whose outputs is held by something does not keep the others', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    await model.create(modelProperties({ Revision: '1' }));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    for (const Revision of ['2', '3']) {
      harness.advance(30);
      await model.update(modelProperties({ Revision }));
    }
    harness.advance(30);
    const [{ versionIdentifier: held }] = harness.emulator.trainings.slice(-1);
    harness.emulator.faults.add({
      operation: 'DeleteTrainedModelOutput', fault: 'conflict', times: Infinity, when: (request) => Object.values(request).includes(held),
    });
    await expect(model.delete()).rejects.toThrow(/ConflictException.*It may be held by an inference job or an export/);
    expect(harness.emulator.leftBehind().activeOutputs.map(({ versionIdentifier }) => versionIdentifier)).toEqual([held]);
  });

  test.each(['first', 'last'] as const)('and what was to replace it are deleted with the stack at the same time, the one in use %s', async (order) => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    const renamed = modelProperties({ ...WHEN_ACTIVE, Name: 'renamed' });
    await model.create(modelProperties(WHEN_ACTIVE));
    const old = harness.trainedModel();
    old.physicalId = model.physicalId;
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update(renamed);
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    const deletions = [() => model.begin('Delete', renamed), () => old.begin('Delete', modelProperties(WHEN_ACTIVE))];
    const events = [];
    for (const deletion of order === 'first' ? deletions : deletions.reverse()) {
      events.push(await deletion());
      harness.advance(0.1);
    }
    for (let open = events; open.length > 0; harness.advance(0.25)) {
      const results = await Promise.all(open.map((event) => lookAtRequest(harness.context, event)));
      open = open.filter((_, i) => results[i].state === 'waiting');
    }
    expect(harness.emulator.leftBehind()).toMatchObject({ runningTrainings: [], activeOutputs: [] });
  });

  test('whose creation is retried has the id that it had the first time, and is trained', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    const first = await model.begin('Create', modelProperties(WHEN_ACTIVE));
    harness.emulator.nextTrainings.fail('spot capacity');
    await expect(model.run(first)).rejects.toThrow(/spot capacity/);
    const deletion = await model.begin('Delete', modelProperties(WHEN_ACTIVE));

    await expect(lookAtRequest(harness.context, first)).rejects.toThrow(/supersedes this one/);
    await model.run(deletion);

    // The event is delivered again: that is no retry.
    await expect(acceptRequest(harness.context, first)).rejects.toThrow(/TrainedModel "Model" \(Create\): a newer CloudFormation request/);
    const again = { ...harness.nextRequest(), RequestId: first.RequestId };
    const retried = await model.run(await model.begin('Create', modelProperties(WHEN_ACTIVE), undefined, again));
    expect(retried.attributes.Status).toBe('ACTIVE');
    expect(harness.emulator.trainings).toHaveLength(2);
  });

  test.each([
    ['a creation', 'Create', modelProperties(hyperparameters('0.20'))],
    ['an update', 'Update', modelProperties(hyperparameters('0.20'))],
    ['an update to another resource', 'Update', modelProperties({ Name: 'renamed' })],
  ] as const)('is not trained for %s that arrives for the first time after what CloudFormation asked next', async (_, kind, properties) => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    await model.create(modelProperties());
    harness.advance(1);
    const late = harness.nextRequest();
    harness.advance(1);
    await model.update(modelProperties({ Tags: [{ Key: 'team', Value: 'risk' }] }));
    harness.advance(1);

    await expect(model.begin(kind, properties, modelProperties(), late)).rejects.toThrow(/newer CloudFormation request .* supersedes this one/);
    expect(harness.emulator.trainings).toHaveLength(1);
  });

  test('is not trained while the stack rolls back, whatever became of the earlier version', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    const first = await model.create(modelProperties(hyperparameters('0.10')));
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update(modelProperties(hyperparameters('0.20')));
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const back = await model.update(modelProperties(hyperparameters('0.10')));
    expect(back.attributes).toMatchObject({ TrainedModelArn: first.attributes.TrainedModelArn, Name: first.attributes.Name });
    expect(harness.emulator.trainings).toHaveLength(2);
    expect(harness.emulator.leftBehind().runningTrainings).toEqual([]);
  });
});

test('a training whose identifier the reply lacks is not taken for the base version, nor sent again', async () => {
  const harness = new HandlerHarness({ listingDelaySeconds: 60, incrementalDefaultParent: 'base' });
  const model = harness.trainedModel();
  await model.create(modelProperties({ ...WHEN_ACTIVE, Revision: '1' }));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const { client } = harness.context;
  const create = client.createTrainedModel;
  const silent = new Proxy(client, {
    get: (target, method: string & keyof typeof client) => (method !== 'createTrainedModel'
      ? target[method]
      : async (request: Parameters<typeof create>[0]) => ({ trainedModelArn: (await create(request)).trainedModelArn })),
  });
  Object.assign(harness.context, { client: silent });
  const { attributes } = await model.update(modelProperties({ ...WHEN_ACTIVE, Revision: '2' }));
  expect(harness.emulator.trainings).toHaveLength(2);
  expect(attributes.VersionIdentifier).toBe(harness.emulator.trainings[1].versionIdentifier);
});

describe('a reply that is lost', () => {
  test.each(['lost-reply', 'error-after'] as const)('%s: the training is found and not sent again', async (fault) => {
    const harness = new HandlerHarness({ listingDelaySeconds: 100 });
    harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault, times: 1 });
    const { attributes } = await harness.trainedModel().create(modelProperties());
    expect(attributes.Status).toMatch(/^CREATE/);
    expect(harness.emulator.trainings).toHaveLength(1);
  });

  test.each(['reset', 'error-before'] as const)('%s: once it is certain that nothing came of it, it is sent again', async (fault) => {
    const harness = new HandlerHarness();
    harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault, times: 1 });
    const { attributes } = await harness.trainedModel().create(modelProperties());
    expect(attributes.Status).toMatch(/^CREATE/);
    expect(harness.emulator.trainings).toHaveLength(1);
  });
});

const BEHAVIOR: fc.Arbitrary<Partial<EmulatorBehavior>> = fc.record({
  baseVersion: fc.constantFrom('absent', 'null', 'NULL'),
  incrementalArn: fc.constantFrom('same', 'new'),
  incrementalDefaultParent: fc.constantFrom('latest', 'latestActive'),
  parentModelName: fc.constantFrom('version', 'base'),
  uniqueNames: fc.constantFrom<EmulatorBehavior['uniqueNames'][]>(false, 'live', 'forever'),
  afterCancel: fc.constantFrom('INACTIVE', 'CREATE_FAILED', 'gone'),
  afterDelete: fc.constantFrom('INACTIVE', 'gone'),
  deleteWhileRunning: fc.constantFrom('conflict', 'accept'),
  repeatedDelete: fc.constantFrom('accept', 'conflict'),
  tags: fc.constantFrom('version', 'arn'),
  listTrainedModels: fc.constantFrom('latest', 'base', 'all'),
  listingDelaySeconds: fc.constantFrom(0, 20, 100),
});

type Edit = { rate?: string; tag?: string; instance?: string; strategy?: 'INCREMENTAL' | 'FROM_SCRATCH'; scope?: TrainedModelProperties['RetrainOn']; active?: boolean };
const EDIT: fc.Arbitrary<Edit> = fc.record({
  rate: fc.constantFrom('0.10', '0.20', '0.30'),
  tag: fc.constantFrom('a', 'b'),
  instance: fc.constantFrom('ml.m5.xlarge', 'ml.g5.xlarge'),
  strategy: fc.constantFrom('INCREMENTAL', 'FROM_SCRATCH'),
  scope: fc.constantFrom('INPUTS', 'INPUTS', 'ANY_TRAINING_PROPERTY'),
  active: fc.boolean(),
}, { requiredKeys: [] });

const propertiesOf = ({ rate = '0.10', tag = 'a', instance = 'ml.m5.xlarge', strategy = 'INCREMENTAL', scope = 'INPUTS', active = false }: Edit) => modelProperties({
  ...hyperparameters(rate),
  Tags: [{ Key: 'tag', Value: tag }],
  Retraining: strategy === 'INCREMENTAL' ? { Strategy: strategy, ChannelName: 'base' } : { Strategy: strategy },
  RetrainOn: scope,
  Completion: { Mode: active ? 'WHEN_ACTIVE' : 'WHEN_SUBMITTED' },
  request: { resourceConfig: { instanceType: instance, volumeSizeInGB: 30 } },
});

describe('whatever the service does where its documents leave it open', () => {
  test('inputs are trained once, rollbacks train nothing, and nothing is left behind', async () => {
    const steps = fc.array(fc.record({ edit: EDIT, rollback: fc.boolean() }), { minLength: 1, maxLength: 8 });
    await fc.assert(fc.asyncProperty(BEHAVIOR, steps, async (behavior, edits) => {
      const harness = new HandlerHarness(behavior);
      const model = harness.trainedModel();
      let state: Edit = {};
      let before = (await model.create(propertiesOf(state))).attributes;
      const trained = new Set(['0.10']);
      expect(harness.emulator.trainings).toHaveLength(1);
      for (const { edit, rollback } of edits) {
        harness.advance(60);
        harness.stackStatus = 'UPDATE_IN_PROGRESS';
        const next = { ...state, ...edit };
        const paid = harness.emulator.trainings.length;
        const { attributes } = await model.update(propertiesOf(next));
        const real = (next.rate ?? '0.10') !== (state.rate ?? '0.10')
          || (next.scope === 'ANY_TRAINING_PROPERTY' && (next.instance ?? 'ml.m5.xlarge') !== (state.instance ?? 'ml.m5.xlarge'));
        expect(harness.emulator.trainings.length - paid).toBeLessThanOrEqual(real ? 1 : 0);
        if (!trained.has(next.rate ?? '0.10')) {
          expect(harness.emulator.trainings.length - paid).toBe(1);
        }
        trained.add(next.rate ?? '0.10');
        const used = harness.emulator.trainings.find(({ name }) => name === attributes.Name)!;
        expect(used.request.hyperparameters).toEqual({ rate: next.rate ?? '0.10' });
        harness.advance(60);
        if (rollback) {
          harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
          const paidBefore = harness.emulator.trainings.length;
          const after = (await model.update(propertiesOf(state))).attributes;
          expect(harness.emulator.trainings).toHaveLength(paidBefore);
          expect(after).toMatchObject({ TrainedModelArn: before.TrainedModelArn, VersionIdentifier: before.VersionIdentifier, Name: before.Name });
          before = after;
        } else {
          state = next;
          before = attributes;
        }
      }
      await model.delete();
      harness.advance(5);
      const { runningTrainings, activeOutputs } = harness.emulator.leftBehind();
      expect([...runningTrainings, ...activeOutputs]).toHaveLength(0);
    }), { numRuns: 120 });
  });
});
