import { DynamoDbEmulator } from '../../emulator';
import { DynamoDbLedger, type DynamoDb } from '../../lambda/engine/dynamodb-ledger';
import type { LedgerEntry } from '../../lambda/engine/ledger';
import { LEDGER } from '../../src/private/protocol/contract';

const CALLER = { accountId: '111122223333', region: 'us-east-1' };

function ledgers(wrap: (client: DynamoDb) => DynamoDb = (client) => client) {
  const tables = new DynamoDbEmulator();
  tables.createTable(CALLER, 'Ledger', LEDGER.key);
  const client = tables.client(CALLER);
  return { ours: new DynamoDbLedger(wrap(client), 'Ledger'), theirs: new DynamoDbLedger(client, 'Ledger') };
}

function entry(revision: number): LedgerEntry {
  return {
    owner: 'Model',
    revision,
    request: { id: 'r' },
    since: 0,
    superseded: [],
    locator: { Owner: 'Model' },
    replacements: [],
    orphans: [],
    unresolvedNames: [],
    records: [],
    history: [],
  };
}

/** The SDK sends each write twice, and sees the reply to the second one. */
const sentTwice = (client: DynamoDb): DynamoDb => ({
  getItem: (request) => client.getItem(request),
  putItem: async (request) => {
    await client.putItem(request).catch(() => undefined);
    return client.putItem(request);
  },
});

test.each([1, 2])('revision %s that arrives twice counts as written once', async (revision) => {
  const { ours, theirs } = ledgers(sentTwice);
  if (revision > 1) {
    await theirs.write(entry(revision - 1));
  }
  expect(await ours.write(entry(revision))).toBe(true);
  expect(await ours.read('Model')).toEqual(entry(revision));
});

test('the same revision with the same content counts as written for one of two writers', async () => {
  const { ours, theirs } = ledgers();
  expect(await theirs.write(entry(1))).toBe(true);
  expect(await ours.write(entry(1))).toBe(false);
  expect(await ours.write(entry(2))).toBe(true);
  expect(await theirs.write(entry(2))).toBe(false);
});

test('a write that arrived, and was followed by another one before it was sent again, does not count', async () => {
  const { ours } = ledgers((client) => ({
    getItem: (request) => client.getItem(request),
    putItem: async (request) => {
      await client.putItem(request);
      await new DynamoDbLedger(client, 'Ledger').write(entry(2));
      return client.putItem(request);
    },
  }));
  expect(await ours.write(entry(1))).toBe(false);
});
