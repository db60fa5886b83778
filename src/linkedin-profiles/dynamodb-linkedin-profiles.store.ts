import { Injectable, Logger } from '@nestjs/common';
import pLimit from 'p-limit';
import { Config } from '../config/config.js';
import { BATCH_SIZE } from '../infrastructure/dynamodb/table/batch-write.js';
import { DynamoDb } from '../infrastructure/dynamodb/dynamodb.js';
import type { DynamoDbTable } from '../infrastructure/dynamodb/table/dynamodb-table.js';
import type { PageRequest } from '../common/pagination/page.js';
import { decodeItemCursor, encodeItemCursor } from './item-cursor.js';
import type { FetchedLinkedInProfile, StoredLinkedInProfile } from './linkedin-profile.js';
import { toStoredLinkedInProfile, type LinkedInProfileItem } from './linkedin-profile.item.js';
import { DynamoDbLinkedInProfileItems } from './dynamodb-linkedin-profile.items.js';
import {
  LinkedInProfilesStore,
  type LinkedInProfileFilter,
  type LinkedInProfilesPage,
  type SaveOutcome,
} from './linkedin-profiles.store.js';
import { newestByEmail, newestOfEach, replacedKeys } from './newest.js';
import { saveBatch } from './save-batch.js';

/** Concurrent batches of 25 per call. */
const BATCHES_AT_ONCE = 4;
/** Addresses per call whose older rows are searched concurrently; more would slow down the rest of the process. */
const CLEANED_AT_ONCE = 4;
/** Addresses per call that are read concurrently. */
const FOUND_AT_ONCE = 16;
/** Addresses that one page of a filtered list scans; items that do not match are read as well. */
const LOOKED_AT = 1_000;

@Injectable()
export class DynamoDbLinkedInProfilesStore extends LinkedInProfilesStore {
  private readonly logger = new Logger(LinkedInProfilesStore.name);
  private readonly dynamoDbTable: DynamoDbTable;
  private readonly items: DynamoDbLinkedInProfileItems;

  constructor(dynamodb: DynamoDb, { DYNAMODB_TABLE_NAME: name }: Config) {
    super();
    this.dynamoDbTable = dynamodb.ensureTable({ name, partitionKey: 'email', sortKey: 'timestamp' });
    this.items = new DynamoDbLinkedInProfileItems(this.dynamoDbTable);
  }

  override get table(): string {
    return this.dynamoDbTable.name;
  }

  override get available(): boolean {
    return this.dynamoDbTable.available;
  }

  override get problem(): string | null {
    return this.dynamoDbTable.problem;
  }

  override async saveAll(rows: readonly FetchedLinkedInProfile[]): Promise<SaveOutcome[]> {
    const newest = newestByEmail(rows);
    const outcomes = new Map<string, SaveOutcome>();
    const limit = pLimit(BATCHES_AT_ONCE);
    const batches = Array.from({ length: Math.ceil(newest.length / BATCH_SIZE) }, (_, index) =>
      newest.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
    );
    await limit.map(batches, async (batch) => {
      const saved = await saveBatch(this.dynamoDbTable, batch);
      for (const [email, outcome] of saved) outcomes.set(email, outcome);
    });
    await this.removeOlder([...outcomes].filter(([, { status }]) => status === 'saved').map(([email]) => email));
    return rows.map(({ email }) => outcomes.get(email) as SaveOutcome);
  }

  override async find(email: string): Promise<StoredLinkedInProfile | null> {
    const item = await this.items.newest(email);
    return item && toStoredLinkedInProfile(item);
  }

  /** One query for each, because a batch read needs the whole key of a row, and the time in it changes with every save. */
  override async findAll(emails: readonly string[]): Promise<(StoredLinkedInProfile | null)[]> {
    const limit = pLimit(FOUND_AT_ONCE);
    try {
      return await limit.map(emails, async (email) => this.find(email));
    } catch (error) {
      limit.clearQueue();
      throw error;
    }
  }

  override async list(filter: LinkedInProfileFilter, { limit, cursor }: PageRequest): Promise<LinkedInProfilesPage> {
    const after = cursor === undefined ? null : decodeItemCursor(cursor);
    const found: LinkedInProfileItem[] = [];
    let last: LinkedInProfileItem | undefined;
    let lookedAt = 0;
    // One extra row shows whether there is a next page, and another whether the last one is the newest for its address.
    const pageSize = filter.job_id === undefined ? limit + 2 : undefined;
    for await (const item of newestOfEach(this.items.all(after, pageSize))) {
      if (last !== undefined && (found.length === limit || lookedAt === LOOKED_AT)) {
        return { rows: await Promise.all(found.map(toStoredLinkedInProfile)), next_cursor: encodeItemCursor(last) };
      }
      // The previous page returned it, and a newer row was saved since.
      if (item.email === after?.email) continue;
      if (filter.job_id === undefined || item['job_id'] === filter.job_id) found.push(item);
      last = item;
      lookedAt += 1;
    }
    return { rows: await Promise.all(found.map(toStoredLinkedInProfile)), next_cursor: null };
  }

  override async delete(email: string): Promise<boolean> {
    const keys = await this.items.keysOf(email);
    await this.items.remove(keys);
    return keys.length > 0;
  }

  override async check(signal: AbortSignal): Promise<void> {
    await this.dynamoDbTable.check(signal);
  }

  /**
   * Runs only after the new rows are durable, and goes by time: a row is deleted if a newer one for its address exists, so with
   * concurrent callers the newest row stays. Rows of other programs are deleted whatever their time is. After a failure, old rows remain until the next save, but no reader sees them.
   */
  private async removeOlder(emails: readonly string[]): Promise<void> {
    const limit = pLimit(CLEANED_AT_ONCE);
    try {
      await limit.map(emails, async (email) => {
        await this.items.remove(replacedKeys(await this.items.keysOf(email)));
      });
    } catch (error) {
      limit.clearQueue();
      this.logger.warn({ table: this.table, reason: (error as Error).message }, 'Older rows could not be deleted yet');
    }
  }
}
