/** CloudFormation can show a status that is some seconds old, and deliver an event hours late. What removes or pays needs certainty. */
import { associationProperties, modelProperties, HandlerHarness } from './handler-harness';
import type { TrainedModelProperties } from '../../src/private/protocol/contract';

const WHEN_ACTIVE = { Completion: { Mode: 'WHEN_ACTIVE' as const } };
const model = (changes: Partial<TrainedModelProperties> = {}) => modelProperties({ ...WHEN_ACTIVE, ...changes });
const OTHER_NAME = model({ Name: 'renamed' });
const withAssociation = (name: string) => model({
  request: { configuredModelAlgorithmAssociationArn: modelProperties().Request.configuredModelAlgorithmAssociationArn.replace(/[^/]+$/, name) },
} as object);

/** Every status that the deletion of a replaced resource can be shown, though none of them says that the stack goes away. */
const OUTDATED = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', 'CREATE_COMPLETE', 'UPDATE_ROLLBACK_FAILED'];

describe.each(OUTDATED)('a clean-up that is shown %s', (status) => {
  test('leaves the trained model that took the place of the old one', async () => {
    const harness = new HandlerHarness();
    const resource = harness.trainedModel();
    await resource.create(model());
    const old = resource.physicalId!;
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    const { attributes } = await resource.update(OTHER_NAME);

    harness.stackStatus = status;
    await harness.trainedModel().deleteAs(old, model());
    expect(harness.emulator.leftBehind().activeOutputs.map(({ name }) => name)).toEqual([attributes.Name]);
  });

  test('leaves the trained model that a rollback restored', async () => {
    const harness = new HandlerHarness();
    const resource = harness.trainedModel();
    const { attributes } = await resource.create(model());
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await resource.update(OTHER_NAME);
    const given = resource.physicalId!;
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await resource.update(model());

    harness.stackStatus = status;
    await harness.trainedModel().deleteAs(given, OTHER_NAME);
    expect(harness.emulator.leftBehind().activeOutputs.map(({ name }) => name)).toEqual([attributes.Name]);
  });

  test('leaves the association that took the place of the old one', async () => {
    const harness = new HandlerHarness();
    const resource = harness.association();
    await resource.create(associationProperties());
    const old = resource.physicalId!;
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    const { attributes } = await resource.update(associationProperties({ Name: 'renamed' }));

    harness.stackStatus = status;
    await harness.association().deleteAs(old, associationProperties());
    expect(harness.emulator.leftBehind().associations.map(({ arn }) => arn)).toEqual([attributes.ConfiguredModelAlgorithmAssociationArn]);
  });
});

test('a stack that is deleted takes along what an update made and CloudFormation does not know, also when its status shows late', async () => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  await resource.create(model());
  const old = resource.physicalId!;
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await resource.update(OTHER_NAME);

  harness.statusAt = (seconds) => (seconds < 30 ? 'UPDATE_ROLLBACK_FAILED' : 'DELETE_IN_PROGRESS');
  await harness.trainedModel().deleteAs(old, model());
  expect(harness.emulator.leftBehind()).toMatchObject({ activeOutputs: [], runningTrainings: [] });
});

test.each([0, 4, 30])('a rollback that is shown UPDATE_IN_PROGRESS for %d seconds trains nothing', async (lag) => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  harness.emulator.nextTrainings.fail('out of memory');
  const { attributes } = await resource.create(modelProperties({ Revision: '1' }));
  harness.advance(30);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await resource.update(modelProperties({ Revision: '2' }));

  harness.statusAt = (seconds) => (seconds < lag ? 'UPDATE_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS');
  const back = await resource.update(modelProperties({ Revision: '1' }));
  expect(harness.emulator.trainings).toHaveLength(2);
  expect(back.attributes).toMatchObject({ TrainedModelArn: attributes.TrainedModelArn, Name: attributes.Name });
});

test.each([0, 6, 30])('a deployment right after a rollback that is shown UPDATE_ROLLBACK_IN_PROGRESS for %d seconds trains', async (lag) => {
  const harness = new HandlerHarness({ incrementalDefaultParent: 'base' });
  const resource = harness.trainedModel();
  await resource.create(model({ Revision: '1' }));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  harness.emulator.nextTrainings.fail('out of memory');
  await expect(resource.update(model({ Revision: '2' }))).rejects.toThrow(/out of memory/);
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  await resource.update(model({ Revision: '1' }));

  harness.statusAt = (seconds) => (seconds < lag ? 'UPDATE_ROLLBACK_IN_PROGRESS' : 'UPDATE_IN_PROGRESS');
  const { attributes } = await resource.update(model({ Revision: '3' }));
  expect(attributes).toMatchObject({ TrainedModelArn: expect.stringContaining('/trained-model/'), Status: 'ACTIVE' });
  expect(harness.emulator.trainings).toHaveLength(3);
});

test.each([6, 30])('a creation right after the deletion of another stack of this name trains, though its status shows %d seconds late', async (lag) => {
  const harness = new HandlerHarness();
  harness.statusAt = (seconds) => (seconds < lag ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_IN_PROGRESS');
  expect((await harness.trainedModel().create(model())).attributes.Status).toBe('ACTIVE');
});

test('the rollback of a replacement that failed trains nothing, though the ledger was lost and the stack is shown UPDATE_IN_PROGRESS', async () => {
  const harness = new HandlerHarness({ afterDelete: 'gone' });
  const resource = harness.trainedModel();
  const { attributes } = await resource.create(model());
  harness.advance(30);
  harness.forget();
  harness.emulator.deleteOutputAsAnotherMember(attributes.TrainedModelArn);
  harness.advance(30);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  harness.emulator.nextTrainings.fail('out of memory');
  await expect(resource.update(OTHER_NAME)).rejects.toThrow(/out of memory/);

  harness.statusAt = (seconds) => (seconds < 4 ? 'UPDATE_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS');
  await expect(resource.update(model())).rejects.toThrow(/no version of this model exists any more/);
  expect(harness.emulator.trainings).toHaveLength(2);
});

test('a rollback whose references resolve to other ARNs restores the version that was in use', async () => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  const { attributes } = await resource.create(withAssociation('first'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  harness.emulator.nextTrainings.fail('out of memory');
  await expect(resource.update(withAssociation('second'))).rejects.toThrow(/out of memory/);

  // The first one was deleted by hand meanwhile, and the rollback has made it again.
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  const back = await resource.update(withAssociation('made-again'));
  expect(back.attributes).toMatchObject({ TrainedModelArn: attributes.TrainedModelArn, Status: 'ACTIVE' });
  expect(harness.emulator.trainings).toHaveLength(2);
});

test('a rollback whose references resolve to other ARNs trains nothing, also when its status shows late and the update of the model had succeeded', async () => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  const { attributes } = await resource.create(withAssociation('first'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await resource.update(withAssociation('second'));

  harness.statusAt = (seconds) => (seconds < 4 ? 'UPDATE_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS');
  const back = await resource.update(withAssociation('made-again'));
  expect(harness.emulator.trainings).toHaveLength(2);
  expect(back.attributes.TrainedModelArn).toBe(attributes.TrainedModelArn);
});

test('a request is never answered without a version', async () => {
  const harness = new HandlerHarness({ afterDelete: 'gone' });
  const resource = harness.trainedModel();
  const { attributes } = await resource.create(model());
  harness.emulator.deleteOutputAsAnotherMember(attributes.TrainedModelArn);
  harness.advance(10);
  harness.forget();
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await expect(resource.update(model({ Tags: [{ Key: 'team', Value: 'fraud' }] }))).rejects.toThrow(/no version of this model exists any more; change revision/);
});

test('a rollback that begins between two questions about the status trains nothing', async () => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  await resource.create(model({ Revision: '1' }));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const { resourceStatus } = harness.context;
  Object.assign(harness.context, {
    resourceStatus: async (...of: Parameters<typeof resourceStatus>) => {
      harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
      return resourceStatus(...of);
    },
  });

  await resource.update(model({ Revision: '2' })).catch(() => undefined);

  expect(harness.emulator.trainings).toHaveLength(1);
});
