/** Who did something is told by identities: not by times, which come from clocks of several hosts. */
import { modelProperties, World } from './world';
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
    const world = new World();
    world.clockError = clockError;
    world.emulator.nextTrainings.fail('out of memory');
    await expect(world.trainedModel().create(modelProperties(WHEN_ACTIVE))).rejects.toThrow(/out of memory/);
    expect(world.emulator.trainings).toHaveLength(1);
  });

  test.each([0, 90])('a model is trained once, in listings that lag %d seconds', async (listingDelaySeconds) => {
    const world = new World({ listingDelaySeconds });
    world.clockError = clockError;
    const { attributes } = await world.trainedModel().create(modelProperties(WHEN_ACTIVE));
    expect(attributes.Status).toBe('ACTIVE');
    expect(world.emulator.trainings).toHaveLength(1);
  });

  test('a training whose acceptance was never heard of is found again', async () => {
    const world = new World({ listingDelaySeconds: 60, uniqueNames: false });
    world.clockError = clockError;
    world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply', times: 1 });
    const { attributes } = await world.trainedModel().create(modelProperties(WHEN_ACTIVE));
    expect(attributes.Status).toBe('ACTIVE');
    expect(world.emulator.trainings).toHaveLength(1);
  });
});

test('a request that was answered starts nothing more, and gives the same answer again', async () => {
  const world = new World({ afterDelete: 'gone' });
  const model = world.trainedModel();
  const event = await model.begin('Create', modelProperties());
  const { attributes } = await model.run(event);
  world.advance(30);
  world.emulator.deleteOutputAsAnotherMember(attributes.TrainedModelArn);
  world.advance(10);
  world.changes();
  expect(await lookAtRequest(world.context, event)).toEqual({ state: 'answered', attributes });
  expect(world.changes()).toEqual([]);
});

test('a request that failed starts nothing more, and fails for the same reason again', async () => {
  const world = new World();
  const model = world.trainedModel();
  world.emulator.nextTrainings.fail('out of memory');
  const event = await model.begin('Create', modelProperties(WHEN_ACTIVE));
  const failure = await model.run(event).catch((error: Error) => error.message);
  expect(failure).toMatch(/^TrainedModel "Model" \(Create\): .*out of memory/);
  await expect(lookAtRequest(world.context, event)).rejects.toThrow(String(failure));
  expect(world.emulator.trainings).toHaveLength(1);
});

test('a training that an earlier deployment cancelled does not fail the next one, however late its end shows', async () => {
  const world = new World({ trainingSeconds: 3600, cancelSeconds: 100 });
  const model = world.trainedModel();
  await model.create(modelProperties({ Revision: '1' }));
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(modelProperties({ Revision: '2' }));
  await model.update(modelProperties({ Revision: '3' }));
  const { attributes } = await model.update(modelProperties({ Revision: '2' }));
  expect(attributes).toMatchObject({ Name: expect.stringMatching(/-2$/), Status: expect.stringMatching(/^CREATE_(PENDING|IN_PROGRESS)$/) });
});

test('a training that was cancelled and is not found any more is over, and its cancellation is requested once', async () => {
  const world = new World({ afterCancel: 'gone', cancelSeconds: 1, trainingSeconds: 3600 });
  const model = world.trainedModel();
  await model.create(modelProperties({ Revision: '1' }));
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(modelProperties({ Revision: '2' }));
  expect(world.changes()).toEqual(['CreateTrainedModel', 'CreateTrainedModel', 'CancelTrainedModel']);

  world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  const { attributes } = await model.update(modelProperties({ Revision: '1' }));
  expect(world.changes()).toEqual(['CancelTrainedModel']);
  expect(attributes.Status).toBe('INACTIVE');
});

test('a training that was never deployed is cancelled when an update takes the place of its resource', async () => {
  const world = new World({ trainingSeconds: 3600 });
  const model = world.trainedModel();
  const { attributes } = await model.create(modelProperties({ Revision: '1' }));
  const original = model.physicalId;
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  // CloudFormation gives this update up, and goes on to the next one without taking it back.
  const stale = await model.begin('Update', modelProperties({ ...WHEN_ACTIVE, Revision: '2' }), modelProperties({ Revision: '1' }));
  await lookAtRequest(world.context, stale);
  model.physicalId = original;
  const next = await model.begin('Update', modelProperties({ Name: 'renamed', Revision: '1' }), modelProperties({ Revision: '1' }));
  await model.run(next);
  expect(world.emulator.leftBehind().runningTrainings.map(({ name }) => name)).not.toContain(world.emulator.trainings[1].name);
  expect(world.emulator.trainings[1].status()).toMatch(/^CANCEL|INACTIVE/);
  expect(attributes.Name).not.toBe('');
});

test('a create that is never heard of is sent three times at most', async () => {
  const world = new World();
  world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'reset', times: Infinity });
  await expect(world.trainedModel().create(modelProperties(WHEN_ACTIVE))).rejects.toThrow(/CreateTrainedModel was sent 3 times/);
  expect(world.changes()).toEqual(Array(3).fill('CreateTrainedModel'));
});
