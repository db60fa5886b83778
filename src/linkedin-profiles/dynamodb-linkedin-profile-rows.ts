import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { Config } from '../config/config.js';
import { DynamoDb } from '../infrastructure/dynamodb/dynamodb.js';
import { DynamoDbLinkedInProfileItems } from './dynamodb-linkedin-profile.items.js';
import { encodeItemCursor, positionOf } from './item-cursor.js';
import { timeOf } from './linkedin-profile.item.js';
import { LinkedInProfileRows, type RowsPage, type TableRow } from './linkedin-profile-rows.js';
import { unpacked } from './profile-data.js';

const DELETED_AT_ONCE = 8;

@Injectable()
export class DynamoDbLinkedInProfileRows extends LinkedInProfileRows {
  private readonly items: DynamoDbLinkedInProfileItems;

  constructor(dynamodb: DynamoDb, { DYNAMODB_TABLE_NAME: name }: Config) {
    super();
    this.items = new DynamoDbLinkedInProfileItems(
      dynamodb.ensureTable({ name, partitionKey: 'email', sortKey: 'timestamp' }),
    );
  }

  override async deletePage(
    after: string | null,
    choose: (rows: readonly TableRow[]) => Promise<ReadonlySet<TableRow>>,
  ): Promise<RowsPage> {
    const { items, next } = await this.items.page(positionOf(after));
    const itemOf = new Map(
      items.map((item) => [
        { email: item.email, at: timeOf(item), data: () => unpacked(item['profile_data']) } satisfies TableRow,
        item,
      ]),
    );
    const chosen = [...(await choose([...itemOf.keys()]))].flatMap((row) => itemOf.get(row) ?? []);
    const limit = pLimit(DELETED_AT_ONCE);
    const deleted = await limit.map(chosen, async (item) => this.items.removeUnchanged(item));
    return { rows: items.length, deleted: deleted.filter(Boolean).length, next: next && encodeItemCursor(next) };
  }
}
