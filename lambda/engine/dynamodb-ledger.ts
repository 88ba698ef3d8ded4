/** The ledger and the stored requests in a DynamoDB table; nothing is decided here. */
import { randomUUID } from 'node:crypto';
import type { AcceptedEvent } from './event';
import type { Ledger, LedgerEntry } from './ledger';
import type { StoredRequests } from './stored-requests';
import { LEDGER } from '../../src/private/protocol/contract';

/** The part of the DynamoDB client that a ledger needs, with the official method names and shapes. */
export interface DynamoDb {
  getItem(request: { TableName: string; Key: Item; ConsistentRead: true }): Promise<{ Item?: Item }>;
  putItem(request: {
    TableName: string;
    Item: Item;
    ConditionExpression: string;
    ExpressionAttributeNames: Record<string, string>;
    ExpressionAttributeValues?: Item;
  }): Promise<unknown>;
}

type Item = Record<string, { S?: string; N?: string }>;

/** Items that are changed by compare-and-swap alone. */
class Items {
  constructor(private readonly client: DynamoDb, private readonly table: string) {}

  async read(key: string): Promise<unknown> {
    const item = await this.item(key);
    return item === undefined ? undefined : JSON.parse(item[LEDGER.entry].S!);
  }

  /** Writes an item as a revision, if the stored one is the revision before. False if it is not. */
  async write(key: string, revision: number, content: unknown, more: Item = {}): Promise<boolean> {
    const first = revision === 1;
    const attribute = first ? LEDGER.key : LEDGER.revision;
    const nonce = randomUUID();
    try {
      await this.client.putItem({
        TableName: this.table,
        Item: {
          [LEDGER.key]: { S: key },
          [LEDGER.revision]: { N: String(revision) },
          [LEDGER.nonce]: { S: nonce },
          [LEDGER.entry]: { S: JSON.stringify(content) },
          ...more,
        },
        ConditionExpression: first ? `attribute_not_exists(#${attribute})` : `#${attribute} = :${attribute}`,
        ExpressionAttributeNames: { [`#${attribute}`]: attribute },
        ...(first ? {} : { ExpressionAttributeValues: { [`:${attribute}`]: { N: String(revision - 1) } } }),
      });
      return true;
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') {
        return this.has(key, revision, nonce);
      }
      throw error;
    }
  }

  /**
   * Whether the stored item is the one of this very write. The SDK sends a write again when its reply is lost, and the
   * second one then fails the condition that the first one has made untrue.
   */
  private async has(key: string, revision: number, nonce: string): Promise<boolean> {
    const item = await this.item(key);
    return item?.[LEDGER.nonce]?.S === nonce && item[LEDGER.revision].N === String(revision);
  }

  private async item(key: string): Promise<Item | undefined> {
    return (await this.client.getItem({ TableName: this.table, Key: { [LEDGER.key]: { S: key } }, ConsistentRead: true })).Item;
  }
}

export class DynamoDbLedger implements Ledger {
  private readonly items: Items;

  constructor(client: DynamoDb, table: string) {
    this.items = new Items(client, table);
  }

  async read(owner: string): Promise<LedgerEntry | undefined> {
    return await this.items.read(owner) as LedgerEntry | undefined;
  }

  async write(entry: LedgerEntry): Promise<boolean> {
    return this.items.write(entry.owner, entry.revision, entry);
  }
}

/** Days after which DynamoDB deletes what is left of a request: long after CloudFormation and Lambda have forgotten it. */
const KEPT_DAYS = 7;

export class DynamoDbRequests implements StoredRequests {
  private readonly items: Items;

  constructor(client: DynamoDb, table: string, private readonly now: () => number) {
    this.items = new Items(client, table);
  }

  async read(owner: string, request: string): Promise<AcceptedEvent | undefined> {
    return await this.items.read(keyOf(owner, request)) as AcceptedEvent | null | undefined ?? undefined;
  }

  async store(owner: string, request: string, event: AcceptedEvent): Promise<void> {
    await this.items.write(keyOf(owner, request), 1, event, this.expiry());
  }

  async remove(owner: string, request: string): Promise<void> {
    // Where it is removed already, the write changes nothing.
    await this.items.write(keyOf(owner, request), 2, null, this.expiry());
  }

  private expiry(): Item {
    return { [LEDGER.expiry]: { N: String(Math.floor(this.now() / 1000) + KEPT_DAYS * 24 * 3600) } };
  }
}

/** No owner ends like the identity of a request. */
function keyOf(owner: string, request: string): string {
  return `${owner}/${request}`;
}
