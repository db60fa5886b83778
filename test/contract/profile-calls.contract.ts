import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';
import { isFullExtent } from '../support/extent.js';
import { aCompany, day, enriched, fetched, numbered, saved, vectorAt, workedAt } from './builders.js';
import type { Stores } from './profile-store.contract.js';

/** What is sent and read in one call: many profiles, some of which are rejected, and payloads of any size. */
export function profileCallsContract(driver: string, open: () => Promise<Stores>, hasLarge = true): void {
  const itIfLarge = hasLarge ? it : it.skip;
  describe(`calls with many profiles on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const ann = enriched('ann', { fetched_at: day(1) });
    const store = async (profile: EnrichedProfile) => (await saved(stores.profiles, profile)).profile;

    describe('payloads', () => {
      it('are kept by source, the last of each, and read in the given order', async () => {
        const texts = { test: '{ "b":1,\n"a" : "\\u0000\\ud83d" }', 'test-other': '[1,  2]', 'test-third': '"x"' };
        const { id } = await store({ ...ann, raw: '"first"' });
        for (const [source, raw] of Object.entries(texts)) await store({ ...ann, source, raw, fetched_at: day(2) });
        const references = ['test-third', 'gone', 'test', 'test-other', 'test-third'].map((source) => ({
          profile_id: id,
          source,
        }));
        expect(await stores.profiles.payloads(references)).toEqual([
          texts['test-third'],
          null,
          texts.test,
          texts['test-other'],
          texts['test-third'],
        ]);
        expect(await stores.profiles.payloads([])).toEqual([]);
      });

      it.each(['00000000-0000-4000-8000-000000000000', 'no-uuid', ''])(
        'are null for the ID "%s"',
        async (profile_id) => {
          expect(await stores.profiles.payloads([{ profile_id, source: 'test' }])).toEqual([null]);
        },
      );

      // More than one call saves, each of them, and more than one call reads, in sum.
      const [COUNT, SIZE] = isFullExtent ? [4, 6 * 1024 * 1024] : [2, 4.25 * 1024 * 1024];
      itIfLarge('are saved and read whatever their size in sum', async () => {
        const large = Array.from({ length: COUNT }, (_, index) => JSON.stringify(String(index).repeat(SIZE)));
        const outcomes = await stores.profiles.saveAll(large.map((raw, index) => enriched(`member-${index}`, { raw })));
        const references = outcomes.map((outcome) => ({
          profile_id: outcome.status === 'saved' ? outcome.saved.profile.id : '',
          source: 'test',
        }));
        const read = await stores.profiles.payloads([...references, ...references]);
        expect(read.map((text, index) => text === large[index % COUNT])).toEqual(read.map(() => true));
        expect(read).toHaveLength(2 * COUNT);
      });
    });

    describe('saving many in one call', () => {
      it('answers in the given order, whatever their number', async () => {
        const profiles = Array.from({ length: 57 }, (_, index) => enriched(`member-${index}`));
        const outcomes = await stores.profiles.saveAll(profiles);
        expect(outcomes.map((outcome) => outcome.status === 'saved' && outcome.saved.profile.public_id)).toEqual(
          profiles.map(({ profile }) => profile.public_id),
        );
        expect(await stores.profiles.saveAll([])).toEqual([]);
      });

      it('stores one member once who comes several times, as the last answer says', async () => {
        const outcomes = await stores.profiles.saveAll([
          numbered('ann', '1', day(2), { about: 'last' }),
          numbered('ann-b', '1', day(1), { about: 'first' }),
          numbered('ann', null, day(1), { name: null }),
        ]);
        expect(outcomes.map(({ status }) => status)).toEqual(['saved', 'saved', 'masked']);
        expect((await stores.profiles.list({}, { limit: 10 })).rows).toMatchObject([
          { public_id: 'ann', about: 'last' },
        ]);
      });

      it.each<[string, EnrichedProfile]>([
        ['a figure that is too large', numbered('bad', null, day(1), { followers: 1e30 })],
        ['no slug and no number', numbered('', null, day(1), { public_id: null, url: null }, { requested_slug: null })],
        [
          'a slug that no index holds',
          enriched(Array.from({ length: 3_000 }, (_, i) => (i * 7919).toString(36)).join('')),
        ],
        [
          'a company without a key',
          numbered('bad', null, day(1), {}, { companies: [workedAt(fetched(aCompany({})))] }),
        ],
        [
          'a vector that is none',
          numbered(
            'bad',
            null,
            day(1),
            {},
            {
              embedding: { ...vectorAt(0), vector: [Number.NaN] },
            },
          ),
        ],
      ])('stores the others beside one with %s, and nothing of that', async (_, bad) => {
        const good = ['a', 'b', 'c'].map((slug) => enriched(slug));
        const outcomes = await stores.profiles.saveAll([good[0]!, bad, ...good.slice(1)]);
        expect(outcomes.map(({ status }) => status)).toEqual(['saved', 'rejected', 'saved', 'saved']);
        expect((await stores.profiles.list({}, { limit: 10 })).total).toBe(3);
        expect(await stores.profiles.save(bad)).toMatchObject({ status: 'rejected', error: expect.any(Error) });
        expect((await stores.companies.list({}, { limit: 10 })).total).toBe(0);
      });
    });
  });
}
