/** Requests that arrive again, and looks at what is over already. */
import { modelProperties, World } from './world';

const revision = (name: string, changes: Parameters<typeof modelProperties>[0] = {}) => modelProperties({ Revision: name, ...changes });
const WHEN_ACTIVE = { Completion: { Mode: 'WHEN_ACTIVE' as const, TimeoutSeconds: 2_700 } };

test('an event that is delivered twice is one request, which began when it arrived first', async () => {
  const world = new World();
  const model = world.trainedModel();
  const request = world.nextRequest();

  const first = await model.begin('Create', revision('r1'), undefined, request) as { StartedAt?: string };
  world.advance(10);
  const second = await model.begin('Create', revision('r1'), undefined, request) as { StartedAt?: string };

  expect(second.StartedAt).toBe(first.StartedAt);
});

test('a request that has failed fails again for the same reason, and begins nothing more', async () => {
  const world = new World();
  const model = world.trainedModel();
  world.emulator.nextTrainings.fail('out of memory');
  const event = await model.begin('Create', revision('r1', WHEN_ACTIVE));
  const reason = await model.run(event).catch(({ message }: Error) => message);
  world.changes();
  const { length: lines } = world.lines;

  await expect(model.run(event)).rejects.toThrow(reason as string);

  expect(world.changes()).toEqual([]);
  expect(world.lines.slice(lines)).toEqual([]);
});

test('a request that waited for the training of another request fails with it, and trains nothing itself', async () => {
  const world = new World();
  const model = world.trainedModel();
  world.emulator.nextTrainings.fail('out of memory');
  const givenUp = await model.begin('Create', revision('r1'));
  await model.run(givenUp);
  expect(world.emulator.trainings).toHaveLength(1);

  const next = await model.begin('Create', revision('r1', WHEN_ACTIVE));

  await expect(model.run(next)).rejects.toThrow('out of memory');
  expect(world.emulator.trainings).toHaveLength(1);
});

test('a version that is known to be over is not used again when a listing shows an outdated status', async () => {
  const world = new World();
  const model = world.trainedModel();
  const first = await model.create(revision('r1'));
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  for (const next of ['r2', 'r3']) {
    world.advance(30);
    await model.update(revision(next));
  }
  world.advance(30);
  world.emulator.deleteOutputAsAnotherMember(first.attributes.TrainedModelArn);
  world.advance(30);
  await model.update(revision('r2'));
  world.advance(30);

  let listings = 0;
  world.emulator.faults.listedStatusAge = () => (listings++ < 3 ? 4_000 : 0);
  const back = await model.update(revision('r1'));

  expect(back.attributes.Name).not.toBe(first.attributes.Name);
  expect(world.emulator.trainings).toHaveLength(4);
});

test('a look that another one has overtaken does not train by what it saw before', async () => {
  const world = new World();
  const model = world.trainedModel();
  world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'reset' });
  const event = await model.begin('Create', revision('r1'));
  let listings = 0;
  world.afterCall = async (operation) => {
    listings += operation === 'listTrainedModels' ? 1 : 0;
    if (operation === 'listTrainedModels' && listings === 2) {
      await model.run(event);
    }
  };

  await model.run(event);

  expect(listings).toBeGreaterThan(2);
  expect(world.emulator.trainings).toHaveLength(1);
});
