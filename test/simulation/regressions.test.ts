/** What the simulation found, each as small as it gets. */
import { isComplete, onEvent } from '../../lambda/handlers';
import { algorithmProperties, asStrings, ASSOCIATION, modelProperties, World } from '../lambda/world';

test('an event that is delivered again does not make a superseded request speak', async () => {
  const world = new World();
  const model = world.trainedModel();
  const create = await model.begin('Create', modelProperties());
  const removal = await model.begin('Delete', modelProperties());

  await expect(onEvent(world.context, create)).rejects.toThrow('moved on to another request');

  await expect(isComplete(world.context, create)).rejects.toThrow('moved on to another request');
  expect(await isComplete(world.context, removal)).toEqual({ IsComplete: true });
  expect(world.emulator.trainings).toHaveLength(0);
});

test('an event that is delivered twice is one request, which arrived once', async () => {
  const world = new World({ trainingSeconds: 60 });
  const model = world.trainedModel();
  const create = await model.begin('Create', modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' } }));
  world.emulator.nextTrainings.fail('out of memory');
  world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
  await isComplete(world.context, create);
  world.advance(10);
  const again = await onEvent(world.context, create);

  await expect(isComplete(world.context, { ...create, ...again })).rejects.toThrow('out of memory');
  expect(world.emulator.trainings).toHaveLength(1);
});

test('a creation that comes when CloudFormation is done makes nothing', async () => {
  const world = new World();
  const create = await world.algorithm().begin('Create', algorithmProperties());

  world.stackStatus = 'ROLLBACK_COMPLETE';

  await expect(isComplete(world.context, create)).rejects.toThrow('not being created or updated any more');
  expect(world.changes()).toEqual([]);
});

test('a training that was cancelled and is shown no more counts as over: no second one is started', async () => {
  const world = new World({ afterCancel: 'gone', trainingSeconds: 100_000 });
  const model = world.trainedModel();
  const create = await model.begin('Create', modelProperties({ Completion: { Mode: 'WHEN_ACTIVE', TimeoutSeconds: 120 } }));

  await expect(model.run(create)).rejects.toThrow('was not finished after 2 minutes');
  expect(world.emulator.trainings).toHaveLength(1);
});

test('a rollback that is continued goes back to the resource that was, and removes nothing of it', async () => {
  const world = new World();
  const model = world.trainedModel();
  await model.create(modelProperties());
  const former = model.physicalId;
  world.advance(60);
  const renamed = modelProperties({ Name: 'renamed' });
  const update = await model.begin('Update', renamed, modelProperties());
  expect(model.physicalId).not.toBe(former);
  // The properties that CloudFormation remembers are those of its first attempt to go back.
  world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  const back = {
    ...update,
    ...world.nextRequest(),
    PhysicalResourceId: update.PhysicalResourceId,
    ResourceProperties: asStrings(modelProperties()) as Record<string, unknown>,
    OldResourceProperties: asStrings(modelProperties()) as Record<string, unknown>,
  };

  const accepted = await onEvent(world.context, back);
  await isComplete(world.context, { ...back, ...accepted });

  expect(accepted.PhysicalResourceId).toBe(former);
  expect(accepted.Abandoned).toBeUndefined();
  expect(world.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE']);
});

test('a training that started from another model is found among the versions of that one', async () => {
  const world = new World({ listTrainedModels: 'latest', incrementalDefaultParent: 'latestActive' });
  const seedModel = ASSOCIATION.replace(/configured.*/, 'trained-model/seed');
  const startFrom = { Strategy: 'INCREMENTAL' as const, ChannelName: 'base', StartFromArn: seedModel };
  const [one, other] = [world.trainedModel('One'), world.trainedModel('Other')];
  const create = await one.begin('Create', modelProperties({ Label: 'One', Retraining: startFrom }));
  world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
  await isComplete(world.context, create);
  // The listing shows the latest version, which has the name of another model now.
  await other.create(modelProperties({ Label: 'Other', Retraining: startFrom }));

  await one.run(create);

  expect(world.emulator.trainings).toHaveLength(2);
});
