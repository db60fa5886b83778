import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Experience, Profile } from '../../src/model/profile.js';
import { profileSummary } from '../../src/model/profile-summary.js';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';
import { aCompany, currentCompany, day, enriched, fetched, numbered, saved, workedAt } from './builders.js';
import type { Stores } from './profile-store.contract.js';

/** What exports read of many profiles at once. */
export function profileSummariesContract(driver: string, open: () => Promise<Stores>): void {
  describe(`summaries of profiles on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const store = async (profile: EnrichedProfile) => (await saved(stores.profiles, profile)).profile;
    const acme = { ...currentCompany('Acme'), company_id: '7' } as Profile['current_company'];
    const position = (title: string, company: string, is_current = true) =>
      ({ title, company, is_current }) as unknown as Experience;

    it('have what a mapped profile shows, with its source and time', async () => {
      const profile = await store(
        enriched('ann', {
          values: {
            current_company: { ...acme!, domain: 'acme.example' },
            experience: [position('Advisor', 'Beta'), position('Former', 'Acme', false), position('CTO', 'ACME')],
          },
        }),
      );
      const [summary] = await stores.profiles.summaries([profile.id]);
      expect(summary).toEqual({ ...profileSummary(profile), source: 'test', fetched_at: profile.fetched_at });
      expect(summary).toMatchObject({
        name: 'Name of ann',
        headline: 'Engineer',
        current_title: 'CTO',
        current_company: 'Acme',
        company_domain: 'acme.example',
        country_code: 'DE',
        linkedin_url: 'https://www.linkedin.com/in/ann/',
      });
    });

    it('come in order, for merged ids too, and are null for what is gone', async () => {
      const [byNumber, bySlug] = [await store(numbered('a', '1', day(1))), await store(enriched('b'))];
      await store(numbered('b', '1', day(2)));
      const gone = await store(enriched('c'));
      await stores.profiles.delete(gone.id);
      const ids = [bySlug.id, gone.id, randomUUID(), 'no uuid', byNumber.id];
      const summaries = await stores.profiles.summaries(ids);
      const b = expect.objectContaining({ linkedin_url: 'https://www.linkedin.com/in/b/' });
      expect(summaries).toEqual([b, null, null, null, b]);
      expect(await stores.profiles.summaries([])).toEqual([]);
    });

    it.each([
      ['number', { linkedin_id: '7' }, { company_name: 'Acme Inc' }, 'acme.example'],
      ['name', { slug: 'acme' }, { company_name: 'ACME' }, 'acme.example'],
      ['nothing', { linkedin_id: '8' }, { company_name: 'Beta' }, null],
    ])('take the domain from a stored company with the same %s', async (_key, reference, given, domain) => {
      const company = aCompany(reference, { ...given, domain: 'acme.example' });
      const { id } = await store(
        enriched('ann', { values: { current_company: acme }, companies: [workedAt(fetched(company))] }),
      );
      expect(await stores.profiles.summaries([id])).toEqual([expect.objectContaining({ company_domain: domain })]);
    });

    it('are those of a thousand profiles in one call', async () => {
      const { id } = await store(enriched('ann'));
      const summaries = await stores.profiles.summaries(Array.from({ length: 1_000 }, () => id));
      expect(new Set(summaries.map((summary) => summary?.name))).toEqual(new Set(['Name of ann']));
      expect(summaries).toHaveLength(1_000);
    });
  });
}
