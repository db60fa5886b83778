import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Profile } from '../../src/model/profile.js';
import type { ProfileFilter, ScannedProfile } from '../../src/profile-store/profile.store.js';
import { isFullExtent } from '../support/extent.js';
import { aCompany, currentCompany, enriched, fetched, saved, workedAt } from './builders.js';
import type { Stores } from './profile-store.contract.js';

/** What exports read of many profiles. */
export function profileExportContract(driver: string, open: () => Promise<Stores>): void {
  describe(`scans of profiles on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const store = async (slug: string, given: Parameters<typeof enriched>[1] = {}) =>
      (await saved(stores.profiles, enriched(slug, given))).profile;
    const storeMany = async (from: number, to: number) =>
      stores.profiles.saveAll(Array.from({ length: to - from + 1 }, (_, index) => enriched(`p${from + index}`)));

    async function scanned(filter: ProfileFilter, limit: number, between: () => Promise<unknown> = async () => {}) {
      const people: ScannedProfile[] = [];
      let after: number | null = null;
      do {
        const page: Awaited<ReturnType<typeof stores.profiles.scan>> = await stores.profiles.scan(filter, after, limit);
        expect(page.people.length).toBeLessThanOrEqual(limit);
        people.push(...page.people);
        after = page.next;
        await between();
      } while (after !== null);
      return people;
    }
    const slugs = (people: ScannedProfile[]) => people.map(({ profile }) => profile.public_id);

    it('have the profiles as they are stored, with addresses and the domain of the company', async () => {
      const current_company = { ...currentCompany('Acme'), company_id: '7' } as Profile['current_company'];
      const acme = aCompany({ linkedin_id: '7' }, { company_name: 'Acme Inc', domain: 'acme.example' });
      const given = { values: { current_company }, companies: [workedAt(fetched(acme))] };
      await store('ann', { ...given, email: 'b@example.com' });
      const ann = await store('ann', { ...given, email: 'a@example.com' });
      const bob = await store('bob');
      expect(await scanned({}, 10)).toEqual([
        { profile: ann, emails: ['a@example.com', 'b@example.com'], company_domain: 'acme.example' },
        { profile: bob, emails: [], company_domain: null },
      ]);
      expect(await scanned({ name: 'nobody' }, 10)).toEqual([]);
    });

    it('meet the filters of lists, whatever the size of a page', async () => {
      await store('ann', { values: { name: 'Ann Example' }, email: 'ann@example.com' });
      await store('bob', { values: { name: 'Bob Example' }, suggested_role: 'CIO' });
      await store('carol', {
        values: { name: 'Carol', current_company: currentCompany('Acme') },
        requested_slug: 'carola',
      });
      const filters: ProfileFilter[] = [
        {},
        { slug: 'carola' },
        { email: 'ann@example.com' },
        { name: 'example' },
        { company: 'acm' },
        { location: 'berlin' },
        { suggested_role: 'CIO' },
        { name: 'example', suggested_role: 'CTO' },
        { name: 'example', where: { op: 'not', conditions: [{ field: 'email', type: 'exists', value: true }] } },
      ];
      for (const filter of filters) {
        const { rows } = await stores.profiles.list(filter, { limit: 100 });
        const listed = rows.map(({ public_id }) => public_id).toReversed();
        for (const limit of isFullExtent ? [1, 2, 100] : [2, 100])
          expect(slugs(await scanned(filter, limit))).toEqual(listed);
      }
    });

    it('hold every untouched profile once while others come and go, and rows are changed', async () => {
      const pages = isFullExtent ? 20 : 6;
      await storeMany(1, pages * 10);
      let page = 0;
      const people = await scanned({ name: 'name' }, 10, async () => {
        page += 1;
        if (page > pages) return;
        await storeMany(1_000 + page, 1_000 + page);
        await store(`p${page * 10 - 3}`, { values: { about: 'changed' }, fetched_at: new Date('2026-02-01') });
        const gone = await stores.profiles.findBySlug(`p${page * 10 - 5}`);
        await stores.profiles.delete(gone!.id);
      });
      const found = slugs(people);
      expect(new Set(found).size).toBe(found.length);
      const untouched = Array.from({ length: pages * 10 }, (_, index) => index + 1).filter((n) => n % 10 !== 5);
      expect(found).toEqual(expect.arrayContaining(untouched.map((n) => `p${n}`)));
    });
  });
}
