/** A rollback gives back the version that was in use, also where little is known of it. */
import { modelProperties, HandlerHarness, type Answer } from './handler-harness';
import type { TrainedModelProperties } from '../../src/private/protocol/contract';

const model = (changes: Parameters<typeof modelProperties>[0] = {}) => modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' }, Retraining: { Strategy: 'FROM_SCRATCH' }, ...changes });
const epochs = (count: number): Partial<TrainedModelProperties> => ({ Hyperparameters: [{ Name: 'epochs', Value: String(count) }] });

test('what is given to an update that was taken back is not the version of what it asked for', async () => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  const [first, second, third] = ['1', '2', '3'].map((Revision) => model({ Revision }));
  await resource.create(first);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await resource.update(second);
  const givenUp = await resource.begin('Update', third, second);
  // CloudFormation goes back before it looks, and its next request comes later.
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  harness.advance(2);
  await resource.run(givenUp);
  await resource.run(await resource.begin('Update', second, third));
  expect(harness.emulator.trainings).toHaveLength(2);

  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const { attributes } = await resource.run(await resource.begin('Update', third, second));

  expect(harness.emulator.trainings).toHaveLength(3);
  expect(attributes.Name).toBe(harness.emulator.trainings[2].name);
});

test('a rollback is not done before what it cancelled has stopped', async () => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  await resource.create(model());
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await resource.update(model({ ...epochs(2), Completion: { Mode: 'WHEN_SUBMITTED' } }));
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

  await resource.update(model());

  expect(harness.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE', 'INACTIVE']);
});

test('of several attempts the latest is the one in use, whatever the clocks of the functions said', async () => {
  const harness = new HandlerHarness({ afterCancel: 'gone', afterDelete: 'gone' });
  const resource = harness.trainedModel();
  await resource.create(model());
  // The first attempt is announced by a function whose clock is ahead of the service's.
  harness.clockError = () => 20_000_000;
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await resource.update(model({ ...epochs(2), Completion: { Mode: 'WHEN_SUBMITTED' } }));
  harness.clockError = undefined;
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  await resource.update(model());
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const { attributes } = await resource.update(model(epochs(2)));
  expect(attributes.Name).toMatch(/-2$/);
  harness.emulator.deleteOutputAsAnotherMember(attributes.TrainedModelArn);
  harness.advance(10);

  const kept = await resource.update(model({ ...epochs(2), Tags: [{ Key: 'team', Value: 'fraud' }] }));

  expect(kept.attributes.Name).toBe(attributes.Name);
});

test.each([
  'after the version in use was deployed', 'after the same inputs were deployed before',
])('a training that a ledger does not know any more, since it was put back to a time %s, is cancelled by the update that wants another', async (time) => {
  const harness = new HandlerHarness({ afterDelete: 'gone' });
  const resource = harness.trainedModel();
  const first = await resource.create(model({ Revision: '1' }));
  let backup = harness.dynamoDb.backup();
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  if (time.includes('same inputs')) {
    const { attributes: { TrainedModelArn: arn } } = await resource.update(model({ Revision: '2' }));
    backup = harness.dynamoDb.backup();
    harness.emulator.deleteOutputAsAnotherMember(arn);
    harness.advance(10);
    await resource.update(model({ Revision: '1' }));
  }
  await resource.update(model({ Revision: '2', Completion: { Mode: 'WHEN_SUBMITTED' } }));
  harness.dynamoDb.restore(backup);

  const { attributes } = await resource.update(model({ Revision: '1' }));

  expect(attributes.Name).toBe(first.attributes.Name);
  expect(harness.emulator.leftBehind().runningTrainings).toEqual([]);
});

test('under a ledger that was put back to an earlier time, a usable version is restored before one that is gone', async () => {
  const harness = new HandlerHarness({ afterDelete: 'gone' });
  const resource = harness.trainedModel();
  const first = await resource.create(model());
  harness.emulator.deleteOutputAsAnotherMember(first.attributes.TrainedModelArn);
  harness.advance(10);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const second = await resource.update(model(epochs(2)));
  const backup = harness.dynamoDb.backup();
  const third = await resource.update(model({ RetrainOn: 'REVISION_ONLY' }));
  expect(third.attributes.Name).toBe(second.attributes.Name);
  harness.dynamoDb.restore(backup);
  harness.emulator.nextTrainings.fail('out of memory');
  await expect(resource.update(model({ RetrainOn: 'REVISION_ONLY', Revision: '2' }))).rejects.toThrow(/out of memory/);

  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  const back = await resource.update(model({ RetrainOn: 'REVISION_ONLY' }));

  expect(back.attributes).toMatchObject({ Name: second.attributes.Name, Status: 'ACTIVE' });
});

test('the version that was in use comes back though it has gone, and an earlier one has the very inputs', async () => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  const goneAfter = async ({ attributes }: Answer) => {
    harness.emulator.deleteOutputAsAnotherMember(attributes.TrainedModelArn);
    harness.advance(10);
    return attributes;
  };
  await goneAfter(await resource.create(model()));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const second = await goneAfter(await resource.update(model(epochs(2))));
  const onRevision = model({ RetrainOn: 'REVISION_ONLY' });
  expect((await resource.update(onRevision)).attributes.Name).toBe(second.Name);
  harness.emulator.nextTrainings.fail('out of memory');
  await expect(resource.update({ ...onRevision, Revision: '2' })).rejects.toThrow(/out of memory/);

  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  const back = await resource.update(onRevision);

  expect(back.attributes.Name).toBe(second.Name);
});

test('under a ledger that was put back to an earlier time, the version that took the place of one that is gone comes back', async () => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  const longer = model({ request: { stoppingCondition: { maxRuntimeInSeconds: 7_200 } } });
  const first = await resource.create(model());
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  expect((await resource.update(longer)).attributes.Name).toBe(first.attributes.Name);
  const backup = harness.dynamoDb.backup();
  await resource.update(model(epochs(2)));
  harness.emulator.deleteOutputAsAnotherMember(first.attributes.TrainedModelArn);
  harness.advance(10);
  const second = await resource.update(longer);
  expect(second.attributes.Name).not.toBe(first.attributes.Name);
  harness.dynamoDb.restore(backup);
  harness.emulator.nextTrainings.fail('out of memory');
  await expect(resource.update(model(epochs(3)))).rejects.toThrow(/out of memory/);

  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  const back = await resource.update(longer);

  expect(back.attributes).toMatchObject({ Name: second.attributes.Name, Status: 'ACTIVE' });
});

test('a rollback that is continued is not given what the failed update had trained', async () => {
  const harness = new HandlerHarness({ afterDelete: 'gone' });
  const resource = harness.trainedModel();
  const empty = harness.dynamoDb.backup();
  const first = await resource.create(model());
  harness.emulator.deleteOutputAsAnotherMember(first.attributes.TrainedModelArn);
  harness.advance(10);
  harness.dynamoDb.restore(empty);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await resource.update(model({ Revision: '2' }));

  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  for (const _ of ['rolled back', 'continued']) {
    await expect(resource.update(model())).rejects.toThrow(/no version of this model exists any more/);
  }
});

test('after the ledger was lost, a usable version of the revision comes back before a cancelled one that has the very inputs', async () => {
  const harness = new HandlerHarness();
  const resource = harness.trainedModel();
  const { attributes } = await resource.create(model());
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await resource.update(model({ ...epochs(2), Completion: { Mode: 'WHEN_SUBMITTED' } }));
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  await resource.update(model());
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const declared = model({ ...epochs(2), RetrainOn: 'REVISION_ONLY' });
  expect((await resource.update(declared)).attributes.Name).toBe(attributes.Name);
  harness.forget();
  await resource.update(model(epochs(3)));
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

  expect((await resource.update(declared)).attributes.Name).toBe(attributes.Name);
});
