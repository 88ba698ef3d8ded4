import { ALGORITHM, MEMBERSHIP, OTHER_MEMBERSHIP, elsewhere, failure, trained, training, world, type World } from './world';

async function algorithms({ client, clock }: World, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await client.createConfiguredModelAlgorithm({ ...ALGORITHM, name: `algorithm${i}` });
    clock.advance(i % 2);
  }
}

const names = (count: number, from: number) => Array.from({ length: count }, (_, i) => `algorithm${from - i}`);

test('a page has ten rows when nothing else is asked for, newest first', async () => {
  const w = world();
  await algorithms(w, 12);
  const first = await w.client.listConfiguredModelAlgorithms({});
  expect(first.configuredModelAlgorithms.map(({ name }) => name)).toEqual(names(10, 11));
  const second = await w.client.listConfiguredModelAlgorithms({ nextToken: first.nextToken });
  expect(second.configuredModelAlgorithms.map(({ name }) => name)).toEqual(names(2, 1));
  expect(second.nextToken).toBeUndefined();
});

test.each([1, 5, 12, 100])('pages of %i rows show everything once', async (maxResults) => {
  const w = world();
  await algorithms(w, 12);
  const seen: string[] = [];
  let pages = 0;
  let nextToken: string | undefined;
  do {
    const page = await w.client.listConfiguredModelAlgorithms({ maxResults, nextToken });
    seen.push(...page.configuredModelAlgorithms.map(({ name }) => name));
    nextToken = page.nextToken;
    pages += 1;
  } while (nextToken !== undefined);
  expect(seen).toEqual(names(12, 11));
  expect(pages).toBe(Math.ceil(12 / maxResults));
});

test('a page can have fewer rows than were asked for', async () => {
  const w = world({ largestPage: 3 });
  await algorithms(w, 4);
  const { configuredModelAlgorithms, nextToken } = await w.client.listConfiguredModelAlgorithms({ maxResults: 100 });
  expect(configuredModelAlgorithms.map(({ name }) => name)).toEqual(names(3, 3));
  expect(nextToken).toBeDefined();
});

test('what comes and goes between two pages moves no row to another one', async () => {
  const w = world();
  await algorithms(w, 4);
  const first = await w.client.listConfiguredModelAlgorithms({ maxResults: 2 });
  await w.client.createConfiguredModelAlgorithm({ ...ALGORITHM, name: 'new' });
  const [, { configuredModelAlgorithmArn }] = first.configuredModelAlgorithms;
  await w.client.deleteConfiguredModelAlgorithm({ configuredModelAlgorithmArn });
  const second = await w.client.listConfiguredModelAlgorithms({ maxResults: 2, nextToken: first.nextToken });
  expect(second.configuredModelAlgorithms.map(({ name }) => name)).toEqual(names(2, 1));
});

test('a token is good for the listing that gave it out', async () => {
  const w = world({ listTrainedModels: 'all' });
  const { trainedModelArn } = await trained(w, { name: 'first' });
  await trained(w, { name: 'second', incrementalTrainingDataChannels: [{ channelName: 'base', trainedModelArn }] });
  const { nextToken } = await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP, maxResults: 1 });
  const refused = failure('ValidationException', 'nextToken must be one that the same listing gave out');
  await expect(w.client.listTrainedModels({ membershipIdentifier: OTHER_MEMBERSHIP, nextToken })).rejects.toEqual(refused);
  await expect(w.client.listTrainedModelVersions({ membershipIdentifier: MEMBERSHIP, trainedModelArn, nextToken })).rejects.toEqual(refused);
  await expect(w.client.listConfiguredModelAlgorithms({ nextToken })).rejects.toEqual(refused);
  const [listing] = JSON.parse(Buffer.from(nextToken!, 'base64url').toString());
  const tokens = ['{}', '[]', JSON.stringify([listing, 'later'])].map((content) => Buffer.from(content).toString('base64url'));
  for (const made of ['nonsense', ...tokens]) {
    await expect(w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP, nextToken: made })).rejects.toEqual(refused);
  }
  const versions = { membershipIdentifier: MEMBERSHIP, trainedModelArn };
  const page = await w.client.listTrainedModelVersions({ ...versions, maxResults: 1 });
  expect(page.trainedModels).toMatchObject([{ name: 'second' }]);
  await expect(w.client.listTrainedModelVersions({ ...versions, status: 'ACTIVE', nextToken: page.nextToken })).rejects.toEqual(refused);
  expect((await w.client.listTrainedModelVersions({ ...versions, nextToken: page.nextToken })).trainedModels).toMatchObject([{ name: 'first' }]);
});

test('versions can be listed by status', async () => {
  const w = world();
  const { trainedModelArn } = await trained(w, { name: 'first' });
  await w.client.createTrainedModel(training({ name: 'second', incrementalTrainingDataChannels: [{ channelName: 'base', trainedModelArn }] }));
  const listed = async (status?: 'ACTIVE' | 'CREATE_PENDING' | 'INACTIVE') => (
    (await w.client.listTrainedModelVersions({ membershipIdentifier: MEMBERSHIP, trainedModelArn, status })).trainedModels.map(({ name }) => name));
  expect([await listed(), await listed('ACTIVE'), await listed('CREATE_PENDING'), await listed('INACTIVE')]).toEqual([['second', 'first'], ['first'], ['second'], []]);
});

test('the versions of a model that was never issued are not found', async () => {
  const { client } = world();
  await expect(client.listTrainedModelVersions({ membershipIdentifier: MEMBERSHIP, trainedModelArn: elsewhere().trainedModel }))
    .rejects.toEqual(failure('ResourceNotFoundException'));
});

test('a listing that another replica answers misses what an earlier one showed', async () => {
  const w = world();
  await algorithms(w, 1);
  const ages = [0, 30, 0];
  w.emulator.faults.listingAge = () => ages.shift()!;
  const counts: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    counts.push((await w.client.listConfiguredModelAlgorithms({})).configuredModelAlgorithms.length);
  }
  expect(counts).toEqual([1, 0, 1]);
});
