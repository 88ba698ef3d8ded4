import { ACCOUNT, OTHER_ACCOUNT, REGION, failure } from './world';
import { DynamoDbEmulator, type DynamoDbClient, type GetItemRequest, type PutItemRequest } from '../../emulator';

const CALLER = { accountId: ACCOUNT, region: REGION };
const item = (revision: number, entry = '{}') => ({ owner: { S: 'owner' }, revision: { N: String(revision) }, entry: { S: entry } });
const read: GetItemRequest = { TableName: 'ledger', Key: { owner: { S: 'owner' } }, ConsistentRead: true };
const first = (entry?: string): PutItemRequest => (
  { TableName: 'ledger', Item: item(1, entry), ConditionExpression: 'attribute_not_exists(#owner)', ExpressionAttributeNames: { '#owner': 'owner' } });
const next = (revision: number, expected: string): PutItemRequest => ({
  TableName: 'ledger',
  Item: item(revision),
  ConditionExpression: '#revision = :revision',
  ExpressionAttributeNames: { '#revision': 'revision' },
  ExpressionAttributeValues: { ':revision': { N: expected } },
});
const failed = failure('ConditionalCheckFailedException');

function ledger(): { emulator: DynamoDbEmulator; client: DynamoDbClient } {
  const emulator = new DynamoDbEmulator();
  emulator.createTable(CALLER, 'ledger', 'owner');
  return { emulator, client: emulator.client(CALLER) };
}

test('an item is read as it was written', async () => {
  const { client } = ledger();
  expect(await client.getItem(read)).toEqual({});
  await client.putItem(first('{"a":1}'));
  expect(await client.getItem(read)).toEqual({ Item: item(1, '{"a":1}') });
});

test('a first write is the first', async () => {
  const { client } = ledger();
  await client.putItem(first());
  await expect(client.putItem(first('second'))).rejects.toEqual(failed);
  expect(await client.getItem(read)).toEqual({ Item: item(1) });
});

test('a later write replaces what its writer has seen', async () => {
  const { client } = ledger();
  await expect(client.putItem(next(1, '0'))).rejects.toEqual(failed);
  await client.putItem(first());
  await client.putItem(next(2, '1'));
  await expect(client.putItem(next(2, '1'))).rejects.toEqual(failed);
  expect(await client.getItem(read)).toEqual({ Item: item(2) });
});

test('numbers are compared by value, and never equal text', async () => {
  const { client } = ledger();
  await client.putItem(first());
  await client.putItem(next(2, '1.0'));
  const text: PutItemRequest = { ...next(3, ''), ExpressionAttributeValues: { ':revision': { S: '2' } } };
  await expect(client.putItem(text)).rejects.toEqual(failed);
});

test('of two writers that have seen the same, one wins', async () => {
  const { client } = ledger();
  await client.putItem(first());
  const outcomes = await Promise.allSettled([client.putItem(next(2, '1')), client.putItem(next(2, '1'))]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('neither an item that is changed after it was written nor one that was read changes the table', async () => {
  const { client } = ledger();
  const request = first();
  await client.putItem(request);
  (request.Item.entry as { S: string }).S = 'changed';
  ((await client.getItem(read)).Item!.entry as { S: string }).S = 'changed';
  expect(await client.getItem(read)).toEqual({ Item: item(1) });
});

describe('tables', () => {
  test('are those of an account and region, and all clients of it share them', async () => {
    const { emulator, client } = ledger();
    await client.putItem(first());
    await expect(emulator.client(CALLER).getItem(read)).resolves.toHaveProperty('Item');
    for (const foreign of [{ accountId: OTHER_ACCOUNT, region: REGION }, { accountId: ACCOUNT, region: 'eu-west-1' }]) {
      await expect(emulator.client(foreign).getItem(read)).rejects.toEqual(failure('ResourceNotFoundException'));
      await expect(emulator.client(foreign).putItem(first())).rejects.toEqual(failure('ResourceNotFoundException'));
      emulator.createTable(foreign, 'ledger', 'owner');
      await expect(emulator.client(foreign).getItem(read)).resolves.toEqual({});
    }
    expect(emulator.tables.map(({ name, items }) => [name, items.size])).toEqual([['ledger', 1], ['ledger', 0], ['ledger', 0]]);
  });

  test('are there from their creation to their deletion', async () => {
    const { emulator, client } = ledger();
    expect(() => emulator.createTable(CALLER, 'ledger', 'owner')).toThrow('Table already exists: ledger');
    await client.putItem(first());
    emulator.deleteTable(CALLER, 'ledger');
    expect(emulator.tables).toEqual([]);
    await expect(client.getItem(read)).rejects.toEqual(failure('ResourceNotFoundException'));
    expect(() => emulator.deleteTable(CALLER, 'ledger')).toThrow('Requested resource not found');
    emulator.createTable(CALLER, 'ledger', 'owner');
    expect(await client.getItem(read)).toEqual({});
  });
});

const put = (overrides: object) => ({ ...first(), ...overrides });
test.each<[string, 'getItem' | 'putItem', object, string]>([
  ['a read that need not be consistent', 'getItem', { ...read, ConsistentRead: false }, 'without ConsistentRead: true is not emulated'],
  ['a read that leaves it open', 'getItem', { TableName: 'ledger', Key: read.Key }, 'without ConsistentRead is not emulated'],
  ['a read of some attributes', 'getItem', { ...read, ProjectionExpression: 'entry' }, 'with ProjectionExpression is not emulated'],
  ['a read by another key', 'getItem', { ...read, Key: { name: { S: 'a' } } }, 'does not match the schema'],
  ['a read by more than the key', 'getItem', { ...read, Key: { ...read.Key, name: { S: 'a' } } }, 'does not match the schema'],
  ['a write without a condition', 'putItem', { TableName: 'ledger', Item: item(1) }, 'without ConditionExpression, ExpressionAttributeNames is not emulated'],
  ['a write that returns values', 'putItem', put({ ReturnValues: 'ALL_OLD' }), 'with ReturnValues is not emulated'],
  ['another condition', 'putItem', put({ ConditionExpression: 'attribute_exists(#owner)' }), '"attribute_exists(#owner)" is not emulated'],
  ['a name that is not defined', 'putItem', put({ ExpressionAttributeNames: { '#other': 'owner' } }), 'ExpressionAttributeNames must define what'],
  ['a name that is not used', 'putItem', put({ ExpressionAttributeNames: { '#owner': 'owner', '#more': 'more' } }), 'ExpressionAttributeNames must define what'],
  ['a value that is not used', 'putItem', put({ ExpressionAttributeValues: { ':a': { S: '' } } }), 'ExpressionAttributeValues must define what the ConditionExpression uses: nothing'],
  ['a value that is not defined', 'putItem', { ...next(2, '1'), ExpressionAttributeValues: {} }, 'uses: :revision'],
  ['an expected value of another type', 'putItem', { ...next(2, '1'), ExpressionAttributeValues: { ':revision': { BOOL: true } } }, 'is not emulated'],
  ['an item without its key', 'putItem', put({ Item: { revision: { N: '1' } } }), 'does not match the schema'],
  ['an item with an empty key', 'putItem', put({ Item: { ...item(1), owner: { S: '' } } }), 'does not match the schema'],
  ['an item with a key of another type', 'putItem', put({ Item: { ...item(1), owner: { N: '1' } } }), 'does not match the schema'],
  ['a value of another type', 'putItem', put({ Item: { ...item(1), entry: { M: {} } } }), '{"M":{}} is not emulated'],
  ['a value of two types', 'putItem', put({ Item: { ...item(1), entry: { S: '', N: '1' } } }), 'is not emulated'],
  ['no value', 'putItem', put({ Item: { ...item(1), entry: 'text' } }), 'is not emulated'],
  ['a number that is none', 'putItem', put({ Item: { ...item(1), revision: { N: 'one' } } }), 'revision is no value of type N'],
  ['a number as a number', 'putItem', put({ Item: { ...item(1), revision: { N: 1 } } }), 'revision is no value of type N'],
  ['an item of more than 400 KB', 'putItem', put({ Item: item(1, 'x'.repeat(400 * 1024)) }), 'Item size'],
])('%s is refused', async (_, method, request, message) => {
  const { emulator, client } = ledger();
  await expect(client[method](request as never)).rejects.toThrow(message);
  expect(emulator.tables[0].items.size).toBe(0);
});

test.each([
  ['throttle', { name: 'ThrottlingException' }, false],
  ['error-before', { name: 'InternalServerError', $fault: 'server', $metadata: { httpStatusCode: 500 } }, false],
  ['error-after', { name: 'InternalServerError' }, true],
  ['lost-reply', { name: 'TimeoutError' }, true],
  ['reset', { name: 'TimeoutError', code: 'ECONNRESET' }, false],
] as const)('under %s a write', async (fault, error, happened) => {
  const { emulator, client } = ledger();
  emulator.faults.add({ operation: 'PutItem', fault, when: ({ TableName }) => TableName === 'ledger' });
  expect(await client.getItem(read)).toEqual({});
  await expect(client.putItem(first())).rejects.toMatchObject(error);
  expect(emulator.tables[0].items.size).toBe(happened ? 1 : 0);
  const again = client.putItem(first());
  await (happened ? expect(again).rejects.toEqual(failed) : expect(again).resolves.toEqual({}));
});

test('a backup puts back what there was, and nothing that came later', async () => {
  const { emulator, client } = ledger();
  const empty = emulator.backup();
  await client.putItem(first());
  const backup = emulator.backup();
  await client.putItem(next(2, '1'));

  emulator.restore(backup);
  expect(await client.getItem(read)).toEqual({ Item: item(1) });
  emulator.restore(empty);
  expect(await client.getItem(read)).toEqual({});
});

test.each(['throttle:RequestLimitExceeded', 'throttle:Throttling', 'expired-credentials'] as const)('a call fails under %s, and nothing is done', async (fault) => {
  const { emulator, client } = ledger();
  emulator.faults.add({ operation: 'PutItem', fault });
  const [name, status] = fault === 'expired-credentials' ? ['ExpiredTokenException', 403] : [fault.slice(9), 400];

  await expect(client.putItem(first())).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
  expect(await client.getItem(read)).toEqual({});
});
