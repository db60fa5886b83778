import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PersonKeys } from '../../src/model/person-keys.js';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';
import { aCompany, day, enriched, fetched, numbered, saved, vectorAt, workedAt } from './builders.js';
import type { Stores } from './profile-store.contract.js';

const keys = (given: Partial<PersonKeys>): PersonKeys => ({ slugs: [], linkedin_ids: [], emails: [], ...given });

/** Tables with anything of a person in them. */
const TABLES = ['profiles', 'profile_emails', 'merged_profiles', 'profile_companies', 'raw_payloads', 'lookup_misses'];

/** Erasing people from the profile store. */
export function erasureStoreContract(driver: string, open: () => Promise<Stores>): void {
  describe(`people who are erased from ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const store = async (profile: EnrichedProfile) => (await saved(stores.profiles, profile)).profile.id;
    const rowsOf = async (table: string) => (await stores.behind(`select from ${table}`)).length;

    /** A member with two ids, three slugs, a number, two addresses, a company and a vector. */
    async function ann(): Promise<string[]> {
      const id = await store(numbered('ann', '1', day(1), {}, { email: 'ann@example.com' }));
      const other = await store(enriched('ann-now', { requested_slug: 'ann-before', email: 'ann@work.example' }));
      const company = fetched(aCompany({ slug: 'acme' }));
      const companies = [workedAt(company)];
      const embedding = vectorAt(1);
      await store(numbered('ann-now', '1', day(2), {}, { raw: '{"name": "Ann"}', companies, embedding }));
      return [id, other];
    }

    it.each([
      ['slug', { slugs: ['ann-now'] }],
      ['former slug', { slugs: ['ann-before'] }],
      ['number', { linkedin_ids: ['1'] }],
      ['address', { emails: ['ann@work.example'] }],
    ])('are known by their %s, with everything else that leads to them', async (_, given) => {
      const ids = await ann();
      await store(enriched('bob'));
      expect(await stores.erasures.members(keys(given))).toEqual([
        {
          profile_ids: ids.toSorted(),
          slugs: expect.arrayContaining(['ann', 'ann-now', 'ann-before']),
          linkedin_ids: ['1'],
          emails: ['ann@example.com', 'ann@work.example'],
        },
      ]);
    });

    it('leave nothing behind, and everybody else as they were', async () => {
      const ids = await ann();
      const bob = await store(enriched('bob', { email: 'bob@example.com' }));
      await stores.known.remember([
        { lookup: { by: 'url', slug: 'ann-now' }, source: 'other' },
        { lookup: { by: 'email', email: 'ann@example.com' }, source: 'other' },
        { lookup: { by: 'email', email: 'bob@example.com' }, source: 'other' },
      ]);
      const removed = await stores.erasures.erase(keys({ slugs: ['ann-now'], emails: ['ann@example.com'] }));
      expect(removed).toMatchObject({ profiles: 1, vectors: 1, company_links: 1, raw_payloads: 1 });
      for (const id of ids) expect(await stores.profiles.findById(id)).toBeNull();
      expect(await stores.profiles.findById(bob)).not.toBeNull();
      const left = await Promise.all(TABLES.map(rowsOf));
      expect(left).toEqual([1, 1, 0, 0, 2, 1]);
    });

    it('may be several, and are none again', async () => {
      await store(enriched('ann'));
      await store(numbered('bob', '2', day(1)));
      const both = keys({ slugs: ['ann'], linkedin_ids: ['2'] });
      expect(await stores.erasures.members(both)).toHaveLength(2);
      expect(await stores.erasures.erase(both)).toMatchObject({ profiles: 2, raw_payloads: 2 });
      expect(await stores.erasures.erase(both)).toMatchObject({ profiles: 0, raw_payloads: 0 });
      expect(await stores.erasures.members(both)).toEqual([]);
      expect(await stores.erasures.erase(keys({}))).toMatchObject({ profiles: 0 });
    });

    it('may have keys that cannot be stored', async () => {
      await store(enriched('ann'));
      const odd = ['\0', '\ud800', `a'"\\`];
      expect(await stores.erasures.members(keys({ slugs: odd, linkedin_ids: odd, emails: odd }))).toEqual([]);
    });

    it('go when they were fetched too long ago', async () => {
      for (const number of [1, 2, 3]) await store(enriched(`member-${number}`, { fetched_at: day(number) }));
      expect(await stores.erasures.deleteFetchedBefore(day(3))).toBe(2);
      expect(await stores.erasures.deleteFetchedBefore(day(3))).toBe(0);
      expect(await stores.profiles.findBySlug('member-3')).not.toBeNull();
      expect(await rowsOf('raw_payloads')).toBe(1);
    });
  });
}
