import { ACCOUNT, ALGORITHM, MEMBERSHIP, OTHER_ACCOUNT, START, associated, elsewhere, threeVersions, trained, training, world } from './world';

test('every call is on record, with who, when, what and how it ended', async () => {
  const w = world();
  await w.client.listTrainedModels({ membershipIdentifier: MEMBERSHIP });
  w.clock.advance(7);
  await expect(w.other.listTrainedModels({ membershipIdentifier: MEMBERSHIP })).rejects.toThrow();
  await trained(w);
  expect(w.emulator.calls).toEqual([
    { at: START, accountId: ACCOUNT, operation: 'ListTrainedModels', request: { membershipIdentifier: MEMBERSHIP }, mutating: false, outcome: 'ok' },
    {
      at: START + 7000,
      accountId: OTHER_ACCOUNT,
      operation: 'ListTrainedModels',
      request: { membershipIdentifier: MEMBERSHIP },
      mutating: false,
      outcome: 'AccessDeniedException',
    },
    { at: START + 7000, accountId: ACCOUNT, operation: 'CreateTrainedModel', request: training(), mutating: true, outcome: 'ok' },
  ]);
  w.emulator.resetCalls();
  expect(w.emulator.calls).toEqual([]);
});

test('the operations that change something are those that are not reads', async () => {
  const { client, emulator } = world();
  await Promise.allSettled(Object.values(client).map((method) => method({})));
  const mutating = Object.fromEntries(emulator.calls.map((call) => [call.operation, call.mutating]));
  expect(Object.keys(mutating)).toHaveLength(34);
  for (const [operation, changes] of Object.entries(mutating)) {
    expect([operation, changes]).toEqual([operation, !/^(Get|List)/.test(operation)]);
  }
});

test('neither a request that is changed later nor a reply that is changes what the service has stored', async () => {
  const w = world();
  const request = training({ hyperparameters: { epochs: '1' }, tags: { a: '1' } });
  const { trainedModelArn } = await w.client.createTrainedModel(request);
  request.hyperparameters!.epochs = '2';
  request.dataChannels.pop();
  const read = () => w.client.getTrainedModel({ membershipIdentifier: MEMBERSHIP, trainedModelArn });
  const details = await read();
  details.tags!.b = '2';
  (details as unknown as { hyperparameters: Record<string, string> }).hyperparameters.epochs = '3';
  expect(await read()).toMatchObject({ hyperparameters: { epochs: '1' }, tags: { a: '1' }, dataChannels: [{ channelName: 'train' }] });
  expect((await read()).tags).toEqual({ a: '1' });
  const { configuredModelAlgorithmArn } = await w.client.createConfiguredModelAlgorithm(ALGORITHM);
  (await w.client.getConfiguredModelAlgorithm({ configuredModelAlgorithmArn })).tags!.b = '2';
  expect(await w.client.listTagsForResource({ resourceArn: configuredModelAlgorithmArn })).toEqual({ tags: {} });
  expect(w.emulator.calls[0].request).toMatchObject({ hyperparameters: { epochs: '1' } });
  expect(w.emulator.trainings[0].request).toMatchObject({ hyperparameters: { epochs: '1' } });
});

test('every accepted training is on record, and no refused one', async () => {
  const w = world();
  const { trainedModelArn, second, third } = await threeVersions(w);
  await expect(w.client.createTrainedModel(training({ name: 'third' }))).rejects.toThrow();
  expect(w.emulator.trainings).toMatchObject([
    { name: 'first', trainedModelArn, versionIdentifier: undefined, membershipIdentifier: MEMBERSHIP, accountId: ACCOUNT, acceptedAt: START, parent: undefined },
    { name: 'second', trainedModelArn, versionIdentifier: second, acceptedAt: START + 1_260_000, parent: { trainedModelArn, versionIdentifier: undefined } },
    { name: 'third', trainedModelArn, versionIdentifier: third, parent: { trainedModelArn, versionIdentifier: second } },
  ]);
});

test('what the outside is shown can be printed', async () => {
  const w = world();
  await threeVersions(w);
  const { trainings } = w.emulator;
  expect(JSON.parse(JSON.stringify([trainings, w.emulator.leftBehind().activeOutputs]))).toMatchObject([
    [{ name: 'first' }, { name: 'second', parent: { trainedModelArn: trainings[0].trainedModelArn } }, { name: 'third' }],
    [{ name: 'first' }, { name: 'second' }, { name: 'third' }],
  ]);
});

test('the same seed and calls give the same identifiers, and another seed others', async () => {
  const run = async (seed?: number) => {
    const w = world({}, seed);
    return { ...await associated(w), ...await threeVersions(w), elsewhere: elsewhere().trainedModel };
  };
  const identifiers = await run(1);
  expect(await run(1)).toEqual(identifiers);
  const others = await run(2);
  expect(others.second).not.toBe(identifiers.second);
  expect(new Set(Object.values(identifiers)).size).toBe(6);
  expect(await run()).toEqual(await run(0));
});
