/** Requests that arrive again, and looks at what is over already. */
import { modelProperties, HandlerHarness } from './handler-harness';
import { exception } from '../../emulator/service-error';
import { call } from '../../lambda/engine/call';

const revision = (name: string, changes: Parameters<typeof modelProperties>[0] = {}) => modelProperties({ Revision: name, ...changes });
const WHEN_ACTIVE = { Completion: { Mode: 'WHEN_ACTIVE' as const, TimeoutSeconds: 2_700 } };

test('an event that is delivered twice is one request, which began when it arrived first', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const request = harness.nextRequest();

  const first = await model.begin('Create', revision('r1'), undefined, request) as { StartedAt?: string };
  harness.advance(10);
  const second = await model.begin('Create', revision('r1'), undefined, request) as { StartedAt?: string };

  expect(second.StartedAt).toBe(first.StartedAt);
});

test('a request that has failed fails again for the same reason, and begins nothing more', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  harness.emulator.nextTrainings.fail('out of memory');
  const event = await model.begin('Create', revision('r1', WHEN_ACTIVE));
  const reason = await model.run(event).catch(({ message }: Error) => message);
  harness.changes();
  const { length: lines } = harness.lines;

  await expect(model.run(event)).rejects.toThrow(reason as string);

  expect(harness.changes()).toEqual([]);
  expect(harness.lines.slice(lines)).toEqual([]);
});

test('a request that has succeeded gives what it gave, also when that is not usable any more', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const event = await model.begin('Create', revision('r1'));
  const { attributes } = await model.run(event);
  harness.advance(60);
  harness.emulator.deleteOutputAsAnotherMember(attributes.TrainedModelArn);
  harness.advance(60);
  harness.changes();

  expect(await model.run(event)).toEqual({ attributes, polls: 1 });
  expect(harness.changes()).toEqual([]);
});

test('a training that the service does not show yet is cancelled once, and gone half a minute later', async () => {
  const harness = new HandlerHarness({ listingDelaySeconds: 3_600, afterCancel: 'gone' });
  harness.afterCall = async (operation) => {
    if (operation === 'getTrainedModel') {
      await call('GetTrainedModel', () => Promise.reject(exception('ResourceNotFoundException', 'It is not there yet.')));
    }
  };
  const model = harness.trainedModel();
  await model.create(revision('r1'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const { polls } = await model.update(revision('r2'));

  expect(harness.changes()).toEqual(['CreateTrainedModel', 'CreateTrainedModel', 'CancelTrainedModel']);
  expect(polls).toBeLessThan(6);
});

test('a superseded training that cannot be cancelled, and ends well between two calls, keeps its output', async () => {
  const harness = new HandlerHarness({ pendingSeconds: 5, trainingSeconds: 200, cancelSeconds: 1 });
  harness.emulator.faults.cancelFails = 'always';
  const model = harness.trainedModel();
  await model.create(revision('r1'));
  harness.advance(1);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  harness.afterCall = async (operation) => {
    const [first, second] = harness.emulator.trainings;
    if (operation === 'listTrainedModelVersions' && second !== undefined && first.status() === 'CANCEL_FAILED') {
      harness.advance(4);
    }
  };
  await model.update(revision('r2'));

  expect(harness.changes()).not.toContain('DeleteTrainedModelOutput');
  expect(harness.emulator.trainings[0].status()).toBe('ACTIVE');
});

test('a request that waited for the training of another request fails with it, and trains nothing itself', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  harness.emulator.nextTrainings.fail('out of memory');
  const givenUp = await model.begin('Create', revision('r1'));
  await model.run(givenUp);
  expect(harness.emulator.trainings).toHaveLength(1);

  const next = await model.begin('Create', revision('r1', WHEN_ACTIVE));

  await expect(model.run(next)).rejects.toThrow('out of memory');
  expect(harness.emulator.trainings).toHaveLength(1);
});

test('a version that is known to be over is not used again when a listing shows an outdated status', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const first = await model.create(revision('r1'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  for (const next of ['r2', 'r3']) {
    harness.advance(30);
    await model.update(revision(next));
  }
  harness.advance(30);
  harness.emulator.deleteOutputAsAnotherMember(first.attributes.TrainedModelArn);
  harness.advance(30);
  await model.update(revision('r2'));
  harness.advance(30);

  let listings = 0;
  harness.emulator.faults.listedStatusAge = () => (listings++ < 3 ? 4_000 : 0);
  const back = await model.update(revision('r1'));

  expect(back.attributes.Name).not.toBe(first.attributes.Name);
  expect(harness.emulator.trainings).toHaveLength(4);
});

test('a look that another one has overtaken does not train by what it saw before', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'reset' });
  const event = await model.begin('Create', revision('r1'));
  let listings = 0;
  harness.afterCall = async (operation) => {
    listings += operation === 'listTrainedModels' ? 1 : 0;
    if (operation === 'listTrainedModels' && listings === 2) {
      await model.run(event);
    }
  };

  await model.run(event);

  expect(listings).toBeGreaterThan(2);
  expect(harness.emulator.trainings).toHaveLength(1);
});
