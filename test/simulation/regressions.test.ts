/** What the simulation found, each as small as it gets. */
import { acceptRequest, lookAtRequest } from '../../lambda/engine/handlers';
import type { TrainedModelProperties } from '../../src/private/protocol/contract';
import { algorithmProperties, asStrings, ASSOCIATION, modelProperties, HandlerHarness } from '../lambda/handler-harness';

test('an event that is delivered again does not make a superseded request speak', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const create = await model.begin('Create', modelProperties());
  const removal = await model.begin('Delete', modelProperties());

  await expect(acceptRequest(harness.context, create)).rejects.toThrow('a newer CloudFormation request for the same resource supersedes this one');

  await expect(lookAtRequest(harness.context, create)).rejects.toThrow('a newer CloudFormation request for the same resource supersedes this one');
  expect(await lookAtRequest(harness.context, removal)).toEqual({ state: 'answered', attributes: {} });
  expect(harness.emulator.trainings).toHaveLength(0);
});

test('an event that is delivered twice is one request, which arrived once', async () => {
  const harness = new HandlerHarness({ trainingSeconds: 60 });
  const model = harness.trainedModel();
  const create = await model.begin('Create', modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' } }));
  harness.emulator.nextTrainings.fail('out of memory');
  harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
  await lookAtRequest(harness.context, create);
  harness.advance(10);
  const again = await acceptRequest(harness.context, create);

  await expect(lookAtRequest(harness.context, { ...create, ...again })).rejects.toThrow('out of memory');
  expect(harness.emulator.trainings).toHaveLength(1);
});

test('a creation that comes when CloudFormation is done makes nothing', async () => {
  const harness = new HandlerHarness();
  const algorithm = harness.algorithm();
  const create = await algorithm.begin('Create', algorithmProperties());

  harness.stackStatus = 'ROLLBACK_COMPLETE';

  await expect(algorithm.run(create)).rejects.toThrow('not being created or updated any more');
  expect(harness.changes()).toEqual([]);
});

test('a training that was cancelled and is shown no more counts as over: no second one is started', async () => {
  const harness = new HandlerHarness({ afterCancel: 'gone', trainingSeconds: 100_000 });
  const model = harness.trainedModel();
  const create = await model.begin('Create', modelProperties({ Completion: { Mode: 'WHEN_ACTIVE', TimeoutSeconds: 120 } }));

  await expect(model.run(create)).rejects.toThrow('was not finished after 2 minutes');
  expect(harness.emulator.trainings).toHaveLength(1);
});

test('a rollback that is continued goes back to the resource that was, and removes nothing of it', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  await model.create(modelProperties());
  const former = model.physicalId;
  harness.advance(60);
  const renamed = modelProperties({ Name: 'renamed' });
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const update = await model.begin('Update', renamed, modelProperties());
  await model.run(update);
  expect(model.physicalId).not.toBe(former);
  // The properties that CloudFormation remembers are those of its first attempt to go back.
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  const back = {
    ...update,
    ...harness.nextRequest(),
    PhysicalResourceId: update.PhysicalResourceId,
    ResourceProperties: asStrings(modelProperties()) as Record<string, unknown>,
    OldResourceProperties: asStrings(modelProperties()) as Record<string, unknown>,
  };

  const accepted = await acceptRequest(harness.context, back);
  await lookAtRequest(harness.context, { ...back, ...accepted });

  expect(accepted.PhysicalResourceId).toBe(former);
  expect(harness.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE', 'CREATE_PENDING']);

  harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
  model.physicalId = update.PhysicalResourceId;
  await model.run(await model.begin('Delete', modelProperties()));
  expect(harness.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE', 'INACTIVE']);
});

test('a training that started from another model is found among the versions of that one', async () => {
  const harness = new HandlerHarness({ listTrainedModels: 'latest', incrementalDefaultParent: 'latestActive' });
  const seedModel = ASSOCIATION.replace(/configured.*/, 'trained-model/seed');
  const startFrom = { Strategy: 'INCREMENTAL' as const, ChannelName: 'base', StartFromArn: seedModel };
  const [one, other] = [harness.trainedModel('One'), harness.trainedModel('Other')];
  const create = await one.begin('Create', modelProperties({ Label: 'One', Retraining: startFrom }));
  harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
  await lookAtRequest(harness.context, create);
  // The listing shows the latest version, which has the name of another model now.
  await other.create(modelProperties({ Label: 'Other', Retraining: startFrom }));

  await one.run(create);

  expect(harness.emulator.trainings).toHaveLength(2);
});

describe('what an update was to put in the place of another resource', () => {
  const renamed = algorithmProperties({ Name: 'renamed' });

  /** An update that CloudFormation gives up before it hears of what it made, and whose rollback never gets to say anything. */
  async function givenUp() {
    const harness = new HandlerHarness();
    const algorithm = harness.algorithm();
    await algorithm.create(algorithmProperties());
    const former = algorithm.physicalId;
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await algorithm.run(await algorithm.begin('Update', renamed, algorithmProperties()));
    algorithm.physicalId = former;
    return { harness, algorithm };
  }
  const names = (harness: HandlerHarness) => harness.emulator.leftBehind().algorithms.map(({ name }) => name);

  test('goes with the stack', async () => {
    const { harness, algorithm } = await givenUp();
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await algorithm.delete();
    expect(names(harness)).toEqual([]);
  });

  test('goes with the next update, whatever CloudFormation says the earlier properties are', async () => {
    const { harness, algorithm } = await givenUp();
    const [former] = names(harness);
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await algorithm.run(await algorithm.begin('Update', algorithmProperties(), algorithmProperties()));
    expect(names(harness)).toEqual([former]);
  });

  test('is found by its own name', async () => {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    await model.create(modelProperties());
    const former = model.physicalId;
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.run(await model.begin('Update', modelProperties({ Name: 'renamed' }), modelProperties()));

    model.physicalId = former;
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await model.delete();
    expect(harness.emulator.leftBehind().runningTrainings).toEqual([]);
  });

  test('stays when it was put there, was replaced and is to be retained', async () => {
    const harness = new HandlerHarness();
    const algorithm = harness.algorithm();
    await algorithm.create(algorithmProperties());
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await algorithm.update(renamed);
    await algorithm.update(algorithmProperties());
    await algorithm.update(algorithmProperties({ Tags: [{ Key: 'team', Value: 'risk' }] }));
    expect(names(harness)).toContain('renamed');
  });

  test('stays when the other one is cleaned up', async () => {
    const { harness, algorithm } = await givenUp();
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await algorithm.delete();
    expect(names(harness)).toEqual(['renamed']);
  });
});

test('a rollback makes a resource again that has gone, and none that was never there', async () => {
  const harness = new HandlerHarness();
  const [there, never] = [harness.algorithm('There'), harness.algorithm('Never')];
  await there.create(algorithmProperties());
  await never.create(algorithmProperties());
  const [gone] = harness.emulator.leftBehind().algorithms;
  await harness.context.client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn: gone.arn });
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

  await there.update(algorithmProperties());
  expect(harness.emulator.leftBehind().algorithms).toHaveLength(2);
  const late = await never.begin('Update', algorithmProperties({ Name: 'renamed' }), algorithmProperties());
  await expect(never.run(late)).rejects.toThrow('the stack is not being created or updated any more');
  expect(harness.emulator.leftBehind().algorithms).toHaveLength(2);
});

describe('where several versions were trained from the same inputs', () => {
  const withInstances = (instanceType: string, changes: Partial<TrainedModelProperties>) => modelProperties({
    request: { resourceConfig: { instanceType, volumeSizeInGB: 30 } }, Retraining: { Strategy: 'FROM_SCRATCH' }, ...changes,
  });
  const other = { Hyperparameters: [{ Name: 'rate', Value: '0.20' }] };

  async function trainedTwice() {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    await model.create(withInstances('ml.c5.2xlarge', { RetrainOn: 'ANY_TRAINING_PROPERTY' }));
    harness.advance(60);
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    const second = await model.update(withInstances('ml.m5.xlarge', { RetrainOn: 'ANY_TRAINING_PROPERTY' }));
    harness.advance(60);
    return { harness, model, second };
  }

  test('a rollback gives back the one that was in use, though it has gone and another would do', async () => {
    const { harness, model, second } = await trainedTwice();
    const declared = withInstances('ml.m5.xlarge', { RetrainOn: 'INPUTS' });
    await model.update(declared);
    harness.emulator.deleteOutputAsAnotherMember(second.attributes.TrainedModelArn, second.attributes.VersionIdentifier || undefined);
    harness.advance(60);
    await model.update({ ...declared, ...other });

    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const back = await model.update(declared);

    expect(back.attributes).toMatchObject({ TrainedModelArn: second.attributes.TrainedModelArn, Name: second.attributes.Name });
  });

  test('an update that changes nothing that counts keeps the one in use, and its rollback gives back the one before', async () => {
    const { harness, model, second } = await trainedTwice();
    const first = harness.emulator.trainings[0];
    const kept = await model.update(withInstances('ml.c5.2xlarge', { RetrainOn: 'INPUTS' }));
    expect(kept.attributes.Name).toBe(second.attributes.Name);

    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const back = await model.update(withInstances('ml.m5.xlarge', { RetrainOn: 'ANY_TRAINING_PROPERTY' }));
    expect(back.attributes.Name).toBe(second.attributes.Name);
    expect(first.status()).toBe('ACTIVE');
    expect(harness.emulator.trainings).toHaveLength(2);
  });
});

test('why a training was given up is said also when the service shows nothing of it any more', async () => {
  const harness = new HandlerHarness({ afterCancel: 'gone', trainingSeconds: 100_000 });
  const model = harness.trainedModel();
  const create = model.create(modelProperties({ Completion: { Mode: 'WHEN_ACTIVE', TimeoutSeconds: 300 } }));
  await expect(create).rejects.toThrow('the training was not finished after 5 minutes and was cancelled; use Completion.whenSubmitted()');
});

describe('where trainings of several resources are versions of one model', () => {
  const seedModel = ASSOCIATION.replace(/configured.*/, 'trained-model/seed');
  const fromSeed = (label: string, changes: Partial<TrainedModelProperties> = {}) => modelProperties({
    Label: label, Retraining: { Strategy: 'INCREMENTAL', ChannelName: 'base', StartFromArn: seedModel }, ...changes,
  });

  test('and tags belong to the model, what another resource trained under the same name stays', async () => {
    const harness = new HandlerHarness({ tags: 'arn', listTrainedModels: 'all', uniqueNames: false, incrementalDefaultParent: 'base' });
    const [one, other] = [harness.trainedModel('One'), harness.trainedModel('Other')];
    await one.create(fromSeed('One', { Name: 'fraud-model' }));
    await other.create(fromSeed('Other', { Name: 'fraud-model', Hyperparameters: [{ Name: 'rate', Value: '0.20' }] }));
    harness.advance(60);

    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await other.delete();

    expect(harness.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE', 'INACTIVE']);
  });

  test('and names and inputs are the same as well, what another resource trained stays, and a lost reply is found', async () => {
    const harness = new HandlerHarness({ tags: 'arn', listTrainedModels: 'all', uniqueNames: false, incrementalDefaultParent: 'base', listingDelaySeconds: 60 });
    const [one, other] = [harness.trainedModel('One'), harness.trainedModel('Other')];
    const first = await one.begin('Create', fromSeed('One', { Name: 'fraud-model' }));
    await lookAtRequest(harness.context, first);
    harness.advance(0.2);
    harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
    await other.create(fromSeed('Other', { Name: 'fraud-model' }));
    expect(harness.emulator.trainings).toHaveLength(2);
    harness.advance(60);

    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await other.delete();
    expect(harness.emulator.trainings.map(({ status }) => status())).toEqual(['ACTIVE', 'INACTIVE']);
  });

  test('and a listing lags, nothing is reported before it shows what a training started from', async () => {
    const harness = new HandlerHarness({ listingDelaySeconds: 60, incrementalDefaultParent: 'latestActive' });
    const [one, other] = [harness.trainedModel('One'), harness.trainedModel('Other')];
    await one.create(fromSeed('One'));
    harness.advance(60);

    await expect(other.create(fromSeed('Other'))).rejects.toThrow(/the service started \S+ from .*, not from the base version of \S+ as asked; it was cancelled/);
    expect(harness.emulator.leftBehind().runningTrainings).toEqual([]);
  });

  test('and a request is given up and made again, what was started from another version is cancelled, and nothing is started in its place', async () => {
    const harness = new HandlerHarness({ incrementalDefaultParent: 'latestActive' });
    const [one, other] = [harness.trainedModel('One'), harness.trainedModel('Other')];
    await one.create(fromSeed('One'));
    harness.advance(60);
    harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
    await lookAtRequest(harness.context, await other.begin('Create', fromSeed('Other')));
    harness.advance(2);

    await expect(other.create(fromSeed('Other'))).rejects.toThrow(/the service started \S+ from .*, not from the base version of \S+ as asked/);
    expect(harness.emulator.leftBehind().runningTrainings).toEqual([]);
    expect(harness.emulator.trainings).toHaveLength(2);
  });
});

test('what was removed is not asked about again when it is made once more', async () => {
  const harness = new HandlerHarness();
  const algorithm = harness.algorithm();
  await algorithm.create(algorithmProperties());
  await algorithm.delete();
  harness.emulator.resetCalls();

  await algorithm.create(algorithmProperties());
  expect(harness.emulator.calls.map(({ operation }) => operation)).toEqual(['ListConfiguredModelAlgorithms', 'CreateConfiguredModelAlgorithm']);
});

describe('a version that goes while a request is at work', () => {
  test('is no failure of the request when an unfinished deletion was removing it', async () => {
    const harness = new HandlerHarness({ deleteSeconds: 20 });
    const model = harness.trainedModel();
    await model.create(modelProperties());
    harness.advance(60);
    // The deletion is sent, and nothing is heard of it any more.
    await lookAtRequest(harness.context, await model.begin('Delete', modelProperties()));
    harness.advance(0.2);
    harness.emulator.faults.add({ operation: 'ListTrainedModels', fault: 'throttle', times: 3 });

    const again = await model.create(modelProperties());
    expect(again.attributes.Status).toBe('CREATE_PENDING');
    expect(harness.emulator.trainings.map(({ status }) => status())).toEqual(['INACTIVE', 'CREATE_PENDING']);
  });

  test('is no failure of the request when it had been trained before', async () => {
    const harness = new HandlerHarness({ deleteSeconds: 1 });
    const model = harness.trainedModel();
    const first = modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' }, Retraining: { Strategy: 'FROM_SCRATCH' } });
    const { attributes: { TrainedModelArn } } = await model.create(first);
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update({ ...first, Revision: '2' });
    const back = await model.begin('Update', first, { ...first, Revision: '2' });
    harness.emulator.deleteOutputAsAnotherMember(TrainedModelArn);
    harness.advance(0.1);

    expect((await model.run(back)).attributes.Status).toBe('ACTIVE');
    expect(harness.emulator.trainings).toHaveLength(3);
  });
});

test('what is deleted is found by what it was made with, though its rollback got stuck and CloudFormation hands over other properties', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  await model.create(modelProperties());
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(modelProperties({ Name: 'renamed' }));

  harness.stackStatus = 'DELETE_IN_PROGRESS';
  await model.run(await model.begin('Delete', modelProperties()));
  expect(harness.emulator.leftBehind().runningTrainings.filter(({ name }) => name.startsWith('renamed'))).toEqual([]);
});

test.each(['CREATE_FAILED', 'DELETE_COMPLETE', undefined])('nothing is made of what CloudFormation shows as %s while it is at work on the stack', async (status) => {
  const harness = new HandlerHarness();
  const [algorithm, model] = [harness.algorithm(), harness.trainedModel()];
  const [one, other] = [await algorithm.begin('Create', algorithmProperties()), await model.begin('Create', modelProperties())];
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  harness.resourceStatus = status;

  await expect(algorithm.run(one)).rejects.toThrow('not being created or updated any more');
  await expect(model.run(other)).rejects.toThrow('not being created or updated any more');
  expect(harness.changes()).toEqual([]);
});

test('a status that CloudFormation shows late holds nothing up for long', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const create = await model.begin('Create', modelProperties());
  harness.resourceStatus = undefined;
  expect(await lookAtRequest(harness.context, create)).toMatchObject({ state: 'waiting' });

  harness.resourceStatus = 'CREATE_IN_PROGRESS';
  await model.run(create);
  expect(harness.emulator.trainings).toHaveLength(1);
});

test('a look that comes late removes no version that the rollback gives back', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const keeping = (Revision: string) => modelProperties({ Revision, VersionRetention: { KeepLast: 1 }, Retraining: { Strategy: 'FROM_SCRATCH' } });
  await model.create(keeping('1'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  for (const revision of ['2', '3']) {
    harness.advance(60);
    await model.update(keeping(revision));
  }
  harness.advance(60);
  const late = await model.begin('Update', keeping('1'), keeping('3'));

  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  await model.run(late);
  expect(harness.emulator.trainings.map(({ status }) => status())).toEqual(['INACTIVE', 'ACTIVE', 'ACTIVE']);
});

test('the name of a training that came and went unseen is not used again', async () => {
  const harness = new HandlerHarness({ uniqueNames: 'forever', afterDelete: 'gone', trainingSeconds: 10 });
  const model = harness.trainedModel();
  const create = await model.begin('Create', modelProperties());
  harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'lost-reply' });
  await lookAtRequest(harness.context, create);
  harness.advance(2);
  harness.emulator.deleteOutputAsAnotherMember(harness.emulator.trainings[0].trainedModelArn);
  harness.advance(2);

  expect((await model.run(create)).attributes.Name).toMatch(/-2$/);
  expect(harness.emulator.trainings).toHaveLength(2);
});

test('a cancellation that a deletion sent is not taken for a training that a listing does not show yet', async () => {
  const harness = new HandlerHarness({ listingDelaySeconds: 60, afterCancel: 'CREATE_FAILED', cancelSeconds: 5 });
  const model = harness.trainedModel();
  await model.create(modelProperties());
  // The deletion is sent, and nothing is heard of it any more.
  await lookAtRequest(harness.context, await model.begin('Delete', modelProperties()));

  const { attributes } = await model.create(modelProperties());
  expect(harness.emulator.trainings.map(({ status }) => status())).toEqual(['CREATE_FAILED', 'CREATE_PENDING']);
  expect(attributes.Name).toBe(harness.emulator.trainings[1].name);
});

test('a retained version of which the ledger knows nothing is found though a newer one has its tags', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const first = await model.create(modelProperties({ Revision: '1' }));
  harness.advance(60);
  harness.forget();
  await model.create(modelProperties({ Revision: '2' }));
  harness.advance(60);
  harness.forget();

  const third = await model.create(modelProperties({ Revision: '1' }));
  expect(third.attributes.Name).toBe(first.attributes.Name);
  expect(harness.emulator.trainings).toHaveLength(2);
});

test('a name that was used up in a life that the ledger knows nothing of is not in the way for long', async () => {
  const harness = new HandlerHarness({ uniqueNames: 'forever', afterDelete: 'gone' });
  const model = harness.trainedModel();
  await model.create(modelProperties());
  harness.advance(60);
  await model.delete();
  harness.forget();

  const { attributes: { Name }, polls } = await model.create(modelProperties());
  expect(Name).toMatch(/-2$/);
  expect(polls).toBeLessThan(20);
});

test('a training that the ledger knows nothing of and that no listing shows yet is waited for', async () => {
  const harness = new HandlerHarness({ uniqueNames: 'forever', listingDelaySeconds: 60 });
  const model = harness.trainedModel();
  const first = await model.create(modelProperties());
  harness.forget();

  expect((await model.create(modelProperties())).attributes.Name).toBe(first.attributes.Name);
  expect(harness.emulator.trainings).toHaveLength(1);
});

test('a version of the model in startFrom is found after the ledger was lost, though the listing shows it under another name', async () => {
  const harness = new HandlerHarness({ listTrainedModels: 'latest', incrementalDefaultParent: 'latestActive', uniqueNames: false });
  const seedModel = ASSOCIATION.replace(/configured.*/, 'trained-model/seed');
  const startFrom = { Strategy: 'INCREMENTAL' as const, ChannelName: 'base', StartFromArn: seedModel };
  const properties = modelProperties({ Label: 'One', Retraining: startFrom });
  const [one, other] = [harness.trainedModel('One'), harness.trainedModel('Other')];
  await one.create(properties);
  await other.create(modelProperties({ Label: 'Other', Retraining: startFrom }));
  harness.advance(60);
  harness.forget();

  await harness.trainedModel('One').create(properties);

  expect(harness.emulator.trainings).toHaveLength(2);
});

test('a rollback gives back what was there before an update whose properties could not be read', async () => {
  const harness = new HandlerHarness();
  const model = harness.trainedModel();
  const { attributes: { Name } } = await model.create(modelProperties());
  harness.advance(60);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const { Completion: _, ...unreadable } = modelProperties({ Revision: '2' });
  await expect(model.update(unreadable as TrainedModelProperties)).rejects.toThrow('Completion');

  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  expect((await model.update(modelProperties())).attributes.Name).toBe(Name);
  expect(harness.emulator.trainings).toHaveLength(1);
});

test('a base version that another member has deleted, and that no request can name, is waited for once', async () => {
  const harness = new HandlerHarness({ afterDelete: 'gone' });
  const model = harness.trainedModel();
  const whenActive = { Completion: { Mode: 'WHEN_ACTIVE' as const } };
  const revision = (Revision: string) => modelProperties({ Revision, ...whenActive });
  const base = await model.create(revision('1'));
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await model.update(revision('2'));
  harness.emulator.deleteOutputAsAnotherMember(base.attributes.TrainedModelArn);
  harness.advance(10);

  await model.update(revision('1'));
  await model.update(revision('2'));
  const before = harness.emulator.trainings.length;
  const { polls } = await model.update({ ...revision('1'), Tags: [{ Key: 'team', Value: 'risk' }] });

  expect(polls).toBeLessThan(10);
  expect([before, harness.emulator.trainings.length]).toEqual([3, 3]);
});

describe('what was retained when it was replaced', () => {
  const renamed = modelProperties({ Name: 'renamed' });
  const usable = (harness: HandlerHarness) => harness.emulator.leftBehind().activeOutputs.map(({ name }) => name.split('-')[0]);

  async function retained() {
    const harness = new HandlerHarness();
    const model = harness.trainedModel();
    await model.create(modelProperties({ Completion: { Mode: 'WHEN_ACTIVE' } }));
    const former = model.physicalId;
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update({ ...renamed, Completion: { Mode: 'WHEN_ACTIVE' } });
    return { harness, model, former };
  }

  test('stays when the resource is made anew, updated and deleted with the stack', async () => {
    const { harness, former } = await retained();
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await harness.trainedModel().deleteAs(former!, modelProperties());

    // The app drops the model and retains it. Later it is there again, as it was first.
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    const again = harness.trainedModel();
    await again.create(modelProperties());
    await again.update(modelProperties({ Tags: [{ Key: 'team', Value: 'risk' }] }));
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await again.delete();
    expect(usable(harness)).toEqual(['renamed']);
  });

  test('stays when it is to come back, and the update that wants that is given up; what that began does not go on', async () => {
    const { harness, model } = await retained();
    await model.update(modelProperties());
    const changed: TrainedModelProperties = { ...renamed, Revision: '2', Completion: { Mode: 'WHEN_ACTIVE' } };
    const former = model.physicalId;
    await lookAtRequest(harness.context, await model.begin('Update', changed, modelProperties()));
    expect(harness.emulator.leftBehind().runningTrainings).toHaveLength(1);

    model.physicalId = former;
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await model.run(await model.begin('Update', modelProperties(), changed));
    harness.advance(30);
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await model.delete();
    expect(usable(harness)).toEqual(['renamed']);
    expect(harness.emulator.leftBehind().runningTrainings).toEqual([]);
  });

  test('what the update began that was given up is cancelled by a later one, where the rollback could not', async () => {
    const { harness, model } = await retained();
    await model.update(modelProperties());
    const changed: TrainedModelProperties = { ...renamed, Revision: '2', Completion: { Mode: 'WHEN_ACTIVE' } };
    const former = model.physicalId;
    harness.emulator.nextTrainings.hang();
    await lookAtRequest(harness.context, await model.begin('Update', changed, modelProperties()));
    model.physicalId = former;
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    harness.emulator.faults.add({ operation: 'CancelTrainedModel', fault: 'access-denied', times: Infinity });
    await model.run(await model.begin('Update', modelProperties(), changed));
    expect(harness.emulator.leftBehind().runningTrainings).toHaveLength(1);

    harness.emulator.faults.clear();
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await model.update(modelProperties({ Tags: [{ Key: 'team', Value: 'risk' }] }));
    harness.advance(10);
    expect(harness.emulator.leftBehind().runningTrainings).toEqual([]);
    expect(usable(harness)).toContain('renamed');
  });
});
