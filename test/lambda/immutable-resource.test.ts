import { algorithmProperties, associationProperties, modelProperties, MEMBERSHIP, World } from './world';

describe('an algorithm', () => {
  test('is created under a name of its own, tagged with its owner, and deleted', async () => {
    const world = new World();
    const algorithm = world.algorithm();
    const { attributes } = await algorithm.create(algorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));
    expect(attributes).toEqual({
      ConfiguredModelAlgorithmArn: expect.stringContaining(':configured-model-algorithm/'),
      Name: algorithm.physicalId,
      TrainingDefinition: expect.stringMatching(/^[a-z2-7]{26}$/),
    });
    const [create] = world.emulator.calls.filter(({ operation }) => operation === 'CreateConfiguredModelAlgorithm');
    expect(create.request).toMatchObject({ name: algorithm.physicalId, tags: { 'team': 'fraud', 'cdk-cleanrooms-ml:owner': algorithm.physicalId } });
    await algorithm.delete();
    expect(world.emulator.leftBehind().algorithms).toEqual([]);
  });

  test('keeps its physical id through changes of tags and description, and a rollback of a replacement gives the earlier one back', async () => {
    const world = new World();
    const algorithm = world.algorithm();
    await algorithm.create(algorithmProperties());
    const first = algorithm.physicalId;
    world.changes();
    await algorithm.update(algorithmProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));
    expect(algorithm.physicalId).toBe(first);
    expect(world.changes()).toEqual(['TagResource']);
    await algorithm.update(algorithmProperties({ Tags: [] }));
    expect(world.changes()).toEqual(['UntagResource']);

    const { Request } = algorithmProperties();
    await algorithm.update(algorithmProperties({ Request: { ...Request, description: 'another' } }));
    expect(algorithm.physicalId).toBe(first);
    expect(world.changes()).toEqual([]);
    await algorithm.update(algorithmProperties({ Request: { ...Request, roleArn: `${Request.roleArn}s` } }));
    expect(algorithm.physicalId).not.toBe(first);
    await algorithm.update(algorithmProperties());
    expect(algorithm.physicalId).toBe(first);
    expect(world.emulator.leftBehind().algorithms).toHaveLength(2);
  });

  test('keeps what it owns when a refactoring gives it another logical id', async () => {
    const world = new World();
    const before = world.algorithm('Before');
    await before.create(algorithmProperties());
    const after = world.algorithm('After');
    after.takeOver(before);
    await after.update(algorithmProperties({ Label: 'Renamed' }));
    expect(after.physicalId).toBe(before.physicalId);
    expect(world.emulator.leftBehind().algorithms).toHaveLength(1);
  });

  test('does not take over a resource of the same name', async () => {
    const world = new World();
    await world.algorithm('Mine').create(algorithmProperties({ Name: 'fraud' }));
    await expect(world.algorithm('Other').create(algorithmProperties({ Name: 'fraud' })))
      .rejects.toThrow('ConfiguredModelAlgorithm "Other" (Create): there is a resource named "fraud" already that this one does not own');
  });

  test('is found again when the reply to its creation was lost', async () => {
    const world = new World({ listingDelaySeconds: 60, uniqueNames: false });
    world.emulator.faults.add({ operation: 'CreateConfiguredModelAlgorithm', fault: 'lost-reply', times: 1 });
    await world.algorithm().create(algorithmProperties());
    expect(world.emulator.leftBehind().algorithms).toHaveLength(1);
  });

  test('whose deletion is refused is tried again for ten minutes, and then says what may hold it', async () => {
    const world = new World();
    const algorithm = world.algorithm();
    const { attributes } = await algorithm.create(algorithmProperties());
    const association = world.association();
    await association.create(associationProperties({
      Request: { membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmArn: attributes.ConfiguredModelAlgorithmArn },
    }));
    const deletion = algorithm.delete();
    await expect(deletion).rejects.toThrow(/DeleteConfiguredModelAlgorithm: ConflictException: .* It may be held by an association/);
    await association.delete();
    await algorithm.delete();
    expect(world.emulator.leftBehind()).toMatchObject({ algorithms: [], associations: [] });
  });
});

describe('an association', () => {
  test('reaches the service with its numbers as numbers', async () => {
    const world = new World();
    await world.association().create(associationProperties());
    const [create] = world.emulator.calls.filter(({ operation }) => operation === 'CreateConfiguredModelAlgorithmAssociation');
    expect(create.request).toMatchObject({ privacyConfiguration: { policies: { trainedModels: { maxArtifactSize: { unit: 'GB', value: 1.5 } } } } });
  });

  test('that was never created for its malformed properties can be deleted', async () => {
    const world = new World();
    const association = world.association();
    association.physicalId = 'Association-aaaaaaa-bbbbb';
    await association.run(await association.begin('Delete', associationProperties({ Request: { membershipIdentifier: 'typo', configuredModelAlgorithmArn: 'x' } })));
    expect(world.emulator.calls).toEqual([]);
  });
});

const propertiesOf = (Name: string, team = 'fraud') => associationProperties({ Name, Tags: [{ Key: 'team', Value: team }] });

/** An association under the first name, which updates replace by those that follow, and the physical id under each name. */
async function replaced(first: string, ...others: string[]) {
  const world = new World();
  const resource = world.association();
  await resource.create(propertiesOf(first));
  const ids = { [first]: resource.physicalId! };
  world.stackStatus = 'UPDATE_IN_PROGRESS';
  for (const name of others) {
    await resource.update(propertiesOf(name));
    ids[name] = resource.physicalId!;
  }
  return { world, resource, ids };
}

test('what was replaced and retained stays when an earlier resource is in use again and updated', async () => {
  const { world, resource } = await replaced('a', 'b', 'c', 'a');
  await resource.update(propertiesOf('a', 'risk'));
  expect(world.emulator.leftBehind().associations.map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
});

describe('an association whose deletion is refused in the clean-up of an update', () => {
  const refuse = (world: World, fault: 'conflict' | 'access-denied', times = Infinity) => (
    world.emulator.faults.add({ operation: 'DeleteConfiguredModelAlgorithmAssociation', fault, times }));

  test('goes with the stack, also after both the old and the new one were in the care of the other', async () => {
    const { world, resource, ids: { a, b } } = await replaced('a', 'b');
    world.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    refuse(world, 'conflict');
    await world.association().deleteAs(a, propertiesOf('a'));

    world.stackStatus = 'UPDATE_IN_PROGRESS';
    await resource.update(propertiesOf('a'));
    world.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    world.emulator.faults.clear();
    refuse(world, 'access-denied');
    await expect(world.association().deleteAs(b, propertiesOf('b'))).rejects.toThrow(/AccessDeniedException/);

    world.stackStatus = 'DELETE_IN_PROGRESS';
    world.emulator.faults.clear();
    await world.association().deleteAs(a, propertiesOf('a'));
    expect(world.emulator.leftBehind().associations).toEqual([]);
  });

  test('stays in the care of the new one when the deletion dies between the two writes of the hand-over', async () => {
    const { world, resource, ids: { a } } = await replaced('a', 'b');
    const deletion = world.association();
    deletion.physicalId = a;
    world.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    refuse(world, 'conflict');
    const event = await deletion.begin('Delete', propertiesOf('a'));
    const { ledger } = world.context;
    const write = ledger.write.bind(ledger);
    const kill = jest.spyOn(ledger, 'write').mockImplementation(async (entry) => {
      if (entry.owner === event.PhysicalResourceId && entry.handedOver) {
        throw new Error('killed');
      }
      return write(entry);
    });
    await expect(deletion.run(event)).rejects.toThrow(/killed/);
    kill.mockRestore();

    world.emulator.faults.clear();
    world.stackStatus = 'UPDATE_IN_PROGRESS';
    await resource.update(propertiesOf('b', 'risk'));
    expect(world.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['b']);
  });

  test('is not handed to what a lost clean-up left, when the stack is deleted', async () => {
    const { world, resource } = await replaced('a', 'b');
    // The deletion of the old one never arrives. What holds the new one takes three minutes to go.
    world.stackStatus = 'DELETE_IN_PROGRESS';
    refuse(world, 'conflict', 12);
    await resource.delete();
    expect(world.emulator.leftBehind().associations.map(({ name }) => name)).toEqual(['a']);
  });

  test('is handed, when the deletion comes late, to what is in use by then', async () => {
    const { world, resource, ids: { a, b } } = await replaced('a', 'b', 'c');
    world.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
    await world.association().deleteAs(b, propertiesOf('b'));
    refuse(world, 'conflict');
    await world.association().deleteAs(a, propertiesOf('a'));

    world.stackStatus = 'DELETE_IN_PROGRESS';
    world.emulator.faults.clear();
    await resource.delete();
    expect(world.emulator.leftBehind().associations).toEqual([]);
  });
});

describe('permissions that are still on their way', () => {
  test.each(['access-denied', 'role-not-assumable'] as const)('%s for a minute is waited for', async (fault) => {
    const world = new World();
    world.emulator.faults.add({ operation: '*', fault, times: 4 });
    await world.algorithm().create(algorithmProperties());
    expect(world.emulator.leftBehind().algorithms).toHaveLength(1);
  });

  test('that never come fail the deployment after two minutes, with the operation', async () => {
    const world = new World();
    world.emulator.faults.add({ operation: 'CreateTrainedModel', fault: 'access-denied', times: Infinity });
    const start = world.context.now();
    await expect(world.trainedModel().create(modelProperties())).rejects.toThrow(/CreateTrainedModel: AccessDeniedException: .*Check the permissions/);
    expect((world.context.now() - start) / 1000).toBe(120);
  });

  test('of the ledger are waited for where nothing else can wait', async () => {
    const world = new World();
    world.dynamoDb.faults.add({ operation: 'GetItem', fault: 'throttle', times: 3 });
    await world.algorithm().create(algorithmProperties());
    expect(world.emulator.leftBehind().algorithms).toHaveLength(1);
  });
});
