import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../support/characters.arbitraries.js';
import { isFullExtent, runs } from '../support/extent.js';
import { parseExact } from '../../src/common/json/exact-json.js';
import type { JsonValue } from '../../src/model/json-value.js';
import type { FetchedLinkedInProfile, StoredLinkedInProfile } from '../../src/linkedin-profiles/linkedin-profile.js';
import type { LinkedInProfilesStore } from '../../src/linkedin-profiles/linkedin-profiles.store.js';
import { InvalidCursorError } from '../../src/common/pagination/page.js';
import { aFetched, incompressible, JSON_ODDITIES, nested } from './linkedin-profiles.builders.js';
import { whenReachable } from '../support/ready.js';

/** One driver of the backend, with what a test needs to look behind it. */
export interface LinkedInProfiles {
  store: LinkedInProfilesStore;
  /** Every item of the table as stored in DynamoDB. */
  items: () => Promise<Record<string, unknown>[]>;
  /** Writes an item without the store, as another program or an interrupted save would. */
  put: (item: Record<string, unknown>) => Promise<void>;
  clear: () => Promise<void>;
  close: () => Promise<void>;
}

const EARLIER = new Date('2026-01-01T00:00:00.000Z');
const LATER = new Date('2026-01-02T00:00:00.000Z');
const EMAIL = 'ann@example.com';

/** The contract of every adapter of the store. */
export function linkedInProfilesStoreContract(driver: string, open: () => Promise<LinkedInProfiles>): void {
  describe(`the LinkedIn profiles on ${driver}`, () => {
    let profiles: LinkedInProfiles;
    beforeAll(async () => void (profiles = await open()));
    beforeEach(() => profiles.clear());
    afterAll(() => profiles.close());

    const save = async (...rows: FetchedLinkedInProfile[]) => profiles.store.saveAll(rows);
    const saved = { status: 'saved', saved_at: expect.any(Date) };
    const timesOf = async (email: string) =>
      (await profiles.items()).filter((item) => item['email'] === email).map((item) => item['timestamp']);

    /** All pages of the list, one after another. */
    async function pages(limit: number, filter = {}): Promise<StoredLinkedInProfile[][]> {
      const all: StoredLinkedInProfile[][] = [];
      let cursor: string | undefined;
      do {
        const { rows, next_cursor } = await profiles.store.list(filter, { limit, cursor });
        all.push(rows);
        cursor = next_cursor ?? undefined;
      } while (cursor !== undefined);
      return all;
    }

    it('reports that it is usable', async () => {
      await whenReachable(profiles.store);
      expect(profiles.store).toMatchObject({ available: true, problem: null, table: expect.any(String) });
    });

    describe('saving', () => {
      it('returns what was saved', async () => {
        const row = aFetched(EMAIL, { job_id: 'job-1', token_used: 'token_abc', email_number: 7 });
        const before = new Date();
        const [outcome] = await save(row);
        expect(outcome).toEqual(saved);
        const found = await profiles.store.find(EMAIL);
        expect(found).toEqual({ ...row, saved_at: expect.any(Date) });
        expect(found?.saved_at?.getTime()).toBeGreaterThanOrEqual(before.getTime());
      });

      it('finds the rows of many addresses, in the given order', async () => {
        const emails = Array.from({ length: 40 }, (_, index) => `${index}@example.com`);
        await save(...emails.map((email) => aFetched(email)));
        const asked = ['nobody@example.com', ...emails.toReversed(), 'nobody@example.com'];
        const found = await profiles.store.findAll(asked);
        expect(found.map((row) => row?.email ?? null)).toEqual([null, ...emails.toReversed(), null]);
        expect(await profiles.store.findAll([])).toEqual([]);
      });

      it('writes the item format that other readers of the table expect', async () => {
        await save(aFetched(EMAIL, { timestamp: EARLIER, job_id: 'job-1' }));
        expect(await profiles.items()).toEqual([
          {
            email: EMAIL,
            timestamp: '2026-01-01T00:00:00.000Z',
            success: true,
            profile_data: { full_name: EMAIL },
            saved_at: expect.stringMatching(/^\d{4}-.*Z$/),
            token_used: 'token_1',
            email_number: 1,
            job_id: 'job-1',
          },
        ]);
      });

      it('does nothing for an empty list', async () => {
        expect(await save()).toEqual([]);
      });

      it('returns a result for each row in order, over many batches', async () => {
        const count = isFullExtent ? 130 : 60;
        const rows = Array.from({ length: count }, (_, index) => aFetched(`member-${index}@example.com`));
        rows.splice(count / 2, 0, aFetched('large@example.com', { profile_data: incompressible(1_000_000) }));
        const outcomes = await save(...rows);
        expect(outcomes.map(({ status }) => status)).toEqual(
          rows.map(({ email }) => (email === 'large@example.com' ? 'failed' : 'saved')),
        );
        expect(await profiles.items()).toHaveLength(count);
      });

      it('replaces the row for an address with a newer one', async () => {
        await save(aFetched(EMAIL, { timestamp: EARLIER, profile_data: { about: 'old' } }));
        await save(aFetched(EMAIL, { timestamp: LATER, profile_data: { about: 'new' } }));
        expect(await profiles.store.find(EMAIL)).toMatchObject({ timestamp: LATER, profile_data: { about: 'new' } });
        expect(await timesOf(EMAIL)).toEqual([LATER.toISOString()]);
      });

      it('does not let an older row replace a newer one', async () => {
        await save(aFetched(EMAIL, { timestamp: LATER, profile_data: { about: 'new' } }));
        expect(await save(aFetched(EMAIL, { timestamp: EARLIER }))).toEqual([saved]);
        expect(await profiles.store.find(EMAIL)).toMatchObject({ timestamp: LATER, profile_data: { about: 'new' } });
        expect(await timesOf(EMAIL)).toEqual([LATER.toISOString()]);
      });

      it('can save the same row again', async () => {
        const row = aFetched(EMAIL);
        expect([await save(row), await save(row)]).toEqual([[saved], [saved]]);
        expect(await timesOf(EMAIL)).toHaveLength(1);
      });

      it('keeps the newest row of an address that occurs twice; of equal times, the later in the list', async () => {
        const outcomes = await save(
          aFetched(EMAIL, { timestamp: LATER, profile_data: { n: 1 } }),
          aFetched(EMAIL, { timestamp: EARLIER, profile_data: { n: 2 } }),
          aFetched(EMAIL, { timestamp: LATER, profile_data: { n: 3 } }),
        );
        expect(outcomes).toEqual([saved, saved, saved]);
        expect(await profiles.store.find(EMAIL)).toMatchObject({ timestamp: LATER, profile_data: { n: 3 } });
        expect(await profiles.items()).toHaveLength(1);
      });

      it('leaves one row, the newest, when concurrent callers save the same address', async () => {
        const times = Array.from({ length: 12 }, (_, index) => new Date(EARLIER.getTime() + ((index * 5) % 12) * 1000));
        const outcomes = await Promise.all(times.map((timestamp) => save(aFetched(EMAIL, { timestamp }))));
        expect(outcomes.flat()).toEqual(times.map(() => saved));
        expect(await timesOf(EMAIL)).toEqual([new Date(EARLIER.getTime() + 11_000).toISOString()]);
      });

      it('deletes what an interrupted save left behind', async () => {
        await profiles.put({ email: EMAIL, timestamp: '2025-12-30T00:00:00.000Z' });
        await profiles.put({ email: EMAIL, timestamp: '2025-12-31T00:00:00.000Z' });
        await save(aFetched(EMAIL, { timestamp: LATER }));
        expect(await timesOf(EMAIL)).toEqual([LATER.toISOString()]);
      });

      it.each([
        '2023-12-07T10:30:00.123456',
        '2023-12-07T10:30:00',
        '2026-01-02T14:00:00.999999',
        '2099-12-31T23:59:59.123456',
        '2099-12-31T23:59:59+02:00',
        '2099-12-31 23:59:59',
      ])('replaces a row that the predecessor wrote at %s', async (timestamp) => {
        await profiles.put({ email: EMAIL, timestamp, profile_data: { about: 'old' } });
        expect(await profiles.store.find(EMAIL)).toMatchObject({ profile_data: { about: 'old' } });
        await save(aFetched(EMAIL, { timestamp: LATER, profile_data: { about: 'new' } }));
        expect(await profiles.store.find(EMAIL)).toMatchObject({ timestamp: LATER, profile_data: { about: 'new' } });
        expect(await timesOf(EMAIL)).toEqual([LATER.toISOString()]);
      });

      it('keeps a newer row of its own among rows of the predecessor', async () => {
        await save(aFetched(EMAIL, { timestamp: LATER, profile_data: { about: 'new' } }));
        await profiles.put({ email: EMAIL, timestamp: '2099-12-31T23:59:59.123456' });
        await save(aFetched(EMAIL, { timestamp: EARLIER }));
        expect(await profiles.store.find(EMAIL)).toMatchObject({ timestamp: LATER, profile_data: { about: 'new' } });
        expect(await timesOf(EMAIL)).toEqual([LATER.toISOString()]);
      });

      it('deletes any number of older rows of any size', async () => {
        // More than a page of DynamoDB holds, 1 MB.
        const profile_data = { text: 'x'.repeat(isFullExtent ? 300_000 : 60_000) };
        for (let day = 10; day < 40; day += 1) {
          await profiles.put({ email: EMAIL, timestamp: new Date(2025, 0, day).toISOString(), profile_data });
        }
        await save(aFetched(EMAIL));
        expect(await timesOf(EMAIL)).toHaveLength(1);
      });
    });

    describe('profile data', () => {
      async function roundTrip(profile_data: JsonValue): Promise<JsonValue | undefined> {
        expect(await save(aFetched(EMAIL, { profile_data }))).toEqual([saved]);
        return (await profiles.store.find(EMAIL))?.profile_data;
      }

      it.each(JSON_ODDITIES)('is preserved: %s', async (_, text) => {
        const data = parseExact(text) as JsonValue;
        // Jest's own comparison mistakes a field named constructor for the class.
        expect(isDeepStrictEqual(await roundTrip(data), data)).toBe(true);
      });

      it.each([
        ['9007199254740993', 9007199254740993n],
        ['12345678901234567000', 12345678901234567000n],
        ['-12345678901234567890.123', NumberValue.from('-12345678901234567890.123')],
        ['7'.repeat(38), NumberValue.from('7'.repeat(38))],
      ])('has the number %s as a number in the row, and so has what other programs wrote', async (number, written) => {
        expect(await roundTrip({ ids: [parseExact(number) as JsonValue] })).toEqual({ ids: [parseExact(number)] });
        const [own] = await profiles.items();
        await profiles.put({ ...own, profile_data: { ids: [written] } });
        expect(await profiles.items()).toEqual([own]);
        expect(JSON.stringify(await profiles.store.find(EMAIL))).toContain(`{"ids":[${number}]}`);
      });

      it('is preserved for any JSON', async () => {
        await fc.assert(
          fc.asyncProperty(fc.jsonValue({ maxDepth: 6, stringUnit: anyCharacter }), async (data) => {
            const value = JSON.parse(JSON.stringify(data)) as JsonValue;
            expect(await roundTrip(value)).toStrictEqual(value);
          }),
          { numRuns: runs(60) },
        );
      });

      it.each([29, 30, 31, 32, 33, 500, 2_000])('is preserved with %i levels', async (depth) => {
        const data = nested(depth);
        expect(JSON.stringify(await roundTrip(data))).toBe(JSON.stringify(data));
      });

      it('is rejected as nested too deeply without affecting other rows', async () => {
        const outcomes = await save(aFetched(EMAIL, { profile_data: nested(200_000) }), aFetched('bob@example.com'));
        expect(outcomes).toEqual([
          { status: 'failed', error: expect.stringMatching(/too deeply nested/), retryable: false },
          saved,
        ]);
      });

      it.each([
        ['that unpack to more than anybody stored', gzipSync(Buffer.alloc(70 * 1024 * 1024, ' '))],
        ['that hold 10,000 nested lists', gzipSync('['.repeat(10_000) + ']'.repeat(10_000))],
        ['that hold a million lists', gzipSync(`[${'[],'.repeat(2_000_000)}0]`)],
        ['that are not of this service', Buffer.from('not packed at all')],
      ])('of other programs %s are shown as the bytes they are, and hide no other row', async (_, bytes) => {
        await profiles.put({ email: EMAIL, timestamp: '2025-12-30T00:00:00.000Z', profile_data: bytes });
        await save(aFetched('bob@example.com'));
        const { rows } = await profiles.store.list({}, { limit: 10 });
        const data = Object.fromEntries(rows.map((row) => [row.email, row.profile_data]));
        expect(data['bob@example.com']).toEqual({ full_name: 'bob@example.com' });
        expect(data[EMAIL] === bytes.toString('base64')).toBe(true);
      });

      it.each([100, 399, 400, 401, 1_000, 4_000])('of %i KB of text is preserved', async (kilobytes) => {
        const data = { text: 'Größe 👩‍💻 '.repeat((kilobytes * 1024) / 21) };
        expect(await roundTrip(data)).toEqual(data);
      });

      it('that is too large even when compressed is rejected with a message, and the old row is kept', async () => {
        await save(aFetched(EMAIL, { timestamp: EARLIER }));
        const outcomes = await save(
          aFetched(EMAIL, { timestamp: LATER, profile_data: incompressible(600_000) }),
          aFetched('bob@example.com'),
        );
        expect(outcomes).toEqual([
          {
            status: 'failed',
            error: expect.stringMatching(/^The profile is \d+ KB even when compressed, .* at most 400 KB per row$/),
            retryable: false,
          },
          saved,
        ]);
        expect(await timesOf(EMAIL)).toEqual([EARLIER.toISOString()]);
      });

      it('is preserved at every size around the limit, or rejected with a message', async () => {
        const lengths = [409_350, 409_420, 409_440, 409_700];
        if (isFullExtent) lengths.push(409_300, 409_400, 409_460, 409_500, 409_600);
        for (const length of lengths) {
          const data = { text: incompressible(length) };
          const [outcome] = await save(aFetched(EMAIL, { profile_data: data }));
          expect(outcome).toEqual(saved);
          expect((await profiles.store.find(EMAIL))?.profile_data).toEqual(data);
        }
      });
    });

    describe('finding', () => {
      it('returns null for an unknown address', async () => {
        expect(await profiles.store.find('nobody@example.com')).toBeNull();
      });

      it('returns the newest row if an interrupted save left two', async () => {
        await profiles.put({ email: EMAIL, timestamp: EARLIER.toISOString(), profile_data: { about: 'old' } });
        await save(aFetched('bob@example.com'));
        await profiles.put({ email: EMAIL, timestamp: LATER.toISOString(), profile_data: { about: 'new' } });
        expect(await profiles.store.find(EMAIL)).toMatchObject({ profile_data: { about: 'new' } });
        expect((await pages(10)).flat().map(({ timestamp }) => timestamp)).toContainEqual(LATER);
        expect((await pages(10)).flat()).toHaveLength(2);
      });

      it.each([
        ['2023-12-07T10:30:00.123456', '2023-12-07T10:30:00.123Z'],
        ['2023-12-07 10:30:00', '2023-12-07T10:30:00.000Z'],
        ['2023-12-07T10:30:00+02:00', '2023-12-07T08:30:00.000Z'],
        ['1969-07-20', '1969-07-20T00:00:00.000Z'],
        ['01.12.2023 10:30', null],
        ['batch 7', null],
        ['1700000000', null],
      ])('shows the time %j of another program as %j', async (timestamp, shown) => {
        await profiles.put({ email: EMAIL, timestamp, saved_at: timestamp });
        const found = JSON.stringify(await profiles.store.find(EMAIL));
        expect(JSON.parse(found)).toMatchObject({ timestamp: shown, saved_at: shown });
      });

      it.each([1, 10])('ignores a row of the predecessor beside one of its own, %i row a page', async (limit) => {
        await save(aFetched('bob@example.com'));
        await profiles.put({ email: EMAIL, timestamp: EARLIER.toISOString(), profile_data: { about: 'new' } });
        await profiles.put({ email: EMAIL, timestamp: '2025-12-07T10:30:00.123456', profile_data: { about: 'old' } });
        await profiles.put({ email: EMAIL, timestamp: '2099-12-31T23:59:59.123456', profile_data: { about: 'old' } });
        const own = { timestamp: EARLIER, profile_data: { about: 'new' } };
        expect(await profiles.store.find(EMAIL)).toMatchObject(own);
        const listed = (await pages(limit)).flat();
        expect(listed.filter(({ email }) => email === EMAIL)).toMatchObject([own]);
        expect(listed).toHaveLength(2);
      });

      it('reads rows written by other programs', async () => {
        await profiles.put({
          email: EMAIL,
          timestamp: '2024-01-15T10:30:00.123456',
          profile_data: { skills: new Set(['a']), count: 9007199254740993n },
        });
        expect(await profiles.store.find(EMAIL)).toEqual({
          email: EMAIL,
          timestamp: new Date('2024-01-15T10:30:00.123Z'),
          success: true,
          profile_data: { skills: ['a'], count: parseExact('9007199254740993') },
          token_used: null,
          email_number: null,
          job_id: null,
          saved_at: null,
        });
      });

      it.each(['ünï+tag@exämple.com', `${'a'.repeat(64)}@${'b'.repeat(60)}.example.com`, "o'neil/x=y?@example.com"])(
        'finds %s',
        async (email) => {
          await save(aFetched(email));
          expect(await profiles.store.find(email)).toMatchObject({ email });
          expect(await profiles.store.delete(email)).toBe(true);
        },
      );
    });

    describe('listing', () => {
      it('returns an empty list for an empty table', async () => {
        expect(await profiles.store.list({}, { limit: 10 })).toEqual({ rows: [], next_cursor: null });
      });

      it.each([1, 2, 3, 7, 100])('returns every address once with a page size of %i', async (limit) => {
        const emails = Array.from({ length: 12 }, (_, index) => `member-${index}@example.com`);
        await save(...emails.map((email) => aFetched(email, { timestamp: LATER })));
        for (const email of emails.filter((_, index) => index % 3 > 0)) {
          await profiles.put({ email, timestamp: EARLIER.toISOString() });
          await profiles.put({ email, timestamp: '2025-01-01T00:00:00.000Z' });
        }
        const all = await pages(limit);
        expect(all.map(({ length }) => length)).toEqual(
          Array.from({ length: Math.ceil(12 / limit) }, (_, page) => Math.min(limit, 12 - page * limit)),
        );
        expect(
          all
            .flat()
            .map(({ email }) => email)
            .toSorted(),
        ).toEqual(emails.toSorted());
        expect(new Set(all.flat().map(({ timestamp }) => timestamp.getTime()))).toEqual(new Set([LATER.getTime()]));
      });

      it('returns every address once if rows are so large that DynamoDB returns few at a time', async () => {
        const profile_data = { text: incompressible(250_000) };
        const emails = Array.from({ length: 9 }, (_, index) => `member-${index}@example.com`);
        for (const email of emails) await profiles.put({ email, timestamp: EARLIER.toISOString(), profile_data });
        for (const email of emails) await profiles.put({ email, timestamp: LATER.toISOString(), profile_data });
        const all = (await pages(4)).flat();
        expect(all.map(({ email }) => email).toSorted()).toEqual(emails);
        expect(new Set(all.map(({ timestamp }) => timestamp.getTime()))).toEqual(new Set([LATER.getTime()]));
      });

      it('does not repeat an address that is saved again between pages', async () => {
        const emails = ['a', 'b', 'c', 'd'].map((name) => `${name}@example.com`);
        await save(...emails.map((email) => aFetched(email, { timestamp: EARLIER })));
        const first = await profiles.store.list({}, { limit: 2 });
        await save(...emails.map((email) => aFetched(email, { timestamp: LATER })));
        const second = await profiles.store.list({}, { limit: 9, cursor: first.next_cursor ?? undefined });
        expect([...first.rows, ...second.rows].map(({ email }) => email).toSorted()).toEqual(emails);
      });

      it('filters by job', async () => {
        const rows = Array.from({ length: 20 }, (_, index) =>
          aFetched(`member-${index}@example.com`, { job_id: index % 4 === 0 ? 'one' : 'other' }),
        );
        await save(...rows);
        // Its newest row belongs to another job, so this job has none.
        await profiles.put({ email: rows[1]?.email, timestamp: '2020-01-01T00:00:00.000Z', job_id: 'one' });
        const all = await pages(2, { job_id: 'one' });
        expect(all.flat()).toHaveLength(5);
        expect(all.every(({ length }) => length <= 2)).toBe(true);
        expect(new Set(all.flat().map(({ job_id }) => job_id))).toEqual(new Set(['one']));
      });

      it.each(['', 'x', '!', Buffer.from('[1,2]').toString('base64url'), Buffer.from('["",""]').toString('base64url')])(
        'refuses the cursor %j',
        async (cursor) => {
          await expect(profiles.store.list({}, { limit: 1, cursor })).rejects.toThrow(InvalidCursorError);
        },
      );
    });

    describe('deleting', () => {
      it('deletes every row for the address, and no other', async () => {
        await save(aFetched(EMAIL, { timestamp: LATER }), aFetched('bob@example.com'));
        await profiles.put({ email: EMAIL, timestamp: EARLIER.toISOString() });
        expect(await profiles.store.delete(EMAIL)).toBe(true);
        expect((await profiles.items()).map((item) => item['email'])).toEqual(['bob@example.com']);
        expect(await profiles.store.find(EMAIL)).toBeNull();
      });

      it.each(['2023-12-07T10:30:00.123456', '2099-12-31T23:59:59.123456', '2099-12-31T23:59:59+02:00'])(
        'removes a row that the predecessor wrote at %s',
        async (timestamp) => {
          await profiles.put({ email: EMAIL, timestamp });
          expect(await profiles.store.delete(EMAIL)).toBe(true);
          expect(await profiles.items()).toEqual([]);
        },
      );

      it('reports that there was nothing to delete', async () => {
        expect(await profiles.store.delete(EMAIL)).toBe(false);
      });
    });
  });
}
