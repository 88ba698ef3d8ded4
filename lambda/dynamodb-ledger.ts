/** The ledger in a DynamoDB table; nothing is decided here. */
import { randomUUID } from 'node:crypto';
import type { Ledger, LedgerEntry } from './ledger';
import { LEDGER } from '../src/private/contract';

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

export class DynamoDbLedger implements Ledger {
  constructor(private readonly client: DynamoDb, private readonly table: string) {}

  async read(owner: string): Promise<LedgerEntry | undefined> {
    const item = await this.item(owner);
    return item === undefined ? undefined : JSON.parse(item[LEDGER.entry].S!);
  }

  async write(entry: LedgerEntry): Promise<boolean> {
    const first = entry.revision === 1;
    const attribute = first ? LEDGER.key : LEDGER.revision;
    const nonce = randomUUID();
    try {
      await this.client.putItem({
        TableName: this.table,
        Item: {
          [LEDGER.key]: { S: entry.owner },
          [LEDGER.revision]: { N: String(entry.revision) },
          [LEDGER.nonce]: { S: nonce },
          [LEDGER.entry]: { S: JSON.stringify(entry) },
        },
        ConditionExpression: first ? `attribute_not_exists(#${attribute})` : `#${attribute} = :${attribute}`,
        ExpressionAttributeNames: { [`#${attribute}`]: attribute },
        ...(first ? {} : { ExpressionAttributeValues: { [`:${attribute}`]: { N: String(entry.revision - 1) } } }),
      });
      return true;
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') {
        return this.has(entry, nonce);
      }
      throw error;
    }
  }

  /**
   * Whether the stored item is the one of this very write. The SDK sends a write again when its reply is lost, and the
   * second one then fails the condition that the first one has made untrue.
   */
  private async has({ owner, revision }: LedgerEntry, nonce: string): Promise<boolean> {
    const item = await this.item(owner);
    return item?.[LEDGER.nonce]?.S === nonce && item[LEDGER.revision].N === String(revision);
  }

  private async item(owner: string): Promise<Item | undefined> {
    return (await this.client.getItem({ TableName: this.table, Key: { [LEDGER.key]: { S: owner } }, ConsistentRead: true })).Item;
  }
}
