/** Who did something is told by identities: not by times, which come from clocks of several hosts. */
import { modelProperties, HandlerHarness } from './handler-harness';
import { lookAtRequest } from '../../lambda/engine/handlers';

const WHEN_ACTIVE = { Completion: { Mode: 'WHEN_ACTIVE' as const } };
const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe.each([
  ['the look is 30 seconds behind the acceptance', (invocation: number) => (invocation === 0 ? 0 : -30 * SECOND)],
  ['the look is 30 seconds ahead of the acceptance', (invocation: number) => (invocation === 0 ? 0 : 30 * SECOND)],
  ['containers differ by a minute', (invocation: number) => (invocation % 2 === 0 ? -30 * SECOND : 30 * SECOND)],
  ['the look is five minutes behind', (invocation: number) => (invocation === 0 ? 0 : -5 * MINUTE)],
  ['the look is five minutes ahead', (invocation: number) => (invocation === 0 ? 0 : 5 * MINUTE)],
  ['containers differ by ten minutes', (invocation: number) => (invocation % 2 === 0 ? -5 * MINUTE : 5 * MINUTE)],
])('while %s', (_, clockError) => {
  test('a training that fails is paid for once', async () => {
    const harness = new HandlerHarness();
    harness.clockError = clockError;
    harness.emulator.nextTrainings.fail('out of memory');
    await expect(harness.trainedModel().create(modelProperties(WHEN_ACTIVE))).rejects.toThrow(/out of memory/);
    expect(harness.emulator.trainings).toHaveLength(1);
  });

  test.each([0, 90])('a model is trained once, in listings that lag %d seconds', async (listingDelaySeconds) => {
    const harness = new HandlerHarness({ listingDelaySeconds });
    harness.clockError = clockError;
    const { attributes } = await harness.trainedModel().create(modelProperties(WHEN_ACTIVE));
    expect(attributes.Status).toBe('ACTIVE');
    expect(harness.emulator.trainings).toHaveLength(1);
  });

  test('a training whose acceptance was never heard of is found again', async () => {
    const harness = new HandlerHarness({ listingDelaySeconds: 60, uniqueNames: false });
    harness.clockError = clockError;
    harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply', times: 1 });
    const { attributes } = await harness.trainedModel().create(modelProperties(WHEN_ACTIVE));
    expect(attributes.Status).toBe('ACTIVE');
    expect(harness.emulator.trainings).toHaveLength(1);
  });
});

test('a request that was answered starts nothing more, and gives the same answer again', async () => {
  const harness = new HandlerHarness({ afterDelete: 'gone' });
  const model = harness.trainedModel();
  const event = await model.begin('Create', modelProperties());
  const { attributes } = await model.run(event);
  harness.advance(30);
  harness.emulator.deleteOutputAsAnotherMember(attributes.TrainedModelArn);
  harness.advance(10);
  harness.changes();
  expect(await lookAtRequest(harness.context, event)).toEqual({ state: 'answered', attributes });
  expect(harness.changes()).toEqual([]);
});

test('a request that failed starts nothing more, and fails for the same reason again', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  harness.emulator.nextTrainings.fail('out of memory');
  const event = await model.begin('Create', modelProperties(WHEN_ACTIVE));
  const failure = await model.run(event).catch((error: Error) => error.message);
  expect(failure).toMatch(/^TrainedModel "Model" \(Create\): .*out of memory/);
  await expect(lookAtRequest(harness.context, event)).rejects.toThrow(String(failure));
  expect(harness.emulator.trainings).toHaveLength(1);
});

test('a training that an earlier deployment cancelled does not fail the next one, however late its end shows', async () => {
  const harness = new HandlerHarness({ trainingSeconds: 3600, cancelSeconds: 100 });
  const model = harness.trainedModel();
  await model.create(modelProperties({ Revision: '1' }));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(modelProperties({ Revision: '2' }));
  await model.update(modelProperties({ Revision: '3' }));
  const { attributes } = await model.update(modelProperties({ Revision: '2' }));
  expect(attributes).toMatchObject({ Name: expect.stringMatching(/-2$/), Status: expect.stringMatching(/^CREATE_(PENDING|IN_PROGRESS)$/) });
});

test('a training that was cancelled and is not found any more is over, and its cancellation is requested once', async () => {
  const harness = new HandlerHarness({ afterCancel: 'gone', cancelSeconds: 1, trainingSeconds: 3600 });
  const model = harness.trainedModel();
  await model.create(modelProperties({ Revision: '1' }));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(modelProperties({ Revision: '2' }));
  expect(harness.changes()).toEqual(['CreateTrainedModel', 'CreateTrainedModel', 'CancelTrainedModel']);

  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  const { attributes } = await model.update(modelProperties({ Revision: '1' }));
  expect(harness.changes()).toEqual(['CancelTrainedModel']);
  expect(attributes.Status).toBe('INACTIVE');
});

test('a training that was never deployed is cancelled when an update takes the place of its resource', async () => {
  const harness = new HandlerHarness({ trainingSeconds: 3600 });
  const model = harness.trainedModel();
  const { attributes } = await model.create(modelProperties({ Revision: '1' }));
  const original = model.physicalId;
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  // CloudFormation gives this update up, and goes on to the next one without taking it back.
  const stale = await model.begin('Update', modelProperties({ ...WHEN_ACTIVE, Revision: '2' }), modelProperties({ Revision: '1' }));
  await lookAtRequest(harness.context, stale);
  model.physicalId = original;
  const next = await model.begin('Update', modelProperties({ Name: 'renamed', Revision: '1' }), modelProperties({ Revision: '1' }));
  await model.run(next);
  expect(harness.emulator.leftBehind().runningTrainings.map(({ name }) => name)).not.toContain(harness.emulator.trainings[1].name);
  expect(harness.emulator.trainings[1].status()).toMatch(/^CANCEL|INACTIVE/);
  expect(attributes.Name).not.toBe('');
});

test('a create that is never heard of is sent three times at most', async () => {
  const harness = new HandlerHarness();
  harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'reset', times: Infinity });
  await expect(harness.trainedModel().create(modelProperties(WHEN_ACTIVE))).rejects.toThrow(/CreateTrainedModel was sent 3 times/);
  expect(harness.changes()).toEqual(Array(3).fill('CreateTrainedModel'));
});
