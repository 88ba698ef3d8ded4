/** What only an ML input channel asks of the lifecycle of declared resources: it takes its time, it costs, and it leaves an entry. */
import { HandlerHarness, channelProperties } from './handler-harness';
import { ServiceCallError } from '../../lambda/engine/call';
import type { DecisionRecord } from '../../lambda/engine/log';
import type { CleanRoomsMl } from '../../src/private/protocol/clean-rooms-ml';
import type { MlInputChannelProperties } from '../../src/private/protocol/contract';

const REVISED = channelProperties({ Revision: '2' });

function onWorkers(worker: { type: string; number: number }): Partial<MlInputChannelProperties> {
  const { Request } = channelProperties();
  const dataSource = { protectedQueryInputParameters: { computeConfiguration: { worker } } };
  return { Request: { ...Request, inputChannel: { ...Request.inputChannel, dataSource } } };
}

/** A harness in which a request for another channel is one of a stack that goes forward. */
async function deployed(behavior: ConstructorParameters<typeof HandlerHarness>[0] = {}) {
  const harness = new HandlerHarness(behavior);
  const channel = harness.inputChannel();
  const { attributes } = await channel.create(channelProperties());
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  harness.resourceStatus = 'UPDATE_IN_PROGRESS';
  return { harness, channel, attributes };
}

/** Another answer to what the handlers ask of a channel. */
function replaceRead({ context }: HandlerHarness, read: CleanRoomsMl['getMLInputChannel']): void {
  const client = new Proxy(context.client, {
    get: (target, operation: keyof CleanRoomsMl) => (operation === 'getMLInputChannel' ? read : target[operation]),
  });
  Object.assign(context, { client });
}

const namesIn = ({ emulator }: HandlerHarness) => emulator.queries.map(({ name }) => name);
const statusesIn = ({ emulator }: HandlerHarness) => emulator.queries.map(({ status }) => status());

test('is sent with its query, its parameters and its Spark properties, numbers restored', async () => {
  const harness = new HandlerHarness();
  const worker = { type: 'CR.4X', number: 8 };
  await harness.inputChannel().create(channelProperties({
    ...onWorkers(worker),
    QueryParameters: [{ Name: 'since', Value: '2026' }],
    SparkProperties: [{ Name: 'spark.x', Value: '400' }],
  }));

  expect(harness.emulator.queries[0].request).toMatchObject({
    retentionInDays: 30,
    inputChannel: {
      dataSource: {
        protectedQueryInputParameters: {
          sqlParameters: { queryString: 'SELECT label FROM payments', parameters: { since: '2026' } },
          computeConfiguration: { worker: { ...worker, properties: { spark: { 'spark.x': '400' } } } },
        },
      },
    },
  });
});

test('a worker type that is newer than the handlers is for the service to judge', async () => {
  const harness = new HandlerHarness();
  const creation = harness.inputChannel().create(channelProperties(onWorkers({ type: 'CR.16X', number: 8 })));

  await expect(creation).rejects.toThrow('CreateMLInputChannel: ValidationException');
});

test.each([['MlInputChannelArn', 'a new channel'], ['Name', 'a name of its own']])('another revision has another %s: %s', async (attribute) => {
  const { channel, attributes } = await deployed();
  const updated = await channel.update(REVISED);

  expect(updated.attributes[attribute]).not.toBe(attributes[attribute]);
});

test('what the properties have wrong is said without the query and its parameters', async () => {
  const harness = new HandlerHarness();
  const creation = harness.inputChannel().create(channelProperties({
    Query: `SELECT secret${' '.repeat(500_000)}`, QueryParameters: [{ Name: 'a-b', Value: 'hidden' }, { Name: 'long', Value: 'hidden'.repeat(200) }],
  }));

  await expect(creation).rejects.toThrow(/Malformed properties: Request\.inputChannel\S+queryString must have at most 500000 characters/);
  await expect(creation).rejects.toThrow(/sqlParameters\.parameters has a key that must be letters/);
  await expect(creation).rejects.not.toThrow(/secret|hidden/);
});

test('without a query it is malformed', async () => {
  await expect(new HandlerHarness().inputChannel().create(channelProperties({ Query: undefined })))
    .rejects.toThrow('Request.inputChannel.dataSource.protectedQueryInputParameters.sqlParameters is required');
});

describe('a query that was accepted is never sent again', () => {
  test('when the service does not show the channel at once', async () => {
    const harness = new HandlerHarness();
    harness.emulator.behavior.listingDelaySeconds = 100;
    const { client } = harness.context;
    const shownAt = harness.context.now() + 100_000;
    const notShown = new ServiceCallError('GetMLInputChannel', Object.assign(new Error('not found'), { name: 'ResourceNotFoundException' }));
    replaceRead(harness, (request) => (harness.context.now() < shownAt ? Promise.reject(notShown) : client.getMLInputChannel(request)));

    await harness.inputChannel().create(channelProperties());

    expect(statusesIn(harness)).toEqual(['ACTIVE']);
    expect(harness.lines.map(({ why }: DecisionRecord) => why)).toContainEqual(expect.stringContaining('was created, and the service does not show it yet'));
  });

  test('when another member deletes what it gave while the deployment waits', async () => {
    const harness = new HandlerHarness({ afterDelete: 'gone', deleteWhileRunning: 'accept' });
    const channel = harness.inputChannel();
    const event = await channel.begin('Create', channelProperties());
    await harness.look(event);
    harness.advance(1);
    await harness.look(event, 60);
    harness.emulator.deleteDataAsAnotherMember(harness.emulator.queries[0].mlInputChannelArn);
    harness.advance(1);

    await expect(channel.run(event)).rejects.toThrow(/\(Create\): \S+ does not exist any more, though this deployment made it; deploy again/);
    expect(statusesIn(harness)).toEqual([undefined]);
  });

  test('when its reply was lost, and another member deletes what it gave before a listing shows it', async () => {
    const harness = new HandlerHarness({ deleteWhileRunning: 'accept', listingDelaySeconds: 90 });
    harness.emulator.faults.add({ operation: 'CreateMLInputChannel', fault: 'lost-reply' });
    const channel = harness.inputChannel();
    const event = await channel.begin('Create', channelProperties());
    await harness.look(event);
    harness.emulator.deleteDataAsAnotherMember(harness.emulator.queries[0].mlInputChannelArn);

    await expect(channel.run(event)).rejects.toThrow(/is INACTIVE: \S.* and it was never in use/);
    expect(statusesIn(harness)).toEqual(['INACTIVE']);
  });

  test('and another member deletes what it gave, until the next deployment asks for another one', async () => {
    const harness = new HandlerHarness({ deleteWhileRunning: 'accept' });
    const channel = harness.inputChannel();
    const event = await channel.begin('Create', channelProperties());
    await harness.look(event);
    harness.emulator.deleteDataAsAnotherMember(harness.emulator.queries[0].mlInputChannelArn);
    await expect(channel.run(event)).rejects.toThrow(/is INACTIVE: \S.* and it was never in use; deploy again to make another one/);
    harness.stackStatus = 'UPDATE_IN_PROGRESS';
    harness.resourceStatus = 'UPDATE_IN_PROGRESS';

    const { attributes } = await channel.update(channelProperties());

    expect(statusesIn(harness)).toEqual(['INACTIVE', 'ACTIVE']);
    expect(attributes).toMatchObject({ Name: `${channel.physicalId}-2` });
  });

  test('when it has gone, which the next deployment takes note of at once', async () => {
    const { harness, channel, attributes } = await deployed({ afterDelete: 'gone' });
    harness.emulator.deleteDataAsAnotherMember(attributes.MlInputChannelArn);
    harness.advance(5);

    const { polls } = await channel.update(channelProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));

    expect(polls).toBe(1);
    expect(statusesIn(harness)).toEqual([undefined]);
  });

  test('when the ledger is lost, and the data has expired', async () => {
    const { harness, channel, attributes } = await deployed();
    harness.advance(31 * 24 * 60);
    harness.forget();

    const updated = await channel.update(channelProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));

    expect(updated.attributes.MlInputChannelArn).toBe(attributes.MlInputChannelArn);
    expect(statusesIn(harness)).toEqual(['INACTIVE']);
  });

  test('in a rollback, whatever has become of the data', async () => {
    const { harness, channel, attributes } = await deployed({ afterDelete: 'gone' });
    await channel.update(REVISED);
    harness.emulator.deleteDataAsAnotherMember(attributes.MlInputChannelArn);
    harness.advance(5);
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

    const restored = await channel.update(channelProperties());

    expect(restored.attributes.MlInputChannelArn).toBe(attributes.MlInputChannelArn);
    expect(harness.emulator.queries).toHaveLength(2);
  });

  test('in a rollback for which the ledger was put back to the time of the creation', async () => {
    const harness = new HandlerHarness({ afterDelete: 'gone' });
    const channel = harness.inputChannel();
    const creation = await channel.begin('Create', channelProperties());
    await harness.look(creation);
    const backup = harness.dynamoDb.backup();
    await channel.run(creation);
    harness.emulator.deleteDataAsAnotherMember(harness.emulator.queries[0].mlInputChannelArn);
    harness.advance(5);
    harness.dynamoDb.restore(backup);
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

    await expect(channel.run(await channel.begin('Update', channelProperties(), REVISED)))
      .rejects.toThrow('the stack is not being created or updated any more');
    expect(harness.emulator.queries).toHaveLength(1);
  });

  test('in a rollback for which the ledger was lost', async () => {
    const { harness, channel, attributes } = await deployed({ afterDelete: 'gone' });
    harness.emulator.deleteDataAsAnotherMember(attributes.MlInputChannelArn);
    harness.advance(5);
    harness.forget();
    harness.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';

    await expect(channel.update(channelProperties())).rejects.toThrow('the stack is not being created or updated any more');
    expect(harness.emulator.queries).toHaveLength(1);
  });
});

test.each(['gone', 'INACTIVE'] as const)('data that a clean-up removed is queried again when it is declared again, though the end of the clean-up was not awaited (%s)', async (afterDelete) => {
  const { harness, channel } = await deployed({ afterDelete });
  const former = channel.physicalId!;
  await channel.update(REVISED);
  const current = channel.physicalId;
  harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  channel.physicalId = former;
  await harness.look(await channel.begin('Delete', channelProperties()));
  harness.advance(60);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  channel.physicalId = current;

  const { attributes } = await channel.update(channelProperties());

  expect(statusesIn(harness)).toEqual([afterDelete === 'gone' ? undefined : afterDelete, 'ACTIVE', 'ACTIVE']);
  expect(attributes.MlInputChannelArn).toBe(harness.emulator.queries[2].mlInputChannelArn);
});

test('data that a clean-up could not remove is in use when it is declared again, and not queried again when it has gone later', async () => {
  const { harness, channel, attributes } = await deployed();
  const former = channel.physicalId!;
  await channel.update(REVISED);
  const current = channel.physicalId;
  harness.stackStatus = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
  channel.physicalId = former;
  harness.emulator.faults.add({ operation: 'DeleteMLInputChannelData', fault: 'access-denied' });
  await harness.look(await channel.begin('Delete', channelProperties()));
  harness.advance(60);
  harness.stackStatus = 'UPDATE_IN_PROGRESS';
  channel.physicalId = current;

  const again = await channel.update(channelProperties());
  expect(again.attributes.MlInputChannelArn).toBe(attributes.MlInputChannelArn);
  harness.emulator.deleteDataAsAnotherMember(attributes.MlInputChannelArn);
  harness.advance(5);
  await channel.update(channelProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));

  expect(statusesIn(harness)).toEqual(['INACTIVE', 'ACTIVE']);
});

describe('names', () => {
  test.each(['live', 'forever'] as const)('an attempt that left an entry is followed by one under another name (%s)', async (uniqueNames) => {
    const harness = new HandlerHarness({ uniqueNames });
    const channel = harness.inputChannel();
    harness.emulator.nextQueries.fail('no budget');
    await expect(channel.create(channelProperties())).rejects.toThrow('CREATE_FAILED: no budget (protected query ');

    await channel.create(channelProperties());

    expect(namesIn(harness)).toEqual([channel.physicalId, `${channel.physicalId}-2`]);
    expect(statusesIn(harness)).toEqual(['INACTIVE', 'ACTIVE']);
    await channel.delete();
    expect(harness.emulator.leftBehind().inputChannels).toEqual([]);
  });

  test('an attempt that left an entry is followed by another one also where CloudFormation takes it for deployed', async () => {
    const harness = new HandlerHarness();
    const channel = harness.inputChannel();
    harness.emulator.nextQueries.fail('no budget');
    await expect(channel.create(channelProperties())).rejects.toThrow('no budget');
    harness.stackStatus = 'UPDATE_IN_PROGRESS';

    await channel.update(channelProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));

    expect(statusesIn(harness)).toEqual(['INACTIVE', 'ACTIVE']);
  });

  test('that a ledger does not know any more are seen in the listing', async () => {
    const { harness, channel } = await deployed({ uniqueNames: 'forever' });
    await channel.delete();
    harness.forget();
    await channel.create(channelProperties());

    expect(namesIn(harness)).toEqual([channel.physicalId, `${channel.physicalId}-2`]);
    harness.forget();
    await channel.update(channelProperties({ Tags: [{ Key: 'team', Value: 'fraud' }] }));
    await channel.delete();
    expect(harness.emulator.leftBehind().inputChannels).toEqual([]);
  });

  test('that the user gave are never others, and what has one is not taken over', async () => {
    const harness = new HandlerHarness();
    await harness.inputChannel('Mine').create(channelProperties({ Name: 'data' }));

    await expect(harness.inputChannel('Other').create(channelProperties({ Name: 'data' })))
      .rejects.toThrow('MlInputChannel "Other" (Create): there is a resource named "data" already that this one does not own');
    expect(namesIn(harness)).toEqual(['data']);
  });

  test('that the user gave are free again where the service says so', async () => {
    const { harness, channel } = await deployed();
    await channel.delete();
    const named = harness.inputChannel('Named');
    await named.create(channelProperties({ Name: 'data' }));
    await named.delete();
    await named.create(channelProperties({ Name: 'data' }));

    expect(namesIn(harness).slice(1)).toEqual(['data', 'data']);
  });
});

describe('a deletion', () => {
  test('waits for a query that runs longer than dependants are waited for', async () => {
    const harness = new HandlerHarness({ querySeconds: 20 * 60 });
    const channel = harness.inputChannel();
    await harness.look(await channel.begin('Create', channelProperties()));
    harness.stackStatus = 'ROLLBACK_IN_PROGRESS';

    await channel.deleteAs(channel.physicalId!, channelProperties());

    expect(statusesIn(harness)).toEqual(['INACTIVE']);
  });

  test('that a training stands in the way of says so after ten minutes', async () => {
    const { harness, channel, attributes } = await deployed({ trainingSeconds: 7200 });
    await harness.context.client.createTrainedModel({
      membershipIdentifier: channelProperties().Request.membershipIdentifier,
      name: 'reader',
      configuredModelAlgorithmAssociationArn: channelProperties().Request.configuredModelAlgorithmAssociations[0],
      resourceConfig: { instanceType: 'ml.m5.xlarge', volumeSizeInGB: 1 },
      dataChannels: [{ channelName: 'train', mlInputChannelArn: attributes.MlInputChannelArn }],
    });
    const begun = harness.context.now();
    harness.stackStatus = 'DELETE_IN_PROGRESS';

    await expect(channel.delete()).rejects.toThrow(/It may be held by a training or an inference job of any member of the collaboration that reads it/);
    expect((harness.context.now() - begun) / 60_000).toBeGreaterThanOrEqual(10);
    expect((harness.context.now() - begun) / 60_000).toBeLessThan(12);
  });

  test('is over where another member has deleted the data', async () => {
    const { harness, channel, attributes } = await deployed();
    harness.emulator.deleteDataAsAnotherMember(attributes.MlInputChannelArn);
    harness.advance(5);
    harness.changes();

    await channel.delete();

    expect(harness.changes()).toEqual([]);
  });
});

test.each([[undefined, ''], [null, ''], [{ accessBudgets: null }, ''], [{ accessBudgets: [] }, ''], [{ accessBudgets: [5, 2, 9] }, '2']])('of the budgets %j what is left is %j', async (given, left) => {
  const { harness, channel } = await deployed();
  const list = (given as { accessBudgets?: number[] } | null | undefined)?.accessBudgets;
  const privacyBudgets = list ? { accessBudgets: list.map((aggregateRemainingBudget) => ({ resourceArn: 'table', aggregateRemainingBudget })) } : given;
  const { client } = harness.context;
  replaceRead(harness, async (request) => (
    { ...await client.getMLInputChannel(request), privacyBudgets, numberOfRecords: null, numberOfFiles: undefined, sizeInGb: 0 } as never));

  const { attributes } = await channel.update(channelProperties());

  expect(attributes).toMatchObject({ PrivacyBudgetLeft: left, NumberOfRecords: '', NumberOfFiles: '', SizeInGb: '0' });
});
