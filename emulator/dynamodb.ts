import { placeOf, type Caller } from './caller';
import { FaultPlan } from './fault-plan';
import { copyOf } from './plain-copy';
import { commonErrors, refusal, type ThrottlingFault } from './service-error';
import { underFault, type TransportFault } from './transport-fault';

export type AttributeValue = { readonly S: string } | { readonly N: string };
export type Item = { readonly [name: string]: AttributeValue };

export interface GetItemRequest {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead: true;
}

export interface PutItemRequest {
  readonly TableName: string;
  readonly Item: Item;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: { readonly [placeholder: string]: string };
  readonly ExpressionAttributeValues?: { readonly [placeholder: string]: AttributeValue };
}

/** The part of the official client that keeping a compare-and-swap ledger takes. */
export interface DynamoDbClient {
  getItem(request: GetItemRequest): Promise<{ Item?: Item }>;
  putItem(request: PutItemRequest): Promise<unknown>;
}

export type DynamoDbOperation = 'GetItem' | 'PutItem';

/** What goes wrong with a call without a reason in the call itself; `throttle` is a ThrottlingException. */
export type DynamoDbFault = TransportFault | ThrottlingFault | 'expired-credentials';

/** A table with a partition key of type string. */
export interface DynamoDbTable {
  readonly name: string;
  readonly partitionKey: string;
  readonly items: ReadonlyMap<string, Item>;
}

/** What all tables had at a time. */
export type DynamoDbBackup = ReadonlyMap<string, ReadonlyMap<string, Item>>;

interface Table extends DynamoDbTable {
  readonly items: Map<string, Item>;
}

const errorUnder = commonErrors({ internal: 'InternalServerError', throttling: 'ThrottlingException' });

/** DynamoDB's limit for an item, in bytes. */
const MAX_ITEM_BYTES = 400 * 1024;

/**
 * As much of Amazon DynamoDB as a ledger needs: consistent reads of one item, and writes of one item under a
 * condition on its absence or on one of its attributes. Everything else is refused.
 */
export class DynamoDbEmulator {
  /** What goes wrong, and when. */
  public readonly faults = new FaultPlan<DynamoDbOperation, DynamoDbFault>();

  private readonly byPlace = new Map<string, Table>();

  /** Every table of all accounts and regions. */
  public get tables(): readonly DynamoDbTable[] {
    return [...this.byPlace.values()];
  }

  public createTable(caller: Caller, name: string, partitionKey: string): void {
    const place = keyOf(caller, name);
    if (this.byPlace.has(place)) {
      throw refusal('ResourceInUseException', `Table already exists: ${name}`);
    }
    this.byPlace.set(place, { name, partitionKey, items: new Map() });
  }

  public deleteTable(caller: Caller, name: string): void {
    this.tableOf(caller, name);
    this.byPlace.delete(keyOf(caller, name));
  }

  /** What all tables have now. */
  public backup(): DynamoDbBackup {
    return new Map([...this.byPlace].map(([place, { items }]) => [place, new Map(items)]));
  }

  /** Puts the items of a backup in the place of all that there are; a table that it does not know is empty afterwards. */
  public restore(backup: DynamoDbBackup): void {
    for (const [place, { items }] of this.byPlace) {
      items.clear();
      backup.get(place)?.forEach((item, key) => items.set(key, item));
    }
  }

  /** The service as one account sees it in one region. */
  public client(caller: Caller): DynamoDbClient {
    return {
      getItem: async (request) => this.call('GetItem', request, () => this.getItem(caller, request)),
      putItem: async (request) => this.call('PutItem', request, () => this.putItem(caller, request)),
    };
  }

  private call<T>(operation: DynamoDbOperation, request: object, perform: () => T): T {
    return underFault(this.faults.take({ operation, request: { ...request } }), errorUnder, perform);
  }

  private getItem(caller: Caller, request: GetItemRequest): { Item?: Item } {
    requireMembers('getItem', request, ['TableName', 'Key', 'ConsistentRead']);
    if (request.ConsistentRead !== true) {
      throw new Error('getItem without ConsistentRead: true is not emulated');
    }
    const table = this.tableOf(caller, request.TableName);
    if (Object.keys(request.Key).length !== 1) {
      throw refusal('ValidationException', 'The provided key element does not match the schema');
    }
    const item = table.items.get(partitionOf(table, request.Key));
    return item === undefined ? {} : { Item: copyOf(item) };
  }

  private putItem(caller: Caller, request: PutItemRequest): unknown {
    requireMembers('putItem', request, ['TableName', 'Item', 'ConditionExpression', 'ExpressionAttributeNames'], ['ExpressionAttributeValues']);
    const table = this.tableOf(caller, request.TableName);
    const item = copyOf(request.Item);
    Object.entries(item).forEach(([name, value]) => requireValue(name, value));
    if (sizeOf(item) > MAX_ITEM_BYTES) {
      throw refusal('ValidationException', 'Item size has exceeded the maximum allowed size');
    }
    const key = partitionOf(table, item);
    if (!conditionOf(request)(table.items.get(key))) {
      throw refusal('ConditionalCheckFailedException', 'The conditional request failed');
    }
    table.items.set(key, item);
    return {};
  }

  private tableOf(caller: Caller, name: string): Table {
    const table = this.byPlace.get(keyOf(caller, name));
    if (table === undefined) {
      throw refusal('ResourceNotFoundException', 'Requested resource not found');
    }
    return table;
  }
}

type Condition = (existing: Item | undefined) => boolean;

/** The two conditions that are emulated: that there is no item yet, and that an attribute of it has a value. */
function conditionOf(request: PutItemRequest): Condition {
  const { ConditionExpression: expression, ExpressionAttributeNames: names, ExpressionAttributeValues: values = {} } = request;
  const absence = /^attribute_not_exists\((#\w+)\)$/.exec(expression);
  const equality = /^(#\w+) = (:\w+)$/.exec(expression);
  const [, name, value] = absence ?? equality ?? [];
  if (name === undefined) {
    throw new Error(`putItem with the condition ${JSON.stringify(expression)} is not emulated`);
  }
  requireExactly('ExpressionAttributeNames', names, [name]);
  requireExactly('ExpressionAttributeValues', values, value === undefined ? [] : [value]);
  const attribute = names[name];
  if (value === undefined) {
    return (existing) => existing?.[attribute] === undefined;
  }
  requireValue(value, values[value]);
  return (existing) => existing?.[attribute] !== undefined && same(existing[attribute], values[value]);
}

/** DynamoDB refuses placeholders that are not defined, and defined ones that are not used. */
function requireExactly(what: string, defined: object, used: string[]): void {
  const names = Object.keys(defined);
  if (names.length !== used.length || used.some((name) => !names.includes(name))) {
    throw refusal('ValidationException', `${what} must define what the ConditionExpression uses: ${used.join(', ') || 'nothing'}`);
  }
}

function requireMembers(operation: string, request: object, required: string[], optional: string[] = []): void {
  const missing = required.filter((name) => !(name in request));
  const unknown = Object.keys(request).filter((name) => !required.includes(name) && !optional.includes(name));
  if (missing.length > 0) {
    throw new Error(`${operation} without ${missing.join(', ')} is not emulated`);
  }
  if (unknown.length > 0) {
    throw new Error(`${operation} with ${unknown.join(', ')} is not emulated`);
  }
}

function requireValue(name: string, value: AttributeValue | undefined): void {
  const [[type, content] = [], ...more] = Object.entries(value ?? {});
  if ((type !== 'S' && type !== 'N') || more.length > 0) {
    throw new Error(`the attribute value ${name}: ${JSON.stringify(value)} is not emulated`);
  }
  if (typeof content !== 'string' || (type === 'N' && !/^-?\d+(\.\d+)?$/.test(content))) {
    throw refusal('ValidationException', `${name} is no value of type ${type}: ${JSON.stringify(content)}`);
  }
}

function partitionOf(table: Table, attributes: Item): string {
  const value = attributes[table.partitionKey];
  if (value === undefined || !('S' in value) || value.S === '') {
    throw refusal('ValidationException', 'The provided key element does not match the schema');
  }
  return value.S;
}

/** Names and texts count as what they take in UTF-8. A number takes less than its digits. */
function sizeOf(item: Item): number {
  const texts = Object.entries(item).flatMap(([name, value]) => [name, ...Object.values(value) as string[]]);
  return texts.reduce((size, text) => size + Buffer.byteLength(text), 0);
}

/** Numbers are the same when their values are, however they are written. */
function same(one: AttributeValue, other: AttributeValue): boolean {
  if ('N' in one && 'N' in other) {
    return Number(one.N) === Number(other.N);
  }
  return 'S' in one && 'S' in other && one.S === other.S;
}

function keyOf(caller: Caller, table: string): string {
  return `${placeOf(caller)}/${table}`;
}
