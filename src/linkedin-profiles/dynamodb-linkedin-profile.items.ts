import { DeleteCommand, QueryCommand, ScanCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { batchWrite, BATCH_SIZE } from '../infrastructure/dynamodb/table/batch-write.js';
import type { DynamoDbTable } from '../infrastructure/dynamodb/table/dynamodb-table.js';
import { DynamoDbUnavailableError } from '../infrastructure/dynamodb/dynamodb-unavailable.error.js';
import type { ItemKey, LinkedInProfileItem } from './linkedin-profile.item.js';
import { isOwn, keptKey } from './newest.js';

const ONLY_KEYS = {
  ProjectionExpression: '#email, #timestamp',
  ExpressionAttributeNames: { '#email': 'email', '#timestamp': 'timestamp' },
};

/** Requests to the table; each is a single DynamoDB request, or one per page. */
export class DynamoDbLinkedInProfileItems {
  constructor(private readonly table: DynamoDbTable) {}

  /** The newest item for an address, as of `keptKey`: one of another program may be left beside that of this service. */
  async newest(email: string): Promise<LinkedInProfileItem | null> {
    const last = await this.first({ ...this.ofAddress(email), Limit: 1 });
    if (last === null || isOwn(last)) return last;
    const kept = keptKey(await this.keysOf(email));
    if (kept === undefined || kept.timestamp === last.timestamp) return last;
    return (await this.first(this.withKey(kept))) ?? this.newest(email);
  }

  /** The keys of all items for an address, newest first. */
  async keysOf(email: string): Promise<ItemKey[]> {
    const keys: ItemKey[] = [];
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'];
    do {
      const query = new QueryCommand({
        ...this.ofAddress(email),
        ...ONLY_KEYS,
        ExclusiveStartKey,
      });
      const { Items = [], LastEvaluatedKey } = await this.table.run((client) => client.send(query));
      keys.push(...(Items as ItemKey[]));
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return keys;
  }

  /** The keys of up to 1 MB of rows, and the last one if there may be more. Eventually consistent, for half the price. */
  async keys(after: ItemKey | null): Promise<{ keys: ItemKey[]; next: ItemKey | null }> {
    const scan = new ScanCommand({ TableName: this.table.name, ...ONLY_KEYS, ExclusiveStartKey: after ?? undefined });
    const { Items = [], LastEvaluatedKey } = await this.table.run((client) => client.send(scan));
    return { keys: Items as ItemKey[], next: (LastEvaluatedKey as ItemKey | undefined) ?? null };
  }

  /** Up to 1 MB of rows, and the last key if there may be more. Eventually consistent, like the keys. */
  async page(after: ItemKey | null): Promise<{ items: LinkedInProfileItem[]; next: ItemKey | null }> {
    const scan = new ScanCommand({ TableName: this.table.name, ExclusiveStartKey: after ?? undefined });
    const { Items = [], LastEvaluatedKey } = await this.table.run((client) => client.send(scan));
    return { items: Items as LinkedInProfileItem[], next: (LastEvaluatedKey as ItemKey | undefined) ?? null };
  }

  /** False if it was saved again since it was read, or is gone. */
  async removeUnchanged({ email, timestamp, saved_at }: LinkedInProfileItem): Promise<boolean> {
    const isUnchanged =
      typeof saved_at === 'string'
        ? { ConditionExpression: 'saved_at = :saved_at', ExpressionAttributeValues: { ':saved_at': saved_at } }
        : // What another program wrote there may be of any type; this service always writes text.
          {
            ConditionExpression: 'attribute_exists(email) and not attribute_type(saved_at, :text)',
            ExpressionAttributeValues: { ':text': 'S' },
          };
    const remove = new DeleteCommand({ TableName: this.table.name, Key: { email, timestamp }, ...isUnchanged });
    try {
      await this.table.run((client) => client.send(remove));
      return true;
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }

  async remove(keys: readonly ItemKey[]): Promise<void> {
    for (let start = 0; start < keys.length; start += BATCH_SIZE) {
      const requests = keys
        .slice(start, start + BATCH_SIZE)
        .map(({ email, timestamp }) => ({ DeleteRequest: { Key: { email, timestamp } } }));
      const left = await this.table.run((client) => batchWrite(client, this.table.name, requests));
      if (left.length > 0) throw tooMuch();
    }
  }

  /**
   * All items, read lazily; those of one address are consecutive, oldest first.
   * @param after where a previous scan ended
   * @param pageSize maximum items per request; without it DynamoDB returns up to 1 MB
   */
  async *all(after: ItemKey | null, pageSize?: number): AsyncGenerator<LinkedInProfileItem> {
    let ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey'] = after ?? undefined;
    do {
      const scan = new ScanCommand({
        TableName: this.table.name,
        ConsistentRead: true,
        Limit: pageSize,
        ExclusiveStartKey,
      });
      const { Items = [], LastEvaluatedKey } = await this.table.run((client) => client.send(scan));
      yield* Items as LinkedInProfileItem[];
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }

  private async first(input: QueryCommandInput): Promise<LinkedInProfileItem | null> {
    const { Items = [] } = await this.table.run((client) => client.send(new QueryCommand(input)));
    return (Items[0] as LinkedInProfileItem | undefined) ?? null;
  }

  private withKey({ email, timestamp }: ItemKey): QueryCommandInput {
    return {
      ...this.ofAddress(email),
      KeyConditionExpression: 'email = :email and #timestamp = :timestamp',
      ExpressionAttributeNames: { '#timestamp': 'timestamp' },
      ExpressionAttributeValues: { ':email': email, ':timestamp': timestamp },
    };
  }

  private ofAddress(email: string): QueryCommandInput {
    return {
      TableName: this.table.name,
      ConsistentRead: true,
      ScanIndexForward: false,
      KeyConditionExpression: 'email = :email',
      ExpressionAttributeValues: { ':email': email },
    };
  }
}

export function tooMuch(): DynamoDbUnavailableError {
  return new DynamoDbUnavailableError('throttled', 'DynamoDB is throttling requests: try again later');
}
