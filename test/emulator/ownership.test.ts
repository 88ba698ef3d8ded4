import {
  ACCOUNT, ALGORITHM, COLLABORATION, MEMBERSHIP, OTHER_ACCOUNT, OTHER_COLLABORATION, OTHER_MEMBERSHIP,
  associated, elsewhere, failure, trained, training, world,
} from './world';
import type { World } from './world';

const DENIED = failure('AccessDeniedException');
const MISSING = failure('ResourceNotFoundException');

const register = ({ emulator }: World, membershipIdentifier: string, accountId: string, collaborationIdentifier = COLLABORATION) => (
  emulator.registerMembership({ membershipIdentifier, accountId, collaborationIdentifier }));

describe('memberships', () => {
  test('one that was registered is its account\'s', async () => {
    const w = world();
    register(w, MEMBERSHIP, OTHER_ACCOUNT);
    const request = { membershipIdentifier: MEMBERSHIP };
    await expect(w.client.listTrainedModels(request)).rejects.toEqual(failure('AccessDeniedException', MEMBERSHIP));
    await expect(w.client.listConfiguredModelAlgorithmAssociations(request)).rejects.toEqual(DENIED);
    await expect(w.client.createTrainedModel(training())).rejects.toEqual(DENIED);
    await expect(w.other.listTrainedModels(request)).resolves.toBeDefined();
  });

  test('one that was not registered belongs to the account that uses it first', async () => {
    const w = world();
    await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP });
    await expect(w.other.listTrainedModels({ membershipIdentifier: MEMBERSHIP })).rejects.toEqual(DENIED);
  });

  test('one can be registered after it was used, and again, by its owner alone', async () => {
    const w = world();
    await trained(w);
    expect(() => register(w, MEMBERSHIP, OTHER_ACCOUNT)).toThrow(`belongs to account ${ACCOUNT} already`);
    register(w, MEMBERSHIP, ACCOUNT);
    register(w, MEMBERSHIP, ACCOUNT);
    expect(() => register(w, MEMBERSHIP, ACCOUNT, OTHER_COLLABORATION)).toThrow(`is in collaboration ${COLLABORATION} already`);
    const { trainedModels: [{ collaborationIdentifier }] } = await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP });
    expect(collaborationIdentifier).toBe(COLLABORATION);
  });

  test('one that was not registered has a collaboration all the same', async () => {
    const collaborations = [];
    for (const w of [world(), world()]) {
      await trained(w);
      const { trainedModels: [{ collaborationIdentifier }] } = await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP });
      collaborations.push(collaborationIdentifier);
    }
    expect(collaborations[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(collaborations[1]).toBe(collaborations[0]);
  });
});

describe('algorithms', () => {
  test('are those of their account', async () => {
    const w = world();
    const { configuredModelAlgorithmArn } = await w.client.createConfiguredModelAlgorithm(ALGORITHM);
    await expect(w.other.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn })).rejects.toEqual(DENIED);
    await expect(w.other.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn })).rejects.toEqual(DENIED);
    await expect(w.other.tagResource({ resourceArn: configuredModelAlgorithmArn, tags: {} })).rejects.toEqual(DENIED);
    await expect(w.other.createConfiguredModelAlgorithmAssociation({
      membershipIdentifier: OTHER_MEMBERSHIP, name: 'association', configuredModelAlgorithmArn,
    })).rejects.toEqual(DENIED);
    expect(await w.other.listConfiguredModelAlgorithms({})).toEqual({ configuredModelAlgorithms: [] });
  });

  test('show what they were made of', async () => {
    const w = world();
    const { configuredModelAlgorithmArn } = await w.client.createConfiguredModelAlgorithm({ ...ALGORITHM, description: 'text', tags: { a: '1' } });
    expect(configuredModelAlgorithmArn).toMatch(new RegExp(`^arn:aws:cleanrooms-ml:us-east-1:${ACCOUNT}:configured-model-algorithm/[0-9a-f-]{36}$`));
    const times = { createTime: new Date(w.clock.now()), updateTime: new Date(w.clock.now()) };
    const summary = { configuredModelAlgorithmArn, name: 'algorithm', description: 'text', ...times };
    expect(await w.client.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn })).toEqual({ ...ALGORITHM, ...summary, tags: { a: '1' } });
    expect(await w.client.listConfiguredModelAlgorithms({})).toEqual({ configuredModelAlgorithms: [summary] });
  });

  test('are in the partition and region of the caller', async () => {
    const { emulator } = world();
    const client = emulator.client({ accountId: ACCOUNT, region: 'cn-north-1', partition: 'aws-cn' });
    const { configuredModelAlgorithmArn } = await client.createConfiguredModelAlgorithm(ALGORITHM);
    expect(configuredModelAlgorithmArn).toContain(`arn:aws-cn:cleanrooms-ml:cn-north-1:${ACCOUNT}:`);
    await expect(world().client.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn })).rejects.toEqual(MISSING);
    await expect(emulator.client({ accountId: ACCOUNT, region: 'us-east-1' }).getConfiguredModelAlgorithm({ configuredModelAlgorithmArn })).rejects.toEqual(DENIED);
  });
});

describe('associations', () => {
  test('are reached through their membership', async () => {
    const w = world();
    const { configuredModelAlgorithmArn, configuredModelAlgorithmAssociationArn } = await associated(w);
    const own = { membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmAssociationArn };
    const details = await w.client.getConfiguredModelAlgorithmAssociation(own);
    expect(details).toMatchObject({ ...own, configuredModelAlgorithmArn, name: 'association', tags: {} });
    const { configuredModelAlgorithmAssociations } = await w.client.listConfiguredModelAlgorithmAssociations({ membershipIdentifier: MEMBERSHIP });
    const { tags, ...summary } = details;
    expect(configuredModelAlgorithmAssociations).toEqual([summary]);

    const foreign = { membershipIdentifier: OTHER_MEMBERSHIP, configuredModelAlgorithmAssociationArn };
    await expect(w.client.getConfiguredModelAlgorithmAssociation(foreign)).rejects.toEqual(failure('ValidationException', 'is not of membership'));
    await expect(w.other.deleteConfiguredModelAlgorithmAssociation(own)).rejects.toEqual(DENIED);
    await expect(w.other.createConfiguredModelAlgorithmAssociation({
      membershipIdentifier: MEMBERSHIP, name: 'foreign', configuredModelAlgorithmArn: elsewhere().algorithm,
    })).rejects.toEqual(DENIED);
    await expect(w.other.listTagsForResource({ resourceArn: configuredModelAlgorithmAssociationArn })).rejects.toEqual(DENIED);
  });

  test.each([
    ['in the same collaboration can be trained with', COLLABORATION, true], ['in another collaboration cannot', OTHER_COLLABORATION, false],
  ])('of another member %s', async (_, collaboration, usable) => {
    const w = world();
    register(w, MEMBERSHIP, ACCOUNT);
    register(w, OTHER_MEMBERSHIP, OTHER_ACCOUNT, collaboration);
    const { configuredModelAlgorithmAssociationArn } = await associated(w);
    const attempt = w.other.createTrainedModel(training({ membershipIdentifier: OTHER_MEMBERSHIP, configuredModelAlgorithmAssociationArn }));
    await (usable ? expect(attempt).resolves.toBeDefined() : expect(attempt).rejects.toEqual(DENIED));
  });

  test.each(['dataChannels', 'incrementalTrainingDataChannels'])('and so it is for %s', async (member) => {
    const w = world();
    register(w, MEMBERSHIP, ACCOUNT);
    register(w, OTHER_MEMBERSHIP, OTHER_ACCOUNT, OTHER_COLLABORATION);
    const { inputChannel, trainedModel, association } = elsewhere(OTHER_MEMBERSHIP, OTHER_ACCOUNT);
    const channel = { channelName: 'foreign', ...(member === 'dataChannels' ? { mlInputChannelArn: inputChannel } : { trainedModelArn: trainedModel }) };
    await expect(w.client.createTrainedModel(training({ [member]: [channel] }))).rejects.toEqual(failure('AccessDeniedException', OTHER_MEMBERSHIP));
    await expect(w.client.createTrainedModel(training({ configuredModelAlgorithmAssociationArn: association }))).rejects.toEqual(DENIED);
  });

  test.each([
    ['its own', OTHER_MEMBERSHIP, OTHER_ACCOUNT], ['the other', MEMBERSHIP, ACCOUNT],
  ])('of another member can be trained with when only %s is registered', async (_, registered, account) => {
    const w = world();
    register(w, registered, account);
    const { configuredModelAlgorithmAssociationArn } = await associated(w);
    const request = training({ membershipIdentifier: OTHER_MEMBERSHIP, configuredModelAlgorithmAssociationArn });
    await expect(w.other.createTrainedModel(request)).resolves.toBeDefined();
  });
});

describe('what was issued elsewhere, and what is gone', () => {
  test('an ARN that was never issued can be referred to, and not read or changed', async () => {
    const w = world();
    const { algorithm, association, trainedModel } = elsewhere();
    await expect(w.client.createConfiguredModelAlgorithmAssociation({
      membershipIdentifier: MEMBERSHIP, name: 'association', configuredModelAlgorithmArn: algorithm,
    })).resolves.toBeDefined();
    await expect(w.client.createTrainedModel(training({ configuredModelAlgorithmAssociationArn: association }))).resolves.toBeDefined();
    await expect(w.client.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn: algorithm })).rejects.toEqual(MISSING);
    await expect(w.client.deleteConfiguredModelAlgorithmAssociation({
      membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmAssociationArn: association,
    })).rejects.toEqual(MISSING);
    await expect(w.client.getTrainedModel({ membershipIdentifier: MEMBERSHIP, trainedModelArn: trainedModel })).rejects.toEqual(MISSING);
  });

  test('an ARN that was issued and deleted is not found any more', async () => {
    const w = world();
    const { configuredModelAlgorithmArn, configuredModelAlgorithmAssociationArn } = await associated(w);
    const own = { membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmAssociationArn };
    await w.client.deleteConfiguredModelAlgorithmAssociation(own);
    await w.client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn });
    await expect(w.client.getConfiguredModelAlgorithmAssociation(own)).rejects.toEqual(failure('ResourceNotFoundException', configuredModelAlgorithmAssociationArn));
    await expect(w.client.deleteConfiguredModelAlgorithmAssociation(own)).rejects.toEqual(MISSING);
    await expect(w.client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn })).rejects.toEqual(MISSING);
    await expect(w.client.listTagsForResource({ resourceArn: configuredModelAlgorithmArn })).rejects.toEqual(MISSING);
    await expect(w.client.createTrainedModel(training({ configuredModelAlgorithmAssociationArn }))).rejects.toEqual(MISSING);
    await expect(w.client.createConfiguredModelAlgorithmAssociation({
      membershipIdentifier: MEMBERSHIP, name: 'association', configuredModelAlgorithmArn,
    })).rejects.toEqual(MISSING);
  });
});

describe('trained models', () => {
  test('show what they were made of', async () => {
    const w = world({ baseVersion: 'absent' });
    const request = training({
      hyperparameters: { epochs: '3' }, description: 'text', mlModelTrainingPayerAccountId: OTHER_ACCOUNT, tags: { a: '1' }, trainingInputMode: 'File',
    });
    const { trainedModelArn } = await w.client.createTrainedModel(request);
    const details = await w.client.getTrainedModel({ membershipIdentifier: MEMBERSHIP, trainedModelArn });
    const times = { createTime: new Date(w.clock.now()), updateTime: new Date(w.clock.now()) };
    expect(details).toEqual({ ...request, trainedModelArn, status: 'CREATE_PENDING', collaborationIdentifier: details.collaborationIdentifier, ...times });
    const { trainedModels: [summary] } = await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP });
    expect(summary).not.toHaveProperty('hyperparameters');
    expect(details).toMatchObject(summary);
  });

  test('are the membership\'s that made them', async () => {
    const w = world();
    const { trainedModelArn } = await trained(w);
    await w.other.listTrainedModels({ membershipIdentifier: OTHER_MEMBERSHIP });
    const foreign = { membershipIdentifier: OTHER_MEMBERSHIP, trainedModelArn };
    const mismatch = failure('ValidationException', `trainedModelArn is not of membership ${OTHER_MEMBERSHIP}`);
    await expect(w.other.getTrainedModel(foreign)).rejects.toEqual(mismatch);
    await expect(w.other.listTrainedModelVersions(foreign)).rejects.toEqual(mismatch);
    await expect(w.other.cancelTrainedModel(foreign)).rejects.toEqual(mismatch);
    await expect(w.other.getTrainedModel({ membershipIdentifier: MEMBERSHIP, trainedModelArn })).rejects.toEqual(DENIED);
    await expect(w.other.tagResource({ resourceArn: trainedModelArn, tags: {} })).rejects.toEqual(DENIED);
  });

  test.each([['in the collaboration', COLLABORATION, true], ['in another one', OTHER_COLLABORATION, false]])(
    'a member %s deletes an output: %p', async (_, collaboration, allowed) => {
      const w = world();
      register(w, MEMBERSHIP, ACCOUNT);
      register(w, OTHER_MEMBERSHIP, OTHER_ACCOUNT, collaboration);
      const { trainedModelArn } = await trained(w);
      const attempt = w.other.deleteTrainedModelOutput({ membershipIdentifier: OTHER_MEMBERSHIP, trainedModelArn });
      await (allowed ? expect(attempt).resolves.toEqual({}) : expect(attempt).rejects.toEqual(DENIED));
      expect(w.emulator.trainings[0].status()).toBe(allowed ? 'DELETE_PENDING' : 'ACTIVE');
    },
  );
});
