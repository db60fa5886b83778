import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidCursorError } from '../../src/common/pagination/page.js';
import type { Profile } from '../../src/model/profile.js';
import type { SearchHit, SearchQuery } from '../../src/profile-store/profile-search.store.js';
import { enriched, MODEL, saved, vectorAt } from './builders.js';
import type { Stores } from './profile-store.contract.js';

/** Whom a search finds by words and by vectors, and in which order. */
export function searchRankingContract(driver: string, open: () => Promise<Stores>, hasVectors = true): void {
  const describeByVector = hasVectors ? describe : describe.skip;
  describe(`the order of found profiles on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    afterAll(() => stores.close());

    const store = (slug: string, values: Partial<Profile>, degrees: number | null = null) =>
      saved(stores.profiles, enriched(slug, { values, embedding: degrees === null ? null : vectorAt(degrees) }));
    const search = (given: Partial<SearchQuery>) =>
      stores.search.search({ text: null, mode: 'hybrid', vector: null, filter: null, limit: 10, ...given });
    const slugs = (hits: readonly SearchHit[]) => hits.map(({ profile }) => profile.public_id);
    const byWords = async (text: string) => slugs((await search({ text, mode: 'lexical' })).hits);

    async function storePeople() {
      await stores.clear();
      await store('about', { about: 'Once led a team in cloud security' });
      await store('title', { experience: [{ title: 'Cloud Security Lead' } as Profile['experience'][number]] });
      await store('headline', { position: 'Head of Cloud Security' });
      await store('cloud', { position: 'Cloud Engineer' });
      await store('muller', { name: 'Jörg Müller', skills: ['Node.js', 'C++'] });
      await store('smith', { name: 'John Smith', position: 'Co-Founder' });
    }

    describe('by words', () => {
      beforeAll(storePeople);

      it('those who have all of the words come first where they matter most', async () => {
        const { hits, total } = await search({ text: 'cloud security', mode: 'lexical' });
        expect(slugs(hits)).toEqual(['headline', 'title', 'about']);
        expect(total).toEqual({ value: 3, relation: 'exact' });
        expect(hits.map(({ lexical_rank }) => lexical_rank)).toEqual([1, 2, 3]);
        expect(hits[0]).toMatchObject({ score: 1, similarity: null });
        expect(hits[0]?.reasons).toEqual([{ field: 'headline', snippet: 'Head of Cloud Security' }]);
        expect(hits[2]?.reasons).toEqual([{ field: 'about', snippet: 'Once led a team in cloud security' }]);
        expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
      });

      it('any of the words counts where nobody has all', async () => {
        expect(await byWords('the cloud security of penguins')).toEqual(['headline', 'title', 'cloud', 'about']);
      });

      it.each([
        ['accents and capitals', 'JORG MULLER', ['muller']],
        ['the beginning of a longer word', 'secur', ['headline', 'title', 'about']],
        ['a word with signs', 'node.js', ['muller']],
        ['a part of a word with signs', 'founder', ['smith']],
        ['a name with typos', 'jon smiht', ['smith']],
        ['a name with a typo and an accent', 'Jorg Mullre', ['muller']],
        ['nothing', 'penguins', []],
        ['nothing but signs', '!!! ??', []],
        ['operators of a query', `cloud & ! | ( <-> :* ' \\ "`, ['cloud', 'headline', 'title', 'about']],
        ['NUL and half a character', '\0 \ud83d', []],
        ['a text of the largest length', 'penguin '.repeat(250), []],
      ])('%s', async (_, text, expected) => {
        expect(await byWords(text)).toEqual(expected);
      });

      it('among those who meet a filter', async () => {
        const filter = { field: 'headline', type: 'exists', value: true } as const;
        const given = {
          text: 'cloud',
          mode: 'lexical',
          filter: { field: 'name', type: 'contains', value: 'head' },
        } as const;
        expect(slugs((await search(given)).hits)).toEqual(['headline']);
        expect((await search({ ...given, filter })).total.value).toBe(4);
      });

      it('a cursor of nobody is refused', async () => {
        await expect(search({ text: 'cloud', cursor: 'nothing' })).rejects.toThrow(InvalidCursorError);
      });
    });

    describe('by words, as profiles come and change', () => {
      beforeEach(storePeople);

      it('finds what a profile says now', async () => {
        await store('cloud', { position: 'Gardener', about: 'Roses' });
        expect(await byWords('gardener')).toEqual(['cloud']);
        expect(await byWords('engineer')).not.toContain('cloud');
        await stores.profiles.delete((await stores.profiles.findBySlug('cloud'))!.id);
        expect(await byWords('gardener')).toEqual([]);
      });

      it('a snippet of a long text is short, plain and has the word', async () => {
        await store('long', { about: `${'lorem ipsum '.repeat(300)}zebra <b>stripes</b> ${'dolor '.repeat(300)}` });
        const { hits } = await search({ text: 'zebra', mode: 'lexical' });
        expect(hits[0]?.reasons).toMatchObject([{ field: 'about', snippet: expect.stringMatching(/^… .*zebra.* …$/) }]);
        expect(hits[0]?.reasons[0]?.snippet.length).toBeLessThanOrEqual(200);
      });

      it('pages show everybody once, in the same order', async () => {
        for (let index = 0; index < 13; index += 1) await store(`p${index}`, { position: 'Cloud', about: 'security' });
        const whole = slugs((await search({ text: 'cloud', mode: 'lexical', limit: 100 })).hits);
        const paged: (string | null)[] = [];
        let cursor: string | undefined;
        do {
          const page = await search({ text: 'cloud', mode: 'lexical', limit: 3, cursor });
          paged.push(...slugs(page.hits));
          cursor = page.next_cursor ?? undefined;
        } while (cursor !== undefined);
        expect(paged).toEqual(whole);
        expect(whole).toHaveLength(17);
      });
    });

    describeByVector('by a vector', () => {
      const vector = { ...vectorAt(0), model: MODEL };
      beforeAll(async () => {
        await stores.clear();
        await store('near', { position: 'Nurse' }, 10);
        await store('nearer', { position: 'Doctor' }, 5);
        await store('far', { position: 'Cloud engineer' }, 80);
        await store('opposite', { position: 'Cook' }, 180);
        await store('none', { position: 'Cloud architect' });
      });

      it('nearest first, with the cosine', async () => {
        const { hits, total } = await search({ text: 'x', mode: 'semantic', vector });
        expect(slugs(hits)).toEqual(['nearer', 'near', 'far', 'opposite']);
        expect(hits[0]?.similarity).toBeCloseTo(Math.cos((5 * Math.PI) / 180), 5);
        expect(hits[0]?.score).toBeCloseTo(hits[0]!.similarity!, 5);
        expect(hits[3]?.score).toBe(0);
        expect(total.value).toBe(5);
      });

      it('at least as similar as wanted, among those who meet a filter', async () => {
        expect(slugs((await search({ text: 'x', mode: 'semantic', vector, min_similarity: 0.5 })).hits)).toEqual([
          'nearer',
          'near',
        ]);
        const filter = { field: 'headline', type: '=', value: 'cook' } as const;
        expect(slugs((await search({ text: 'x', mode: 'semantic', vector, filter })).hits)).toEqual(['opposite']);
      });

      it('of another model finds nobody', async () => {
        expect((await search({ text: 'x', mode: 'semantic', vector: vectorAt(0, 'other') })).hits).toEqual([]);
      });

      it('scores 1 for what is the best by both', async () => {
        const { hits } = await search({ text: 'doctor', vector });
        expect(hits[0]).toMatchObject({ lexical_rank: 1, profile: { public_id: 'nearer' } });
        expect(hits[0]?.score).toBeCloseTo(1, 2);
      });

      it('scores what only means the same by how similar it is, and low if it is not', async () => {
        const scores = async (mode: 'hybrid' | 'semantic') => {
          const { hits } = await search({ text: 'penguin', mode, vector, midpoint: Math.cos((60 * Math.PI) / 180) });
          return Object.fromEntries(hits.map(({ profile, score }) => [profile.public_id, score]));
        };
        const meaning = await scores('semantic');
        expect(meaning['nearer']).toBeGreaterThan(0.99);
        expect(meaning['far']).toBeCloseTo(1 / (1 + 9 ** ((0.5 - Math.cos((80 * Math.PI) / 180)) / 0.15)), 4);
        expect(meaning['opposite']).toBeLessThan(0.001);
        for (const [slug, score] of Object.entries(await scores('hybrid'))) {
          expect([slug, score]).toEqual([slug, expect.closeTo(0.7 * meaning[slug]!, 5)]);
        }
      });

      it('without a vector the words alone decide', async () => {
        expect(slugs((await search({ text: 'cloud' })).hits)).toEqual(['none', 'far']);
      });
    });
  });
}
