import { algorithmProperties, associationProperties, modelProperties, MEMBERSHIP, HandlerHarness } from './handler-harness';

describe('an algorithm', () => {
  test('is created under a name of its own, tagged with its owner, and deleted', async () => {
    const harness = new HandlerHarness();
    const algorithm = harness.algorithm();
    const { attributes } = await algorithm.create(algorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));
    expect(attributes).toEqual({
      ConfiguredModelAlgorithmArn: expect.stringContaining(':configured-model-algorithm/'),
      Name: algorithm.physicalId,
      TrainingDefinition: expect.stringMatching(/^[a-z2-7]{26}$/),
    });
    const [create] = harness.emulator.calls.filter(({ operation }) => operation === 'CreateConfiguredModelAlgorithm');
    expect(create.request).toMatchObject({ name: algorithm.physicalId, tags: { 'team': 'fraud', 'cdk-cleanrooms-ml:owner': algorithm.physicalId } });
    await algorithm.delete();
    expect(harness.emulator.leftBehind().algorithms).toEqual([]);
  });

  test('keeps its physical id through changes of tags and description, and a rollback of a replacement gives the earlier one back', async () => {
    const harness = new HandlerHarness();
    const algorithm = harness.algorithm();
    await algorithm.create(algorithmProperties());
    const first = algorithm.physicalId;
    harness.changes();
    await algorithm.update(algorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));
    expect(algorithm.physicalId).toBe(first);
    expect(harness.changes()).toEqual(['TagResource']);
    await algorithm.update(algorithmProperties({ Tags: [] }));
    expect(harness.changes()).toEqual(['UntagResource']);

    const { Request } = algorithmProperties();
    await algorithm.update(algorithmProperties({ Request: { ...Request, description: 'another' } }));
    expect(algorithm.physicalId).toBe(first);
    expect(harness.changes()).toEqual([]);
    await algorithm.update(algorithmProperties({ Request: { ...Request, roleArn: `${Request.roleArn}s` } }));
    expect(algorithm.physicalId).not.toBe(first);
    await algorithm.update(algorithmProperties());
    expect(algorithm.physicalId).toBe(first);
    expect(harness.emulator.leftBehind().algorithms).toHaveLength(2);
  });

  test('keeps what it owns when a refactoring gives it another logical id', async () => {
    const harness = new HandlerHarness();
    const before = harness.algorithm('Before');
    await before.create(algorithmProperties());
    const after = harness.algorithm('After');
    after.takeOver(before);
    await after.update(algorithmProperties({ Label: 'Renamed' }));
    expect(after.physicalId).toBe(before.physicalId);
    expect(harness.emulator.leftBehind().algorithms).toHaveLength(1);
  });

  test('does not take over a resource of the same name', async () => {
    const harness = new HandlerHarness();
    await harness.algorithm('Mine').create(algorithmProperties({ Name: 'fraud' }));
    await expect(harness.algorithm('Other').create(algorithmProperties({ Name: 'fraud' })))
      .rejects.toThrow('ConfiguredModelAlgorithm "Other" (Create): there is a resource named "fraud" already that this one does not own');
  });

  test('is found again when the reply to its creation was lost', async () => {
    const harness = new HandlerHarness({ listingDelaySeconds: 60, uniqueNames: false });
    harness.emulator.faults.add({ operation: 'CreateConfiguredModelAlgorithm', fault: 'lost-reply', times: 1 });
    await harness.algorithm().create(algorithmProperties());
    expect(harness.emulator.leftBehind().algorithms).toHaveLength(1);
  });

  test('whose deletion is refused is tried again for ten minutes, and then says what may hold it', async () => {
    const harness = new HandlerHarness();
    const algorithm = harness.algorithm();
    const { attributes } = await algorithm.create(algorithmProperties());
    const association = harness.association();
    await association.create(associationProperties({
      Request: { membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmArn: attributes.ConfiguredModelAlgorithmArn },
    }));
    const deletion = algorithm.delete();
    await expect(deletion).rejects.toThrow(/DeleteConfiguredModelAlgorithm: ConflictException: .* It may be held by an association/);
    await association.delete();
    await algorithm.delete();
    expect(harness.emulator.leftBehind()).toMatchObject({ algorithms: [], associations: [] });
  });
});

describe('an association', () => {
  test('reaches the service with its numbers as numbers', async () => {
    const harness = new HandlerHarness();
    await harness.association().create(associationProperties());
    const [create] = harness.emulator.calls.filter(({ operation }) => operation === 'CreateConfiguredModelAlgorithmAssociation');
    expect(create.request).toMatchObject({ privacyConfiguration: { policies: { trainedModels: { maxArtifactSize: { unit: 'GB', value: 1.5 } } } } });
  });

  test('that was never created for its malformed properties can be deleted', async () => {
    const harness = new HandlerHarness();
    const association = harness.association();
    association.physicalId = 'Association-aaaaaaa-bbbbb';
    await association.run(await association.begin('Delete', associationProperties({ Request: { membershipIdentifier: 'typo', configuredModelAlgorithmArn: 'x' } })));
    expect(harness.emulator.calls).toEqual([]);
  });
});

const propertiesOf = (Name: string, team = 'fraud') => associationProperties({ Name, Tags: [{ Key: 'team', Value: team }] });

/** An association under the first name, which updates replace by those that follow, and the physical id under each name. */
async function replaced(first: string, ...others: string[]) {
  const harness = new HandlerHarness();
  const resource = harness.association();
  await resource.create(propertiesOf(first));
  const ids = { [first]: resource.physicalId! };
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  for (const name of others) {
    await resource.update(propertiesOf(name));
    ids[name] = resource.physicalId!;
  }
  return { harness, resource, ids };
}

test('nothing takes the place of another when the stack has gone back between two looks', async () => {
  const harness = new HandlerHarness();
  const { Request } = algorithmProperties();
  const algorithm = harness.algorithm();
  await algorithm.create(algorithmProperties());
  const original = algorithm.physicalId!;
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const update = await algorithm.begin('Update', algorithmProperties({ Request: { ...Request, roleArn: `${Request.roleArn}s` } }), algorithmProperties());
  harness.emulator.faults.add({ operation: 'CreateConfiguredModelAlgorithm', fault: 'throttle' });
  expect(await harness.look(update, 120)).toMatchObject({ state: 'waiting' });
  harness.changes();
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

  await expect(algorithm.run(update)).rejects.toThrow('the stack is not being created or updated any more');

  expect(harness.changes()).toEqual([]);
  expect(original).not.toBe(algorithm.physicalId);
});

test('what took the place of another is left to the deletion of its own that it has, when the stack is deleted', async () => {
  const harness = new HandlerHarness();
  const { Request } = algorithmProperties();
  const changed = algorithmProperties({ Request: { ...Request, roleArn: `${Request.roleArn}s` } });
  const [original, replacement] = [harness.algorithm(), harness.algorithm()];
  await original.create(algorithmProperties());
  replacement.takeOver(original);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  await replacement.update(changed);
  harness.stackStatus = 'DELETE_IN_PROGRESS';
  // CloudFormation sends both in one second.
  const ownDeletion = await replacement.begin('Delete', changed);

  await original.delete();
  await replacement.run(ownDeletion);

  expect(harness.emulator.leftBehind().algorithms).toEqual([]);
});

test('nothing takes the place of another when the request is looked at for the first time after the stack has gone back', async () => {
  const harness = new HandlerHarness();
  const resource = harness.association();
  await resource.create(propertiesOf('a'));
  harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
  harness.changes();
  await expect(resource.update(propertiesOf('b'))).rejects.toThrow('the stack is not being created or updated any more');
  expect(harness.changes()).toEqual([]);
});

test('a deletion that comes when the update is long over removes what was replaced, and nothing else', async () => {
  const { harness, ids: { a } } = await replaced('a', 'b');
  harness.stackStatus = 'UPDATE_COMPLETE';
  harness.advance(90);
  await harness.association().deleteAs(a, propertiesOf('a'));
  expect(harness.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['b']);
});

test('what was replaced and retained stays when an earlier resource is in use again and updated', async () => {
  const { harness, resource } = await replaced('a', 'b', 'c', 'a');
  await resource.update(propertiesOf('a', 'risk'));
  expect(harness.emulator.leftBehind().associations.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
});

describe('an association whose deletion is refused in the clean-up of an update', () => {
  const refuse = (harness: HandlerHarness, fault: 'conflict' | 'access-denied', times = Infinity) => (
    harness.emulator.faults.add({ operation: 'DeleteConfiguredModelAlgorithmAssociation', fault, times }));

  test('goes with the stack, also after both the old and the new one were in the care of the other', async () => {
    const { harness, resource, ids: { a, b } } = await replaced('a', 'b');
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    refuse(harness, 'conflict');
    await harness.association().deleteAs(a, propertiesOf('a'));

    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await resource.update(propertiesOf('a'));
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    harness.emulator.faults.clear();
    refuse(harness, 'access-denied');
    await expect(harness.association().deleteAs(b, propertiesOf('b'))).rejects.toThrow(/AccessDeniedException/);

    harness.stackStatus = 'DELETE_IN_PROGRESS';
    harness.emulator.faults.clear();
    await harness.association().deleteAs(a, propertiesOf('a'));
    expect(harness.emulator.leftBehind().associations).toEqual([]);
  });

  test('stays in the care of the new one when the deletion dies between the two writes of the hand-over', async () => {
    const { harness, resource, ids: { a } } = await replaced('a', 'b');
    const deletion = harness.association();
    deletion.physicalId = a;
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    refuse(harness, 'conflict');
    const event = await deletion.begin('Delete', propertiesOf('a'));
    const { ledger } = harness.context;
    const write = ledger.write.bind(ledger);
    const kill = jest.spyOn(ledger, 'write').mockImplementation(async (entry) => {
      if (entry.owner === event.PhysicalResourceId && entry.handedOver) {
        throw new Error('killed');
      }
      return write(entry);
    });
    await expect(deletion.run(event)).rejects.toThrow(/killed/);
    kill.mockRestore();

    harness.emulator.faults.clear();
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await resource.update(propertiesOf('b', 'risk'));
    expect(harness.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['b']);
  });

  test('for as long as a deletion can take is in the care of what it was to take the place of, when the update was taken back', async () => {
    const { harness, ids: { a, b } } = await replaced('a', 'b');
    harness.stackStatus = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    harness.emulator.faults.add({ operation: '*', fault: 'throttle', times: Infinity });
    await expect(harness.association().deleteAs(b, propertiesOf('b'))).rejects.toThrow(/ThrottlingException/);

    harness.emulator.faults.clear();
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await harness.association().deleteAs(a, propertiesOf('a'));
    expect(harness.emulator.leftBehind().associations).toEqual([]);
  });

  describe('and whose end could not be recorded,', () => {
    /** The deletion is accepted, and no look at it ever comes. */
    const abandon = async (harness: HandlerHarness, physicalId: string, name: string) => {
      const deletion = harness.association();
      deletion.physicalId = physicalId;
      harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
      await deletion.begin('Delete', propertiesOf(name));
    };

    test('comes into the care of the new one with the next update', async () => {
      const { harness, resource, ids: { a } } = await replaced('a', 'b');
      await abandon(harness, a, 'a');
      harness.advance(1);
      harness.stackStatus = 'UPDATE_IN_PROGRESS';
      await resource.update(propertiesOf('b', 'risk'));
      expect(harness.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['b']);
    });

    test('goes with the new one when the stack is deleted, as soon as CloudFormation can no longer be waiting for its own deletion', async () => {
      const { harness, resource, ids: { a } } = await replaced('a', 'b');
      await abandon(harness, a, 'a');
      harness.advance(30);
      harness.stackStatus = 'DELETE_IN_PROGRESS';
      await resource.delete();
      expect(harness.emulator.leftBehind().associations).toEqual([]);
    });

    test('comes into the care of what replaces the new one in its turn', async () => {
      const { harness, resource, ids: { a, b } } = await replaced('a', 'b');
      await abandon(harness, a, 'a');
      harness.advance(1);
      harness.stackStatus = 'UPDATE_IN_PROGRESS';
      await resource.update(propertiesOf('c'));
      harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
      const { polls } = await harness.association().deleteAs(b, propertiesOf('b'));
      expect(polls).toBe(1);
      expect(harness.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['c']);
    });

    test('is left to its deletion, when both are deleted with the stack at the same time', async () => {
      const { harness, resource, ids: { a } } = await replaced('a', 'b');
      const deletion = harness.association();
      deletion.physicalId = a;
      harness.stackStatus = 'DELETE_IN_PROGRESS';
      const begun = await deletion.begin('Delete', propertiesOf('a'));
      harness.advance(1);
      const latter = await resource.begin('Delete', propertiesOf('b'));
      expect(await harness.look(latter)).toMatchObject({ state: 'waiting', why: expect.stringContaining('can still be at work') });
      expect(harness.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['a']);

      await deletion.run(begun);
      await resource.run(latter);
      expect(harness.emulator.leftBehind().associations).toEqual([]);
    });
  });

  test('goes in the end, when it was to be used again and the update that wanted that was given up', async () => {
    const { harness, ids: { a, b } } = await replaced('a', 'b');
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    harness.emulator.faults.add({ operation: '*', fault: 'throttle', times: Infinity });
    await expect(harness.association().deleteAs(a, propertiesOf('a'))).rejects.toThrow(/ThrottlingException/);

    harness.emulator.faults.clear();
    const inUse = harness.association();
    inUse.physicalId = b;
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await inUse.begin('Update', propertiesOf('a'), propertiesOf('b'));
    inUse.physicalId = b;
    harness.advance(1);
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await inUse.run(await inUse.begin('Update', propertiesOf('b'), propertiesOf('a')));
    expect(harness.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['b']);
  });

  test('is not handed to what is gone, under a ledger that was put back to an earlier time', async () => {
    const { harness, resource, ids: { a, b } } = await replaced('a', 'b');
    const backup = harness.dynamoDb.backup();
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await harness.association().deleteAs(a, propertiesOf('a'));
    harness.dynamoDb.restore(backup);
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await resource.update(propertiesOf('c'));
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await harness.association().deleteAs(b, propertiesOf('b'));

    // The app has no association any more. What holds it takes three minutes to go.
    refuse(harness, 'conflict', 12);
    await resource.delete();
    expect(harness.emulator.leftBehind().associations).toEqual([]);
  });

  test('is not handed to what a lost clean-up left, when the stack is deleted', async () => {
    const { harness, resource } = await replaced('a', 'b');
    // The deletion of the old one never arrives. What holds the new one takes three minutes to go.
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    refuse(harness, 'conflict', 12);
    await resource.delete();
    expect(harness.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['a']);
  });

  test('is handed, when the deletion comes late, to what is in use by then', async () => {
    const { harness, resource, ids: { a, b } } = await replaced('a', 'b', 'c');
    harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await harness.association().deleteAs(b, propertiesOf('b'));
    refuse(harness, 'conflict');
    await harness.association().deleteAs(a, propertiesOf('a'));

    harness.stackStatus = 'DELETE_IN_PROGRESS';
    harness.emulator.faults.clear();
    await resource.delete();
    expect(harness.emulator.leftBehind().associations).toEqual([]);
  });

  test('is handed to what is in use also behind what went while it was in the care of another', async () => {
    const { harness, resource, ids: { a, b } } = await replaced('a', 'b', 'c');
    const cleanUp = async (physicalId: string, name: string) => {
      harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
      refuse(harness, 'conflict');
      await harness.association().deleteAs(physicalId, propertiesOf(name));
      harness.emulator.faults.clear();
    };
    await cleanUp(b, 'b');
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    await resource.update(propertiesOf('c', 'risk'));
    expect(harness.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['a', 'c']);

    await cleanUp(a, 'a');
    harness.stackStatus = 'DELETE_IN_PROGRESS';
    await resource.delete();
    expect(harness.emulator.leftBehind().associations).toEqual([]);
  });
});

test('an algorithm that is held is not handed to the one that it replaced, when the clean-up of that failed: both are dealt with', async () => {
  const harness = new HandlerHarness();
  const { Request } = algorithmProperties();
  const changed = algorithmProperties({ Request: { ...Request, roleArn: `${Request.roleArn}s` } });
  const [original, replacement] = [harness.algorithm(), harness.algorithm()];
  await original.create(algorithmProperties());
  replacement.takeOver(original);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  const { attributes } = await replacement.update(changed);
  harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  harness.emulator.faults.add({ operation: 'GetConfiguredModelAlgorithm', fault: 'access-denied', times: Infinity });
  await expect(original.delete()).rejects.toThrow('AccessDeniedException');
  harness.emulator.faults.clear();
  await harness.context.client.createConfiguredModelAlgorithmAssociation({
    membershipIdentifier: MEMBERSHIP, name: 'somebody-else', configuredModelAlgorithmArn: attributes.ConfiguredModelAlgorithmArn,
  });

  await expect(replacement.delete()).rejects.toThrow(/ConflictException.*It may be held by an association/);

  expect(harness.emulator.leftBehind().algorithms.map(({ arn }) => arn)).toEqual([attributes.ConfiguredModelAlgorithmArn]);
});

describe('permissions that are still on their way', () => {
  test.each(['access-denied', 'role-not-assumable'] as const)('%s for a minute is waited for', async (fault) => {
    const harness = new HandlerHarness();
    harness.emulator.faults.add({ operation: '*', fault, times: 4 });
    await harness.algorithm().create(algorithmProperties());
    expect(harness.emulator.leftBehind().algorithms).toHaveLength(1);
  });

  test('that never come fail the deployment after two minutes, with the operation', async () => {
    const harness = new HandlerHarness();
    harness.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'access-denied', times: Infinity });
    const start = harness.context.now();
    await expect(harness.trainedModel().create(modelProperties())).rejects.toThrow(/CreateTrainedModel: AccessDeniedException: .*Check the permissions/);
    expect((harness.context.now() - start) / 1000).toBe(120);
  });

  test('of the ledger are waited for where nothing else can wait', async () => {
    const harness = new HandlerHarness();
    harness.dynamoDb.faults.add({ operation: 'GetItem', fault: 'throttle', times: 3 });
    await harness.algorithm().create(algorithmProperties());
    expect(harness.emulator.leftBehind().algorithms).toHaveLength(1);
  });
});
