import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Profile } from '../../src/model/profile.js';
import type { SearchHit, SearchQuery, SearchToMatch } from '../../src/profile-store/profile-search.store.js';
import { aCompany, currentCompany, enriched, fetched, MODEL, saved, vectorAt, workedAt } from './builders.js';
import type { Stores } from './profile-store.contract.js';

/** What a search takes and gives; whom it finds first is in search-ranking.contract.ts. */
export function profileSearchContract(driver: string, open: () => Promise<Stores>, hasVectors = true): void {
  describe(`searching profiles on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const store = async (slug: string, values: Partial<Profile>, degrees: number | null = null) =>
      (await saved(stores.profiles, enriched(slug, { values, embedding: degrees === null ? null : vectorAt(degrees) })))
        .profile;
    const search = (given: Partial<SearchQuery>) =>
      stores.search.search({ text: null, mode: 'hybrid', vector: null, filter: null, limit: 10, ...given });
    const slugs = (hits: readonly SearchHit[]) => hits.map(({ profile }) => profile.public_id);

    it('without a text is a list: newest first', async () => {
      for (const slug of ['a', 'b', 'c']) await store(slug, {});
      const page = await search({ limit: 2 });
      expect(slugs(page.hits)).toEqual(['c', 'b']);
      expect(page.hits[0]).toMatchObject({ score: 1, similarity: null, lexical_rank: null, reasons: [] });
      expect(page.total).toEqual({ value: 3, relation: 'exact' });
      expect(slugs((await search({ limit: 2, cursor: page.next_cursor! })).hits)).toEqual(['a']);
    });

    describe('compared with single people', () => {
      const LONG_AGO = new Date(0);
      const matching = async (people: readonly { id: string }[], searches: readonly Partial<SearchToMatch>[]) => {
        const toMatch = searches.map((given, index) => ({
          id: String(index),
          text: null,
          filter: null,
          similar: null,
          since: LONG_AGO,
          ...given,
        }));
        const ids = people.map(({ id }) => id);
        const found = await stores.search.matching(ids, toMatch);
        return toMatch.map(({ id }) =>
          found
            .filter(({ search_id }) => search_id === id)
            .map(({ profile_id }) => ids.indexOf(profile_id))
            .toSorted((a, b) => a - b),
        );
      };

      it('the filter must hold, and all of the words be found', async () => {
        const people = [
          await store('lead', { position: 'Head of Cloud Security' }),
          await store('engineer', { position: 'Cloud Engineer' }),
        ];
        await store('other', { position: 'Cloud Security Lead' });
        const headline = { field: 'headline', type: 'contains', value: 'security' } as const;
        const followers = { field: 'followers', type: '>', value: 1e9 } as const;
        expect(
          await matching(people, [
            {},
            { text: 'cloud' },
            { text: 'cloud security' },
            { text: '?!' },
            { filter: headline },
            { filter: { op: 'not', conditions: [headline] } },
            { text: 'engineer', filter: headline },
            { filter: { op: 'or', conditions: [headline, followers] } },
          ]),
        ).toEqual([[0, 1], [0, 1], [0], [], [0], [1], [], [0]]);
      });

      (hasVectors ? it : it.skip)('who must be similar needs no words', async () => {
        const people = [await store('near', {}, 10), await store('far', {}, 80), await store('without', {})];
        const similar = { vector: vectorAt(0).vector, model: MODEL, least: 0.9 };
        expect(
          await matching(people, [
            { text: 'words', similar },
            { text: 'words', similar: { ...similar, least: -1 } },
            { text: 'words', similar: { ...similar, model: 'another' } },
          ]),
        ).toEqual([[0], [0, 1], []]);
      });

      it('nobody matches who has not changed since', async () => {
        const people = [await store('before', {})];
        expect(await matching(people, [{ since: new Date(Date.now() + 60_000) }])).toEqual([[]]);
      });
    });

    (hasVectors ? it : it.skip)('by words and by a vector both rankings count', async () => {
      await store('near', { position: 'Nurse' }, 10);
      await store('nearer', { position: 'Doctor' }, 5);
      await store('far', { position: 'Cloud engineer' }, 80);
      await store('opposite', { position: 'Cook' }, 180);
      await store('none', { position: 'Cloud architect' });
      const vector = vectorAt(0);
      const { hits, next_cursor } = await search({ text: 'cloud doctor', vector, limit: 3 });
      expect(slugs(hits)).toEqual(['nearer', 'near', 'far']);
      expect(hits.map(({ lexical_rank }) => lexical_rank)).toEqual([expect.any(Number), null, expect.any(Number)]);
      expect(hits[0]).toMatchObject({ profile: { public_id: 'nearer' }, similarity: expect.any(Number) });
      const rest = (await search({ text: 'cloud doctor', vector, limit: 3, cursor: next_cursor! })).hits;
      expect(slugs(hits.concat(rest)).toSorted()).toEqual(['far', 'near', 'nearer', 'none', 'opposite']);
      expect(rest.every(({ score }) => score <= hits.at(-1)!.score)).toBe(true);
      const words = hits.concat(rest).find(({ profile }) => profile.public_id === 'none');
      expect(words).toMatchObject({ similarity: null, lexical_rank: expect.any(Number) });
    });

    describe('facets', () => {
      beforeEach(async () => {
        const values = (skills: string[], name: string): Partial<Profile> => ({
          skills,
          current_company: currentCompany(name),
        });
        await store('a', { ...values(['SQL', 'Rust', 'sql'], 'Acme'), followers: 5 });
        await store('b', { ...values(['SQL', '100%'], 'Acme'), followers: 5 });
        await store('c', { ...values(['Ruby'], 'Beta'), city: null, location: 'Paris, France' });
        const acme = aCompany({ linkedin_id: '1' }, { domain: 'acme.example', industries: ['Software', 'Cloud'] });
        await saved(stores.profiles, enriched('d', { companies: [workedAt(fetched(acme))], email: 'd@example.com' }));
      });

      it('are the commonest values, counted by person whatever their case', async () => {
        expect(await stores.search.facets('skill', { limit: 3 })).toEqual([
          { value: 'SQL', count: 3 },
          { value: '100%', count: 1 },
          { value: 'Ruby', count: 1 },
        ]);
        expect(await stores.search.facets('current_company', { limit: 10 })).toEqual([
          { value: 'Acme', count: 2 },
          { value: 'Beta', count: 1 },
        ]);
      });

      it('complete what was typed', async () => {
        expect(await stores.search.facets('skill', { starts_with: 'ru', limit: 10 })).toEqual([
          { value: 'Ruby', count: 1 },
          { value: 'Rust', count: 1 },
        ]);
        expect(await stores.search.facets('skill', { starts_with: '100%', limit: 10 })).toEqual([
          { value: '100%', count: 1 },
        ]);
        expect(await stores.search.facets('skill', { starts_with: '\0%_\\', limit: 10 })).toEqual([]);
      });

      it('are of those who meet a filter', async () => {
        const filter = { field: 'followers', type: '=', value: 5 } as const;
        expect(await stores.search.facets('skill', { filter, starts_with: 'S', limit: 10 })).toEqual([
          { value: 'SQL', count: 2 },
        ]);
      });

      it('know every field', async () => {
        const first = async (field: Parameters<Stores['search']['facets']>[0]) =>
          (await stores.search.facets(field, { limit: 1 }))[0];
        expect(await first('location')).toEqual({ value: 'Berlin, Germany', count: 3 });
        expect(await first('company_domain')).toEqual({ value: 'acme.example', count: 1 });
        expect(await first('company_industry')).toEqual({ value: 'Cloud', count: 1 });
        expect(await first('followers')).toEqual({ value: '10', count: 2 });
        expect(await first('fetched_at')).toEqual({ value: '2026-01-01T00:00:00.000Z', count: 4 });
        expect(await first('email')).toEqual({ value: 'd@example.com', count: 1 });
        expect(await first('is_current')).toBeUndefined();
      });
    });

    it('a scan continues after a position', async () => {
      for (const slug of ['a', 'b', 'c']) await store(slug, {});
      const first = await stores.search.scan(null, null, 2);
      expect(first.profiles.map(({ public_id }) => public_id)).toEqual(['a', 'b']);
      const second = await stores.search.scan(null, first.next, 2);
      expect(second).toMatchObject({ profiles: [{ public_id: 'c' }], next: null });
      expect(second.profiles[0]).toEqual(await stores.profiles.findBySlug('c'));
    });

    it('finds people by the beginning of texts that are longer than those of any person', async () => {
      const words = (letter: string) => Array.from({ length: 40_000 }, (_, n) => `${letter}${n}`).join(' ');
      const long = { name: words('n'), position: words('p'), about: words('a'), skills: [words('s')] };
      const experience = [{ title: words('t') } as Profile['experience'][number]];
      await store('long', { ...long, experience });
      const found = async (text: string) => slugs((await search({ text, mode: 'lexical' })).hits);
      expect((await Promise.all(['n1', 'a1', 's1', 't1'].map(found))).flat()).toEqual(Array(4).fill('long'));
    });

    it('finds a misspelled name among the first 500 characters of a name', async () => {
      await store('early', { name: `Groessmann ${'x '.repeat(300)}` });
      await store('late', { name: `${'x '.repeat(300)} Groessmann` });
      expect(slugs((await search({ text: 'Groesmann', mode: 'lexical' })).hits)).toEqual(['early']);
    });
  });
}
