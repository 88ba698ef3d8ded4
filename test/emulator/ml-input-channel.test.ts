import { ACCOUNT, MEMBERSHIP, OTHER_ACCOUNT, OTHER_MEMBERSHIP, ROLE_ARN, elsewhere, failure, training, world, type World } from './world';
import { DEFAULT_BEHAVIOR } from '../../emulator';
import type { CreateMlInputChannelRequest, ProtectedQueryInputParameters } from '../../src/private/protocol/api-requests';

const SQL: ProtectedQueryInputParameters = { sqlParameters: { queryString: 'SELECT 1' } };
const channel = (overrides: Partial<CreateMlInputChannelRequest> = {}, query = SQL): CreateMlInputChannelRequest => ({
  membershipIdentifier: MEMBERSHIP,
  name: 'data',
  configuredModelAlgorithmAssociations: [elsewhere().association],
  inputChannel: { dataSource: { protectedQueryInputParameters: query }, roleArn: ROLE_ARN },
  retentionInDays: 1,
  ...overrides,
});
const get = (w: World, mlInputChannelArn: string) => w.client.getMLInputChannel({ membershipIdentifier: MEMBERSHIP, mlInputChannelArn });
const remove = (w: World, mlInputChannelArn: string) => w.client.deleteMLInputChannelData({ membershipIdentifier: MEMBERSHIP, mlInputChannelArn });
const reading = (mlInputChannelArn: string, name = 'model') => training({ name, dataChannels: [{ channelName: 'train', mlInputChannelArn }] });
const { pendingSeconds, querySeconds, deleteSeconds } = DEFAULT_BEHAVIOR;

/** A channel whose query has ended. */
async function queried(w: World, overrides: Partial<CreateMlInputChannelRequest> = {}): Promise<string> {
  const { mlInputChannelArn } = await w.client.createMLInputChannel(channel(overrides));
  w.clock.advance(pendingSeconds + (querySeconds as number));
  return mlInputChannelArn;
}

test('a channel becomes active, and shows what came of its query', async () => {
  const w = world();
  const { mlInputChannelArn } = await w.client.createMLInputChannel(channel({ tags: { a: '1' } }));
  expect(mlInputChannelArn).toContain(`:${ACCOUNT}:membership/${MEMBERSHIP}/ml-input-channel/`);
  const statuses = [];
  for (const seconds of [0, pendingSeconds, querySeconds as number]) {
    w.clock.advance(seconds);
    statuses.push((await get(w, mlInputChannelArn)).status);
  }

  expect(statuses).toEqual(['CREATE_PENDING', 'CREATE_IN_PROGRESS', 'ACTIVE']);
  expect(await get(w, mlInputChannelArn)).toMatchObject({
    name: 'data', retentionInDays: 1, tags: { a: '1' }, numberOfRecords: expect.any(Number), numberOfFiles: expect.any(Number), sizeInGb: expect.any(Number),
  });
  expect(w.emulator.queries).toMatchObject([{ mlInputChannelArn, accountId: ACCOUNT }]);
  expect(w.emulator.nextChangeAt()).toBeUndefined();
});

test('a query fails as planned, with the reason, and without data', async () => {
  const w = world();
  w.emulator.nextQueries.fail('no such table', 5);
  const { mlInputChannelArn } = await w.client.createMLInputChannel(channel());
  w.clock.advance(pendingSeconds + 5);

  const details = await get(w, mlInputChannelArn);
  expect(details).toMatchObject({ status: 'CREATE_FAILED', statusDetails: { statusCode: 'CREATE_FAILED', message: 'no such table' } });
  expect(details.numberOfRecords).toBeUndefined();
  expect(w.emulator.leftBehind().inputChannels).toHaveLength(1);
});

test('a query that is never started is pending for ever', async () => {
  const w = world();
  w.emulator.nextQueries.hang();
  const arn = await queried(w);

  expect((await get(w, arn)).status).toBe('CREATE_PENDING');
});

describe('refused by name', () => {
  test.each<[string, CreateMlInputChannelRequest, string]>([
    ['two associations', channel({ configuredModelAlgorithmAssociations: [elsewhere().association, elsewhere().association] }), 'must have exactly 1 entries, got 2'],
    ['neither SQL nor a template', channel({}, { sqlParameters: {} }), 'must have either queryString or analysisTemplateArn'],
    ['SQL and a template', channel({}, { sqlParameters: { queryString: 'SELECT 1', analysisTemplateArn: `arn:aws:cleanrooms:us-east-1:${ACCOUNT}:membership/1/analysistemplate/1` } }), 'must have either queryString or'],
    ['too many large workers', channel({}, { ...SQL, computeConfiguration: { worker: { type: 'CR.8X', number: 17 } } }), 'worker.number must be from 2 to 16 for CR.8X, got 17'],
    ['a worker alone', channel({}, { ...SQL, computeConfiguration: { worker: { number: 1 } } }), 'worker.number must be a whole number from 2 to 1024, got 1'],
    ['31 days', channel({ retentionInDays: 31 }), 'retentionInDays must be 1 to 30 days'],
    ['a tag of AWS', channel({ tags: { 'aws:a': '' } }), 'tags has the key "aws:a"'],
  ])('%s', async (_title, request, message) => {
    const w = world();
    await expect(w.client.createMLInputChannel(request)).rejects.toEqual(failure('ValidationException', message));
    expect(w.emulator.queries).toEqual([]);
  });

  test('a role of another account', async () => {
    const role = { ...channel().inputChannel, roleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/query` };
    await expect(world().client.createMLInputChannel(channel({ inputChannel: role }))).rejects.toEqual(failure('AccessDeniedException', 'is not of account'));
  });

  test('a membership of another account', async () => {
    const w = world();
    await queried(w);
    await expect(w.other.createMLInputChannel(channel())).rejects.toEqual(failure('AccessDeniedException', 'does not own membership'));
    await expect(w.other.listMLInputChannels({ membershipIdentifier: MEMBERSHIP })).rejects.toEqual(failure('AccessDeniedException', 'does not own membership'));
  });
});

describe('afterDelete: what becomes of a channel whose data was deleted', () => {
  test.each(['INACTIVE', 'gone'] as const)('%s', async (afterDelete) => {
    const w = world({ afterDelete });
    const arn = await queried(w);
    await remove(w, arn);
    expect((await get(w, arn)).status).toBe('DELETE_PENDING');
    w.clock.advance(deleteSeconds / 2);
    expect((await get(w, arn)).status).toBe('DELETE_IN_PROGRESS');
    w.clock.advance(deleteSeconds);

    const { mlInputChannelsList } = await w.client.listMLInputChannels({ membershipIdentifier: MEMBERSHIP });
    expect(mlInputChannelsList.map(({ status }) => status)).toEqual(afterDelete === 'gone' ? [] : ['INACTIVE']);
    expect(w.emulator.leftBehind().inputChannels).toEqual([]);
    if (afterDelete === 'gone') {
      await expect(get(w, arn)).rejects.toEqual(failure('ResourceNotFoundException', 'ML input channel'));
    }
  });
});

test.each(['conflict', 'accept'] as const)('deleteWhileRunning: %s', async (deleteWhileRunning) => {
  const w = world({ deleteWhileRunning });
  const { mlInputChannelArn } = await w.client.createMLInputChannel(channel());
  const removal = remove(w, mlInputChannelArn);

  await (deleteWhileRunning === 'accept' ? removal : expect(removal).rejects.toEqual(failure('ConflictException', 'while its query runs')));
  expect((await get(w, mlInputChannelArn)).status).toBe(deleteWhileRunning === 'accept' ? 'DELETE_PENDING' : 'CREATE_PENDING');
});

test.each(['conflict', 'accept'] as const)('repeatedDelete: %s', async (repeatedDelete) => {
  const w = world({ repeatedDelete });
  const arn = await queried(w);
  await remove(w, arn);
  const again = remove(w, arn);

  await (repeatedDelete === 'accept' ? again : expect(again).rejects.toEqual(failure('ConflictException', 'has no data to delete')));
});

test('a deletion can fail, and be asked for again', async () => {
  const w = world();
  const arn = await queried(w);
  w.emulator.faults.deleteFails = 'once';
  await remove(w, arn);
  w.clock.advance(deleteSeconds);
  expect((await get(w, arn)).status).toBe('DELETE_FAILED');
  await remove(w, arn);
  w.clock.advance(deleteSeconds);

  expect((await get(w, arn)).status).toBe('INACTIVE');
});

describe('expiredChannel: what a channel shows whose data has expired', () => {
  test.each(['INACTIVE', 'ACTIVE'] as const)('%s, and it cannot be used any more', async (expiredChannel) => {
    const w = world({ expiredChannel });
    const arn = await queried(w);
    w.clock.advance(86_399);
    await w.client.createTrainedModel(reading(arn, 'in-time'));
    w.clock.advance(1);

    expect((await get(w, arn)).status).toBe(expiredChannel);
    await expect(w.client.createTrainedModel(reading(arn))).rejects.toEqual(failure('ValidationException', 'cannot be read'));
    expect(w.emulator.leftBehind().inputChannels).toEqual([]);
  });
});

test('a training reads what is active, and nothing else of the service', async () => {
  const w = world();
  const { mlInputChannelArn } = await w.client.createMLInputChannel(channel());
  await expect(w.client.createTrainedModel(reading(mlInputChannelArn))).rejects.toEqual(failure('ValidationException', 'with status CREATE_PENDING'));
  w.clock.advance(600);
  await w.client.createTrainedModel(reading(mlInputChannelArn));
  await w.client.createTrainedModel(reading(elsewhere().inputChannel, 'imported'));
  expect(w.emulator.trainings).toHaveLength(2);
});

describe('deletionBlockedBy', () => {
  async function associated(w: World): Promise<string> {
    const { configuredModelAlgorithmArn } = await w.client.createConfiguredModelAlgorithm({ name: 'algorithm', roleArn: ROLE_ARN });
    const { configuredModelAlgorithmAssociationArn: arn } = await w.client.createConfiguredModelAlgorithmAssociation({
      membershipIdentifier: MEMBERSHIP, name: 'association', configuredModelAlgorithmArn,
    });
    return arn;
  }
  const removal = (w: World, configuredModelAlgorithmAssociationArn: string) => w.client.deleteConfiguredModelAlgorithmAssociation({
    membershipIdentifier: MEMBERSHIP, configuredModelAlgorithmAssociationArn,
  });

  test.each([
    ['changingChannels', 0, true], ['changingChannels', 600, false], ['activeChannels', 0, false], ['activeChannels', 600, true],
  ] as const)('%s, %s seconds after the creation: %s', async (blocker, seconds, isBlocked) => {
    const w = world({ deletionBlockedBy: [blocker] });
    const arn = await associated(w);
    await w.client.createMLInputChannel(channel({ configuredModelAlgorithmAssociations: [arn] }));
    w.clock.advance(seconds);
    const deleted = removal(w, arn);

    await (isBlocked ? expect(deleted).rejects.toEqual(failure('ConflictException', 'has ML input channels that depend on it')) : deleted);
  });

  test.each([['readingModels', true], ['associations', false]] as const)('%s, while a training reads the channel: %s', async (blocker, isBlocked) => {
    const w = world({ deletionBlockedBy: [blocker] });
    const arn = await queried(w);
    await w.client.createTrainedModel(reading(arn));
    const deleted = remove(w, arn);

    await (isBlocked ? expect(deleted).rejects.toEqual(failure('ConflictException', 'is read by a training')) : deleted);
    w.clock.advance(7200);
    await remove(w, arn);
  });
});

test('accessBudget: each query and each training that reads a channel takes one, and nothing works at 0', async () => {
  const w = world({ accessBudget: 2 });
  const arn = await queried(w);
  const left = async () => (await get(w, arn)).privacyBudgets?.accessBudgets?.map(({ aggregateRemainingBudget }) => aggregateRemainingBudget);
  expect(await left()).toEqual([1]);
  await w.client.createTrainedModel(reading(arn));

  expect(await left()).toEqual([0]);
  await expect(w.client.createTrainedModel(reading(arn, 'more'))).rejects.toEqual(failure('ValidationException', 'budget'));
  await expect(w.client.createMLInputChannel(channel({ name: 'more' }))).rejects.toEqual(failure('ValidationException', 'budget'));
});

test('without a budget none is shown', async () => {
  const w = world();
  expect(await get(w, await queried(w))).not.toHaveProperty('privacyBudgets');
});

describe('uniqueNames', () => {
  test.each([[false, 'data', 'data'], ['live', 'conflict', 'data'], ['forever', 'conflict', 'conflict']] as const)('%s: %s while it is there, and %s afterwards', async (uniqueNames, during, after) => {
    const w = world({ uniqueNames });
    const create = () => w.client.createMLInputChannel(channel()).then(() => 'data', ({ name }) => (name === 'ConflictException' ? 'conflict' : name));
    const arn = await queried(w);
    expect(await create()).toBe(during);
    await remove(w, arn);
    w.clock.advance(deleteSeconds);
    const [twin] = w.emulator.queries.slice(1);
    if (twin !== undefined) {
      w.clock.advance(600);
      await remove(w, twin.mlInputChannelArn);
      w.clock.advance(deleteSeconds);
    }
    expect(await create()).toBe(after);
  });
});

test('any member of the collaboration can delete the data, and others cannot read it', async () => {
  const w = world();
  const arn = await queried(w);
  await expect(w.other.getMLInputChannel({ membershipIdentifier: OTHER_MEMBERSHIP, mlInputChannelArn: arn })).rejects.toEqual(failure('ValidationException', 'is not of membership'));
  await w.other.deleteMLInputChannelData({ membershipIdentifier: OTHER_MEMBERSHIP, mlInputChannelArn: arn });

  expect((await get(w, arn)).status).toBe('DELETE_PENDING');
});

test('channels are tagged by their ARN, and listed late when asked for', async () => {
  const w = world({ listingDelaySeconds: 60 });
  const { mlInputChannelArn: resourceArn } = await w.client.createMLInputChannel(channel());
  const listed = async () => (await w.client.listMLInputChannels({ membershipIdentifier: MEMBERSHIP })).mlInputChannelsList.length;
  expect(await listed()).toBe(0);
  w.clock.advance(60);
  expect(await listed()).toBe(1);
  await w.client.tagResource({ resourceArn, tags: { a: '1' } });

  expect((await get(w, resourceArn)).tags).toEqual({ a: '1' });
  expect(await w.client.listTagsForResource({ resourceArn })).toEqual({ tags: { a: '1' } });
});
