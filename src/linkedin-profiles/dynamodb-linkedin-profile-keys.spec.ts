import { BatchWriteItemCommand, ScanCommand as RawScanCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aFetched, incompressible } from '../../test/contract/linkedin-profiles.builders.js';
import { openEmbeddedDynamoDb, type EmbeddedDynamoDb } from '../../test/support/embedded-dynamodb.js';
import { settings } from '../../test/support/settings.js';
import { isFullExtent } from '../../test/support/extent.js';
import type { DynamoDbTable } from '../infrastructure/dynamodb/table/dynamodb-table.js';
import { DynamoDbLinkedInProfileKeys } from './dynamodb-linkedin-profile-keys.js';
import { DynamoDbLinkedInProfilesStore } from './dynamodb-linkedin-profiles.store.js';
import { LinkedInProfilesService } from './linkedin-profiles.service.js';

const RUNS = isFullExtent ? 200 : 5;

const GIVEN = 'Ann@Example.com';
const NORMALIZED = 'ann@example.com';
const OWN_TIMES = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
const TIMES = [...OWN_TIMES, '2023-12-07T10:30:00.123456', '2099-12-31T23:59:59.123456'];

describe('rows that are moved to another spelling of their address', () => {
  let embedded: EmbeddedDynamoDb;
  let table: DynamoDbTable;
  let keys: DynamoDbLinkedInProfileKeys;
  let store: DynamoDbLinkedInProfilesStore;
  /** What each request waits for. */
  let before: (() => Promise<void>) | null = null;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    embedded = await openEmbeddedDynamoDb();
    store = new DynamoDbLinkedInProfilesStore(embedded.dynamodb, settings());
    keys = new DynamoDbLinkedInProfileKeys(embedded.dynamodb, settings());
    table = embedded.dynamodb.ensureTable({ name: store.table, partitionKey: 'email', sortKey: 'timestamp' });
    await table.run(async ({ middlewareStack }: DynamoDBDocumentClient) =>
      middlewareStack.add((next) => async (request) => {
        await before?.();
        return next(request);
      }),
    );
  });
  beforeEach(clear);
  afterEach(() => void (before = null));
  afterAll(() => embedded.remove());

  const items = () =>
    table.run(async (client) => (await client.send(new ScanCommand({ TableName: table.name }))).Items ?? []);
  const put = (Item: Record<string, unknown>) =>
    table.run((client) => client.send(new PutCommand({ TableName: table.name, Item })));
  const keysOf = async () => (await items()).map(({ email, timestamp }) => `${email} ${timestamp}`).toSorted();

  async function clear(): Promise<void> {
    before = null;
    for (const { email } of await items()) await store.delete(email as string);
  }

  it('are found and replaced under it, with everything that another program stored', async () => {
    const item = {
      timestamp: { S: '2024-01-15T10:30:00.123456' },
      profile_data: { M: { id: { N: '12345678901234567890' }, __proto: { NULL: true }, '': { S: '' } } },
      tags: { SS: ['a', 'b'] },
      numbers: { NS: ['1', '9007199254740993'] },
      bytes: { B: Buffer.from('text') },
    };
    const rows = [{ PutRequest: { Item: { ...item, email: { S: GIVEN } } } }];
    await table.run((client) => client.send(new BatchWriteItemCommand({ RequestItems: { [table.name]: rows } })));
    expect(await keys.move(GIVEN, NORMALIZED)).toBe(true);
    const { Items = [] } = await table.run((client) => client.send(new RawScanCommand({ TableName: table.name })));
    expect(JSON.stringify(Items)).toBe(JSON.stringify([{ ...Items[0], email: { S: NORMALIZED } }]));
    expect(Items).toMatchObject([{ ...item, bytes: { B: expect.anything() } }]);
    expect(await store.find(NORMALIZED)).toMatchObject({ email: NORMALIZED });
    await store.saveAll([aFetched(NORMALIZED)]);
    expect(await items()).toHaveLength(1);
  });

  it.each([
    ['of the two newer rows', OWN_TIMES[0], OWN_TIMES[1], OWN_TIMES[1]],
    ['of the two newer rows', OWN_TIMES[1], OWN_TIMES[0], OWN_TIMES[1]],
    ['of this service', TIMES[4], OWN_TIMES[0], OWN_TIMES[0]],
    ['of this service', OWN_TIMES[0], TIMES[4], OWN_TIMES[0]],
    ['of the newer local time', TIMES[3], TIMES[4], TIMES[4]],
  ])('leave the one %s: %s moved to %s', async (_, given, normalized, kept) => {
    await put({ email: GIVEN, timestamp: given });
    await put({ email: NORMALIZED, timestamp: normalized });
    await keys.move(GIVEN, NORMALIZED);
    expect(await keysOf()).toEqual([`${NORMALIZED} ${kept}`]);
  });

  it('leave one row if there were several', async () => {
    for (const timestamp of TIMES) await put({ email: GIVEN, timestamp });
    await keys.move(GIVEN, NORMALIZED);
    expect(await keysOf()).toEqual([`${NORMALIZED} ${OWN_TIMES[2]}`]);
  });

  it('stay if DynamoDB rejects them under the longer key', async () => {
    const given = 'İ@example.com';
    const data = { email: given, timestamp: OWN_TIMES[0], text: '' };
    const room = 400 * 1024 - Buffer.byteLength(`email${given}timestamp${OWN_TIMES[0]}text`);
    await put({ ...data, text: incompressible(room) });
    expect(await keys.move(given, 'i-that-is-longer@example.com')).toBe(false);
    expect(await keysOf()).toEqual([`${given} ${OWN_TIMES[0]}`]);
  });

  it('are listed page by page, each address once', async () => {
    const text = incompressible(300_000);
    const emails = Array.from({ length: 6 }, (_, index) => `Member-${index}@example.com`);
    for (const email of emails) for (const timestamp of OWN_TIMES) await put({ email, timestamp, text });
    const found = new Set<string>();
    let [after, rows, pages]: [string | null, number, number] = [null, 0, 0];
    do {
      const page = await keys.page(after);
      for (const email of page.emails) found.add(email);
      [after, rows, pages] = [page.next, rows + page.rows, pages + 1];
    } while (after !== null);
    expect([...found].toSorted()).toEqual(emails);
    expect(rows).toBe(18);
    expect(pages).toBeGreaterThan(3);
    expect((await keys.page('nonsense')).rows).toBe((await keys.page(null)).rows);
  });

  const aTime = fc.constantFrom(...TIMES);
  const aStart = fc.record({
    given: fc.uniqueArray(aTime, { minLength: 1, maxLength: 3 }),
    normalized: fc.uniqueArray(aTime, { maxLength: 2 }),
  });

  async function begin({ given, normalized }: { given: string[]; normalized: string[] }): Promise<void> {
    await clear();
    for (const timestamp of given) await put({ email: GIVEN, timestamp });
    for (const timestamp of normalized) await put({ email: NORMALIZED, timestamp });
  }
  /** What has to be left of rows with these times. */
  const newest = (times: readonly string[]) => {
    const own = times.filter((time) => OWN_TIMES.includes(time));
    return (own.length > 0 ? own : times).toSorted().at(-1);
  };

  it('lose no row, whenever the process is killed, and are moved by the next one', async () => {
    await fc.assert(
      fc.asyncProperty(aStart, fc.nat(9), async (start, killedAt) => {
        await begin(start);
        let requests = 0;
        before = async () => {
          if (requests++ === killedAt) throw new Error('killed');
        };
        await keys.move(GIVEN, NORMALIZED).catch(() => undefined);
        before = null;
        const kept = newest([...start.given, ...start.normalized]);
        expect((await keysOf()).some((key) => key.endsWith(` ${kept}`))).toBe(true);
        await keys.move(GIVEN, NORMALIZED);
        if (start.given.length + start.normalized.length > 0) expect(await keysOf()).toContain(`${NORMALIZED} ${kept}`);
        expect((await keysOf()).filter((key) => key.startsWith(GIVEN))).toEqual([]);
        expect(await store.find(NORMALIZED)).toMatchObject({ timestamp: expect.any(Date) });
      }),
      { numRuns: RUNS },
    );
  });

  it('give way to newer rows that are saved at the same time, and replace older ones', async () => {
    const aSave = fc.constantFrom(...OWN_TIMES);
    await fc.assert(
      fc.asyncProperty(
        aStart,
        fc.array(aSave, { minLength: 1, maxLength: 2 }),
        fc.scheduler(),
        async (start, saves, s) => {
          await begin(start);
          before = () => s.schedule(Promise.resolve());
          const saving = saves.map((time) => store.saveAll([aFetched(NORMALIZED, { timestamp: new Date(time) })]));
          await s.waitFor(Promise.all([keys.move(GIVEN, NORMALIZED), ...saving]));
          before = null;
          const kept = newest([...start.given, ...start.normalized, ...saves]);
          expect(await keysOf()).toEqual([`${NORMALIZED} ${kept}`]);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('stay deleted if they are deleted under both spellings at the same time', async () => {
    const service = new LinkedInProfilesService(store);
    await fc.assert(
      fc.asyncProperty(aStart, fc.scheduler(), async (start, s) => {
        await begin(start);
        before = () => s.schedule(Promise.resolve());
        await s.waitFor(Promise.all([keys.move(GIVEN, NORMALIZED), service.delete(GIVEN)]));
        before = null;
        expect(await keysOf()).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
