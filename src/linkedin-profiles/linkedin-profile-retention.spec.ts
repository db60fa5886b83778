import { NumberValue, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aFetched, incompressible } from '../../test/contract/linkedin-profiles.builders.js';
import { openEmbeddedDynamoDb, type EmbeddedDynamoDb } from '../../test/support/embedded-dynamodb.js';
import { InMemoryUpkeepProgress } from '../../test/support/in-memory-upkeep-progress.js';
import { settings } from '../../test/support/settings.js';
import { unlimited } from '../../test/support/unlimited.js';
import type { DynamoDbTable } from '../infrastructure/dynamodb/table/dynamodb-table.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { DynamoDbLinkedInProfileRows } from './dynamodb-linkedin-profile-rows.js';
import { DynamoDbLinkedInProfilesStore } from './dynamodb-linkedin-profiles.store.js';
import { LinkedInProfileRetention } from './linkedin-profile-retention.js';
import type { LinkedInProfileRows } from './linkedin-profile-rows.js';

const DAY = 24 * 3_600_000;
const NOW = Date.UTC(2026, 1, 1);

describe('old rows of LinkedIn profiles', () => {
  let embedded: EmbeddedDynamoDb;
  let table: DynamoDbTable;
  let rows: LinkedInProfileRows;
  let store: DynamoDbLinkedInProfilesStore;
  let progress: InMemoryUpkeepProgress;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    embedded = await openEmbeddedDynamoDb();
    store = new DynamoDbLinkedInProfilesStore(embedded.dynamodb, settings());
    rows = new DynamoDbLinkedInProfileRows(embedded.dynamodb, settings());
    table = embedded.dynamodb.ensureTable({ name: store.table, partitionKey: 'email', sortKey: 'timestamp' });
  });
  beforeEach(async () => {
    progress = new InMemoryUpkeepProgress();
    for (const email of await emails()) await store.delete(email);
  });
  afterEach(() => void jest.restoreAllMocks());
  afterAll(() => embedded.remove());

  async function emails(): Promise<string[]> {
    const scan = new ScanCommand({ TableName: table.name, ConsistentRead: true });
    const { Items = [] } = await table.run((client) => client.send(scan));
    return Items.map(({ email }) => email as string).toSorted();
  }
  const put = (email: string, timestamp: string, given: object = {}) =>
    table.run((client) => client.send(new PutCommand({ TableName: table.name, Item: { email, timestamp, ...given } })));
  /** A round in a process of its own: only the progress is shared. */
  const round = (days = '31', now = NOW) => {
    jest.spyOn(Date, 'now').mockReturnValue(now);
    const config = settings({ LINKEDIN_PROFILE_RETENTION_DAYS: days });
    return new LinkedInProfileRetention(rows, progress, config, new UpkeepTasks()).run(unlimited());
  };

  it('are deleted by when they were saved, those of the predecessor by when they were fetched', async () => {
    await put('old@x.io', '2025-12-01T00:00:00.000Z', { saved_at: '2025-12-31T23:59:59.999Z' });
    await put('new@x.io', '2025-12-01T00:00:00.000Z', { saved_at: '2026-01-01T00:00:00.000Z' });
    await put('Old@Predecessor.io', '2025-12-31T23:59:59.123456');
    await put('New@Predecessor.io', '2026-01-01T00:00:00.123456');
    await put('odd@x.io', 'no time', { saved_at: 7 });
    await round();
    expect(await emails()).toEqual(['New@Predecessor.io', 'new@x.io', 'odd@x.io']);
  });

  it.each(['01.12.2026 10:00', '12/07/2025 10:30', 'batch 7', '12', '0', '1700000000', '2025'])(
    'are kept if their time is %j, which may mean anything',
    async (time) => {
      await put('odd@x.io', time);
      await put('other@x.io', '2026-01-31T00:00:00.000Z', { saved_at: time });
      await round('1');
      expect(await emails()).toEqual(['odd@x.io', 'other@x.io']);
    },
  );

  it('are kept if no retention is set', async () => {
    await put('old@x.io', '2000-01-01T00:00:00.000Z');
    await round('0');
    expect(await emails()).toEqual(['old@x.io']);
  });

  it('stay if they are saved again at the same time', async () => {
    const timestamp = new Date('2025-12-01T00:00:00.000Z');
    await put('ann@x.io', timestamp.toISOString(), { saved_at: '2025-12-01T00:00:00.000Z' });
    await put('bob@x.io', timestamp.toISOString());
    const { deleted } = await rows.deletePage(null, async (page) => {
      await store.saveAll(['ann@x.io', 'bob@x.io'].map((email) => aFetched(email, { timestamp })));
      return new Set(page);
    });
    expect(deleted).toBe(0);
    expect(await emails()).toEqual(['ann@x.io', 'bob@x.io']);
  });

  it.each([
    ['a number', 7],
    ['a number with more digits than a double', NumberValue.from('12345678901234567890')],
    ['a set of such numbers', new Set([NumberValue.from('12345678901234567890')])],
    ['true', true],
    ['null', null],
    ['bytes', Buffer.from('2025')],
    ['a list', [2025, 'December']],
    ['an object', { year: 2025 }],
  ])('are deleted where another program wrote %s for the time of the save', async (_, saved_at) => {
    await put('odd@x.io', '2025-12-01T00:00:00', { saved_at });
    await round();
    expect(await emails()).toEqual([]);
  });

  it('are found on every page, and looked for again a day after the last one', async () => {
    const text = incompressible(300_000);
    for (let row = 0; row < 6; row += 1) await put(`member-${row}@x.io`, '2025-01-01T00:00:00.000Z', { text });
    await round();
    expect(await emails()).toEqual([]);
    await put('later@x.io', '2025-01-01T00:00:00.000Z');
    await round('31', NOW + DAY - 1);
    expect(await emails()).toEqual(['later@x.io']);
    await round('31', NOW + DAY);
    expect(await emails()).toEqual([]);
  });

  it('have their data, also if it is packed', async () => {
    await store.saveAll([aFetched('ann@x.io', { profile_data: { text: 'a'.repeat(500_000) } })]);
    const seen: unknown[] = [];
    await rows.deletePage(null, async (page) => {
      for (const { data } of page) seen.push(await data());
      return new Set();
    });
    expect(seen).toEqual([{ text: 'a'.repeat(500_000) }]);
  });
});
