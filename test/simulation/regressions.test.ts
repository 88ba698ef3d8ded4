/** What the simulation found, each as small as it gets. */
import { acceptRequest, lookAtRequest } from '../../lambda/engine/handlers';
import type { TrainedModelProperties } from '../../src/private/protocol/contract';
import { algorithmProperties, asStrings, ASSOCIATION, modelProperties, World } from '../lambda/world';

test('an event that is delivered again does not make a superseded request speak', async () => {
  const world = new World();
  const model = world.trainedModel();
  const create = await model.begin('Create', modelProperties());
  const removal = await model.begin('Delete', modelProperties());

  await expect(acceptRequest(world.context, create)).rejects.toThrow('a newer CloudFormation request for the same resource supersedes this one');

  await expect(lookAtRequest(world.context, create)).rejects.toThrow('a newer CloudFormation request for the same resource supersedes this one');
  expect(await lookAtRequest(world.context, removal)).toEqual({ state: 'answered', attributes: {} });
  expect(world.emulator.trainings).toHaveLength(0);
});

test('an event that is delivered twice is one request, which arrived once', async () => {
  const world = new World({ trainingSeconds: 60 });
  const model = world.trainedModel();
  const create = await model.begin('Create', modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' } }));
  world.emulator.nextTrainings.fail('out of memory');
  world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
  await lookAtRequest(world.context, create);
  world.advance(10);
  const again = await acceptRequest(world.context, create);

  await expect(lookAtRequest(world.context, { ...create, ...again })).rejects.toThrow('out of memory');
  expect(world.emulator.trainings).toHaveLength(1);
});

test('a creation that comes when CloudFormation is done makes nothing', async () => {
  const world = new World();
  const algorithm = world.algorithm();
  const create = await algorithm.begin('Create', algorithmProperties());

  world.stackStatus = 'ROLLBACK_COMPLETE';

  await expect(algorithm.run(create)).rejects.toThrow('not being created or updated any more');
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
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  const update = await model.begin('Update', renamed, modelProperties());
  await model.run(update);
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

  const accepted = await acceptRequest(world.context, back);
  await lookAtRequest(world.context, { ...back, ...accepted });

  expect(accepted.PhysicalResourceId).toBe(former);
  expect(world.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE', 'CREATE_PENDING']);

  world.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
  model.physicalId = update.PhysicalResourceId;
  await model.run(await model.begin('Delete', modelProperties()));
  expect(world.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE', 'INACTIVE']);
});

test('a training that started from another model is found among the versions of that one', async () => {
  const world = new World({ listTrainedModels: 'latest', incrementalDefaultParent: 'latestActive' });
  const seedModel = ASSOCIATION.replace(/configured.*/, 'trained-model/seed');
  const startFrom = { Strategy: 'INCREMENTAL' as const, ChannelName: 'base', StartFromArn: seedModel };
  const [one, other] = [world.trainedModel('One'), world.trainedModel('Other')];
  const create = await one.begin('Create', modelProperties({ Label: 'One', Retraining: startFrom }));
  world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
  await lookAtRequest(world.context, create);
  // The listing shows the latest version, which has the name of another model now.
  await other.create(modelProperties({ Label: 'Other', Retraining: startFrom }));

  await one.run(create);

  expect(world.emulator.trainings).toHaveLength(2);
});

describe('what an update was to put in the place of another resource', () => {
  const renamed = algorithmProperties({ Name: 'renamed' });

  /** An update that CloudFormation gives up before it hears of what it made, and whose rollback never gets to say anything. */
  async function givenUp() {
    const world = new World();
    const algorithm = world.algorithm();
    await algorithm.create(algorithmProperties());
    const former = algorithm.physicalId;
    world.stackStatus = 'UPDATE_IN_PROGRESS';
    await algorithm.run(await algorithm.begin('Update', renamed, algorithmProperties()));
    algorithm.physicalId = former;
    return { world, algorithm };
  }
  const names = (world: World) => world.emulator.leftBehind().algorithms.map(({ name }) => name);

  test('goes with the stack', async () => {
    const { world, algorithm } = await givenUp();
    world.stackStatus = 'DELETE_IN_PROGRESS';
    await algorithm.delete();
    expect(names(world)).toEqual([]);
  });

  test('goes with the next update, whatever CloudFormation says the earlier properties are', async () => {
    const { world, algorithm } = await givenUp();
    const [former] = names(world);
    world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await algorithm.run(await algorithm.begin('Update', algorithmProperties(), algorithmProperties()));
    expect(names(world)).toEqual([former]);
  });

  test('is found by its own name', async () => {
    const world = new World();
    const model = world.trainedModel();
    await model.create(modelProperties());
    const former = model.physicalId;
    world.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.run(await model.begin('Update', modelProperties({ Name: 'renamed' }), modelProperties()));

    model.physicalId = former;
    world.stackStatus = 'DELETE_IN_PROGRESS';
    await model.delete();
    expect(world.emulator.leftBehind().runningTrainings).toEqual([]);
  });

  test('stays when it was put there, was replaced and is to be retained', async () => {
    const world = new World();
    const algorithm = world.algorithm();
    await algorithm.create(algorithmProperties());
    world.stackStatus = 'UPDATE_IN_PROGRESS';
    await algorithm.update(renamed);
    await algorithm.update(algorithmProperties());
    await algorithm.update(algorithmProperties({ Tags: [{ Key: 'team', Value: 'risk' }] }));
    expect(names(world)).toContain('renamed');
  });

  test('stays when the other one is cleaned up', async () => {
    const { world, algorithm } = await givenUp();
    world.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await algorithm.delete();
    expect(names(world)).toEqual(['renamed']);
  });
});

test('a rollback makes a resource again that has gone, and none that was never there', async () => {
  const world = new World();
  const [there, never] = [world.algorithm('There'), world.algorithm('Never')];
  await there.create(algorithmProperties());
  await never.create(algorithmProperties());
  const [gone] = world.emulator.leftBehind().algorithms;
  await world.context.client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn: gone.arn });
  world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

  await there.update(algorithmProperties());
  expect(world.emulator.leftBehind().algorithms).toHaveLength(2);
  const late = await never.begin('Update', algorithmProperties({ Name: 'renamed' }), algorithmProperties());
  await expect(never.run(late)).rejects.toThrow('the stack is not being created or updated any more');
  expect(world.emulator.leftBehind().algorithms).toHaveLength(2);
});

describe('where several versions were trained from the same inputs', () => {
  const withInstances = (instanceType: string, changes: Partial<TrainedModelProperties>) => modelProperties({
    request: { resourceConfig: { instanceType, volumeSizeInGB: 30 } }, Retraining: { Strategy: 'FROM_SCRATCH' }, ...changes,
  });
  const other = { Hyperparameters: [{ Name: 'rate', Value: '0.20' }] };

  async function trainedTwice() {
    const world = new World();
    const model = world.trainedModel();
    await model.create(withInstances('ml.c5.2xlarge', { RetrainOn: 'ANY_TRAINING_PROPERTY' }));
    world.advance(60);
    world.stackStatus = 'UPDATE_IN_PROGRESS';
    const second = await model.update(withInstances('ml.m5.xlarge', { RetrainOn: 'ANY_TRAINING_PROPERTY' }));
    world.advance(60);
    return { world, model, second };
  }

  test('a rollback gives back the one that was in use, though it has gone and another would do', async () => {
    const { world, model, second } = await trainedTwice();
    const declared = withInstances('ml.m5.xlarge', { RetrainOn: 'INPUTS' });
    await model.update(declared);
    world.emulator.deleteOutputAsAnotherMember(second.attributes.TrainedModelArn, second.attributes.VersionIdentifier || undefined);
    world.advance(60);
    await model.update({ ...declared, ...other });

    world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const back = await model.update(declared);

    expect(back.attributes).toMatchObject({ TrainedModelArn: second.attributes.TrainedModelArn, Name: second.attributes.Name });
  });

  test('an update that changes nothing that counts keeps the one in use, and its rollback gives back the one before', async () => {
    const { world, model, second } = await trainedTwice();
    const first = world.emulator.trainings[0];
    const kept = await model.update(withInstances('ml.c5.2xlarge', { RetrainOn: 'INPUTS' }));
    expect(kept.attributes.Name).toBe(second.attributes.Name);

    world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const back = await model.update(withInstances('ml.m5.xlarge', { RetrainOn: 'ANY_TRAINING_PROPERTY' }));
    expect(back.attributes.Name).toBe(second.attributes.Name);
    expect(first.status()).toBe('ACTIVE');
    expect(world.emulator.trainings).toHaveLength(2);
  });
});

test('why a training was given up is said also when the service shows nothing of it any more', async () => {
  const world = new World({ afterCancel: 'gone', trainingSeconds: 100_000 });
  const model = world.trainedModel();
  const create = model.create(modelProperties({ Completion: { Mode: 'WHEN_ACTIVE', TimeoutSeconds: 300 } }));
  await expect(create).rejects.toThrow('the training was not finished after 5 minutes and was cancelled; use Completion.whenSubmitted()');
});

describe('where trainings of several resources are versions of one model', () => {
  const seedModel = ASSOCIATION.replace(/configured.*/, 'trained-model/seed');
  const fromSeed = (label: string, changes: Partial<TrainedModelProperties> = {}) => modelProperties({
    Label: label, Retraining: { Strategy: 'INCREMENTAL', ChannelName: 'base', StartFromArn: seedModel }, ...changes,
  });

  test('and tags belong to the model, what another resource trained under the same name stays', async () => {
    const world = new World({ tags: 'arn', listTrainedModels: 'all', uniqueNames: false, incrementalDefaultParent: 'base' });
    const [one, other] = [world.trainedModel('One'), world.trainedModel('Other')];
    await one.create(fromSeed('One', { Name: 'fraud-model' }));
    await other.create(fromSeed('Other', { Name: 'fraud-model', Hyperparameters: [{ Name: 'rate', Value: '0.20' }] }));
    world.advance(60);

    world.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await other.delete();

    expect(world.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE', 'INACTIVE']);
  });

  test('and names and inputs are the same as well, what another resource trained stays, and a lost reply is found', async () => {
    const world = new World({ tags: 'arn', listTrainedModels: 'all', uniqueNames: false, incrementalDefaultParent: 'base', listingDelaySeconds: 60 });
    const [one, other] = [world.trainedModel('One'), world.trainedModel('Other')];
    const first = await one.begin('Create', fromSeed('One', { Name: 'fraud-model' }));
    await lookAtRequest(world.context, first);
    world.advance(0.2);
    world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
    await other.create(fromSeed('Other', { Name: 'fraud-model' }));
    expect(world.emulator.trainings).toHaveLength(2);
    world.advance(60);

    world.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await other.delete();
    expect(world.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE', 'INACTIVE']);
  });

  test('and a listing lags, nothing is reported before it shows what a training started from', async () => {
    const world = new World({ listingDelaySeconds: 60, incrementalDefaultParent: 'latestActive' });
    const [one, other] = [world.trainedModel('One'), world.trainedModel('Other')];
    await one.create(fromSeed('One'));
    world.advance(60);

    await expect(other.create(fromSeed('Other'))).rejects.toThrow(/the service started \S+ from .*, not from the base version of \S+ as asked; it was cancelled/);
    expect(world.emulator.leftBehind().runningTrainings).toEqual([]);
  });
});

test('what was removed is not asked about again when it is made once more', async () => {
  const world = new World();
  const algorithm = world.algorithm();
  await algorithm.create(algorithmProperties());
  await algorithm.delete();
  world.emulator.resetCalls();

  await algorithm.create(algorithmProperties());
  expect(world.emulator.calls.map(({ operation }) => operation)).toEqual(['ListConfiguredModelAlgorithms', 'CreateConfiguredModelAlgorithm']);
});

describe('a version that goes while a request is at work', () => {
  test('is no failure of the request when an unfinished deletion was removing it', async () => {
    const world = new World({ deleteSeconds: 20 });
    const model = world.trainedModel();
    await model.create(modelProperties());
    world.advance(60);
    // The deletion is sent, and nothing is heard of it any more.
    await lookAtRequest(world.context, await model.begin('Delete', modelProperties()));
    world.advance(0.2);
    world.emulator.faults.add({ operation: 'ListTrainedModels', fault: 'throttle' });

    const again = await model.create(modelProperties());
    expect(again.attributes.Status).toBe('CREATE_PENDING');
    expect(world.emulator.trainings.map(({ status }) => status())).toEqual(['INACTIVE', 'CREATE_PENDING']);
  });

  test('is no failure of the request when it had been trained before', async () => {
    const world = new World({ deleteSeconds: 1 });
    const model = world.trainedModel();
    const first = modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' }, Retraining: { Strategy: 'FROM_SCRATCH' } });
    const { attributes: { TrainedModelArn } } = await model.create(first);
    world.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update({ ...first, Revision: '2' });
    const back = await model.begin('Update', first, { ...first, Revision: '2' });
    world.emulator.deleteOutputAsAnotherMember(TrainedModelArn);
    world.advance(0.1);

    expect((await model.run(back)).attributes.Status).toBe('ACTIVE');
    expect(world.emulator.trainings).toHaveLength(3);
  });
});

test('what is deleted is found by what it was made with, though its rollback got stuck and CloudFormation hands over other properties', async () => {
  const world = new World();
  const model = world.trainedModel();
  await model.create(modelProperties());
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(modelProperties({ Name: 'renamed' }));

  world.stackStatus = 'DELETE_IN_PROGRESS';
  await model.run(await model.begin('Delete', modelProperties()));
  expect(world.emulator.leftBehind().runningTrainings.filter(({ name }) => name.startsWith('renamed'))).toEqual([]);
});

test.each(['CREATE_FAILED', 'DELETE_COMPLETE', undefined])('nothing is made of what CloudFormation shows as %s while it is at work on the stack', async (status) => {
  const world = new World();
  const [algorithm, model] = [world.algorithm(), world.trainedModel()];
  const [one, other] = [await algorithm.begin('Create', algorithmProperties()), await model.begin('Create', modelProperties())];
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  world.resourceStatus = status;

  await expect(algorithm.run(one)).rejects.toThrow('not being created or updated any more');
  await expect(model.run(other)).rejects.toThrow('not being created or updated any more');
  expect(world.changes()).toEqual([]);
});

test('a status that CloudFormation shows late holds nothing up for long', async () => {
  const world = new World();
  const model = world.trainedModel();
  const create = await model.begin('Create', modelProperties());
  world.resourceStatus = undefined;
  expect(await lookAtRequest(world.context, create)).toMatchObject({ state: 'waiting' });

  world.resourceStatus = 'CREATE_IN_PROGRESS';
  await model.run(create);
  expect(world.emulator.trainings).toHaveLength(1);
});

test('a look that comes late removes no version that the rollback gives back', async () => {
  const world = new World();
  const model = world.trainedModel();
  const keeping = (Revision: string) => modelProperties({ Revision, VersionRetention: { KeepLast: 1 }, Retraining: { Strategy: 'FROM_SCRATCH' } });
  await model.create(keeping('1'));
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  for (const revision of ['2', '3']) {
    world.advance(60);
    await model.update(keeping(revision));
  }
  world.advance(60);
  const late = await model.begin('Update', keeping('1'), keeping('3'));

  world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  await model.run(late);
  expect(world.emulator.trainings.map(({ status }) => status())).toEqual(['INACTIVE', 'ACTIVE', 'ACTIVE']);
});

test('the name of a training that came and went unseen is not used again', async () => {
  const world = new World({ uniqueNames: 'forever', afterDelete: 'gone', trainingSeconds: 10 });
  const model = world.trainedModel();
  const create = await model.begin('Create', modelProperties());
  world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
  await lookAtRequest(world.context, create);
  world.advance(2);
  world.emulator.deleteOutputAsAnotherMember(world.emulator.trainings[0].trainedModelArn);
  world.advance(2);

  expect((await model.run(create)).attributes.Name).toMatch(/-2$/);
  expect(world.emulator.trainings).toHaveLength(2);
});

test('a cancellation that a deletion sent is not taken for a training that a listing does not show yet', async () => {
  const world = new World({ listingDelaySeconds: 60, afterCancel: 'CREATE_FAILED', cancelSeconds: 5 });
  const model = world.trainedModel();
  await model.create(modelProperties());
  // The deletion is sent, and nothing is heard of it any more.
  await lookAtRequest(world.context, await model.begin('Delete', modelProperties()));

  const { attributes } = await model.create(modelProperties());
  expect(world.emulator.trainings.map(({ status }) => status())).toEqual(['CREATE_FAILED', 'CREATE_PENDING']);
  expect(attributes.Name).toBe(world.emulator.trainings[1].name);
});

test('a retained version of which the ledger knows nothing is found though a newer one has its tags', async () => {
  const world = new World();
  const model = world.trainedModel();
  const first = await model.create(modelProperties({ Revision: '1' }));
  world.advance(60);
  world.forget();
  await model.create(modelProperties({ Revision: '2' }));
  world.advance(60);
  world.forget();

  const third = await model.create(modelProperties({ Revision: '1' }));
  expect(third.attributes.Name).toBe(first.attributes.Name);
  expect(world.emulator.trainings).toHaveLength(2);
});

test('a name that was used up in a life that the ledger knows nothing of is not in the way for long', async () => {
  const world = new World({ uniqueNames: 'forever', afterDelete: 'gone' });
  const model = world.trainedModel();
  await model.create(modelProperties());
  world.advance(60);
  await model.delete();
  world.forget();

  const { attributes: { Name }, polls } = await model.create(modelProperties());
  expect(Name).toMatch(/-2$/);
  expect(polls).toBeLessThan(20);
});

test('a training that the ledger knows nothing of and that no listing shows yet is waited for', async () => {
  const world = new World({ uniqueNames: 'forever', listingDelaySeconds: 60 });
  const model = world.trainedModel();
  const first = await model.create(modelProperties());
  world.forget();

  expect((await model.create(modelProperties())).attributes.Name).toBe(first.attributes.Name);
  expect(world.emulator.trainings).toHaveLength(1);
});

test('a version of the model in startFrom is found after the ledger was lost, though the listing shows it under another name', async () => {
  const world = new World({ listTrainedModels: 'latest', incrementalDefaultParent: 'latestActive', uniqueNames: false });
  const seedModel = ASSOCIATION.replace(/configured.*/, 'trained-model/seed');
  const startFrom = { Strategy: 'INCREMENTAL' as const, ChannelName: 'base', StartFromArn: seedModel };
  const properties = modelProperties({ Label: 'One', Retraining: startFrom });
  const [one, other] = [world.trainedModel('One'), world.trainedModel('Other')];
  await one.create(properties);
  await other.create(modelProperties({ Label: 'Other', Retraining: startFrom }));
  world.advance(60);
  world.forget();

  await world.trainedModel('One').create(properties);

  expect(world.emulator.trainings).toHaveLength(2);
});

test('a rollback gives back what was there before an update whose properties could not be read', async () => {
  const world = new World();
  const model = world.trainedModel();
  const { attributes: { Name } } = await model.create(modelProperties());
  world.advance(60);
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  const { Completion: _, ...unreadable } = modelProperties({ Revision: '2' });
  await expect(model.update(unreadable as TrainedModelProperties)).rejects.toThrow('Completion');

  world.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  expect((await model.update(modelProperties())).attributes.Name).toBe(Name);
  expect(world.emulator.trainings).toHaveLength(1);
});
