import { BatchWriteItemCommand, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { isRefusal } from '../infrastructure/dynamodb/dynamodb-failure.js';
import { DynamoDb } from '../infrastructure/dynamodb/dynamodb.js';
import type { DynamoDbTable } from '../infrastructure/dynamodb/table/dynamodb-table.js';
import { DynamoDbLinkedInProfileItems, tooMuch } from './dynamodb-linkedin-profile.items.js';
import { encodeItemCursor, positionOf } from './item-cursor.js';
import type { ItemKey } from './linkedin-profile.item.js';
import { LinkedInProfileKeys, type KeysPage } from './linkedin-profile-keys.js';
import { keptKey, mergedKeys, replacedKeys } from './newest.js';

/** An item in the types of DynamoDB: read and written as it is, whatever attributes another program gave it. */
type RawItem = Record<string, AttributeValue>;

@Injectable()
export class DynamoDbLinkedInProfileKeys extends LinkedInProfileKeys {
  private readonly table: DynamoDbTable;
  private readonly items: DynamoDbLinkedInProfileItems;

  constructor(dynamodb: DynamoDb, { DYNAMODB_TABLE_NAME: name }: Config) {
    super();
    this.table = dynamodb.ensureTable({ name, partitionKey: 'email', sortKey: 'timestamp' });
    this.items = new DynamoDbLinkedInProfileItems(this.table);
  }

  override async page(after: string | null): Promise<KeysPage> {
    const { keys, next } = await this.items.keys(positionOf(after));
    const emails = [...new Set(keys.map(({ email }) => email))];
    return { emails, rows: keys.length, next: next && encodeItemCursor(next) };
  }

  override async move(from: string, to: string): Promise<boolean> {
    const [old, current] = [await this.items.keysOf(from), await this.items.keysOf(to)];
    const kept = keptKey(mergedKeys(current, old));
    if (kept?.email === from && !(await this.copied(kept, to))) return false;
    await this.items.remove(old);
    return true;
  }

  /** The same order as in a save: the new row first, then whatever it replaces, which may have been saved in the meantime. */
  private async copied(key: ItemKey, email: string): Promise<boolean> {
    const item = await this.read(key);
    // It was deleted, or replaced by the program that wrote it.
    if (item === null) return true;
    if (!(await this.isPut({ ...item, email: { S: email } }))) return false;
    if ((await this.read(key)) === null) await this.items.remove([{ ...key, email }]);
    await this.items.remove(replacedKeys(await this.items.keysOf(email)));
    return true;
  }

  private async read({ email, timestamp }: ItemKey): Promise<RawItem | null> {
    const query = new QueryCommand({
      TableName: this.table.name,
      ConsistentRead: true,
      KeyConditionExpression: 'email = :email and #timestamp = :timestamp',
      ExpressionAttributeNames: { '#timestamp': 'timestamp' },
      ExpressionAttributeValues: { ':email': { S: email }, ':timestamp': { S: timestamp } },
    });
    const { Items: [item] = [] } = await this.table.run((client) => client.send(query));
    return item ?? null;
  }

  private async isPut(item: RawItem): Promise<boolean> {
    const { name } = this.table;
    const write = new BatchWriteItemCommand({ RequestItems: { [name]: [{ PutRequest: { Item: item } }] } });
    try {
      const { UnprocessedItems = {} } = await this.table.run((client) => client.send(write));
      if (Object.keys(UnprocessedItems).length > 0) throw tooMuch();
      return true;
    } catch (error) {
      // Such as an item at the limit of 400 KB whose new key is longer.
      if (isRefusal(error)) return false;
      throw error;
    }
  }
}
