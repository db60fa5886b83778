import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Profile } from '../../src/model/profile.js';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';
import {
  aCompany,
  currentCompany,
  day,
  enriched,
  fetched,
  MODEL,
  numbered,
  saved,
  vectorAt,
  workedAt,
} from './builders.js';
import type { Stores } from './profile-store.contract.js';

/** What an answer does to a stored profile: it decides, fills, or changes nothing. */
export function profileAnswersContract(driver: string, open: () => Promise<Stores>): void {
  describe(`answers about a stored member on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const acme = workedAt(fetched(aCompany({ linkedin_id: '7' })));
    const everything: Partial<Profile> = {
      linkedin_id: '1',
      about: 'About Ann',
      profile_image_url: 'https://example.com/ann.png',
      current_company: currentCompany('Acme'),
      certifications: [
        { name: 'CKA', issuer: null, issued_date: null, expires_date: null, credential_id: null, url: null },
      ],
    };
    const nothing: Partial<Profile> = {
      linkedin_id: null,
      position: null,
      about: null,
      city: null,
      country_code: null,
      location: null,
      followers: null,
      connections: null,
      profile_image_url: null,
      current_company: null,
      experience: [],
      education: [],
      certifications: [],
      languages: [],
      skills: [],
    };
    const ann = enriched('ann', { values: everything, companies: [acme], embedding: vectorAt(0), fetched_at: day(1) });
    const store = async (profile: EnrichedProfile) => (await saved(stores.profiles, profile)).profile;
    const linksOf = async (id: string) =>
      (await stores.companies.ofProfile(id)).map(({ company }) => company.linkedin_id);

    /** Everything that a reader could see of the store. */
    const everythingStored = async (id: string) => ({
      profiles: await stores.profiles.list({}, { limit: 100 }),
      companies: await stores.companies.list({}, { limit: 100 }),
      links: await stores.companies.ofProfile(id),
      embedding: await stores.profiles.embeddingOf(id),
      payloads: await stores.profiles.payloads(['test', 'test-other'].map((source) => ({ profile_id: id, source }))),
      slugs: await Promise.all(['ann', 'new-slug'].map((slug) => stores.profiles.findBySlug(slug))),
      emails: await Promise.all(['ann@example.com'].map((email) => stores.profiles.findByEmail(email))),
    });

    describe('an answer without a name', () => {
      const nameless = { ...nothing, name: null };
      it.each<[string, EnrichedProfile]>([
        ['of the same source', numbered('ann', null, day(2), nameless)],
        ['of another source', numbered('ann', null, day(2), nameless, { source: 'test-other', raw: '"other"' })],
        ['that the request gives a name', numbered('ann', null, day(2), nameless, { name_override: 'Somebody' })],
        ['found by the number', numbered('new-slug', '1', day(2), { ...nameless, linkedin_id: '1' })],
        ['found by the requested slug', numbered('new-slug', null, day(2), nameless, { requested_slug: 'ann' })],
        ['of another number with the slug', numbered('ann', '2', day(2), { ...nameless, linkedin_id: '2' })],
        ['with new data', numbered('ann', '1', day(2), { name: null, about: 'new' }, { email: 'ann@example.com' })],
        [
          'with companies and a label',
          numbered('ann', '1', day(2), nameless, {
            companies: [workedAt(fetched(aCompany({ linkedin_id: '8' })))],
            suggested_role: 'CISO',
            embedding: vectorAt(9),
          }),
        ],
        ['that is older', numbered('ann', '1', day(0), nameless)],
      ])('%s is masked where the stored profile has one, and touches nothing', async (_, answer) => {
        const { id } = await store(ann);
        const before = await everythingStored(id);
        expect(await stores.profiles.save(answer)).toEqual({ status: 'masked' });
        expect(await everythingStored(id)).toEqual(before);
      });

      it('is stored where the profile has no name of a source either, and empties nothing', async () => {
        const values = { ...everything, name: null };
        const first = await store({ ...enriched('ann', { values, fetched_at: day(1) }), name_override: 'Dr Ann' });
        expect(first.name).toBe('Dr Ann');
        const second = await store(numbered('ann', null, day(2), { ...nameless, about: 'new' }));
        expect(second).toEqual({ ...first, about: 'new', fetched_at: day(2), updated_at: expect.any(Date) });
        const named = await store(numbered('ann', null, day(3), { name: 'Ann' }));
        expect(named.name).toBe('Ann');
        expect(await stores.profiles.save(numbered('ann', null, day(4), nameless))).toEqual({ status: 'masked' });
      });
    });

    it('a name of the request is stored instead of the fetched one, until an answer decides again', async () => {
      const first = await store({ ...ann, name_override: 'Dr Ann' });
      expect(first.name).toBe('Dr Ann');
      expect(await store({ ...ann, fetched_at: day(2) })).toMatchObject({ id: first.id, name: 'Name of ann' });
    });

    describe('an answer of another source', () => {
      const of = (source: string, at: number, values: Partial<Profile> = {}, given: Partial<EnrichedProfile> = {}) =>
        numbered('ann', null, day(at), { ...nothing, ...values }, { source, companies: [], ...given });

      it('empties no field, nor the links', async () => {
        const first = await store(ann);
        const second = await store(of('test-other', 2));
        expect(second).toEqual({ ...first, source: 'test-other', fetched_at: day(2) });
        expect(await linksOf(first.id)).toEqual(['7']);
      });

      it.each<Partial<Profile>>([
        { about: 'new' },
        { followers: 0 },
        { skills: ['Rust'] },
        { current_company: currentCompany('Other') },
        { languages: [{ name: 'French', proficiency: null }] },
        { name: 'Ann Other' },
      ])('decides what it knows: %j', async (values) => {
        const first = await store(ann);
        const second = await store(of('test-other', 2, values));
        const name = values.name ?? 'Name of ann';
        expect(second).toEqual({
          ...first,
          ...values,
          name,
          source: 'test-other',
          fetched_at: day(2),
          updated_at: expect.any(Date),
          has_embedding: false,
        });
      });

      it('replaces the links by those that it knows', async () => {
        const { id } = await store(ann);
        await store(of('test-other', 2, {}, { companies: [workedAt(fetched(aCompany({ linkedin_id: '8' })))] }));
        expect(await linksOf(id)).toEqual(['8']);
      });

      it('leaves it to each source to empty what it gave, however often another one answers', async () => {
        const { id } = await store(ann);
        await store(of('test-other', 2, { skills: ['Rust'] }));
        const again = await store(of('test-other', 3));
        expect(again).toMatchObject({ about: 'About Ann', skills: [], city: 'Berlin' });
        expect(await linksOf(id)).toEqual(['7']);
        const decided = await store(of('test', 4));
        expect(decided).toMatchObject({ about: null, city: null, skills: [], current_company: null });
        expect(await linksOf(id)).toEqual([]);
      });

      it('gives a vector that serves until that of the whole profile is made', async () => {
        const { id } = await store({ ...ann, embedding: null });
        const second = await store(of('test-other', 2, { about: 'new' }, { embedding: vectorAt(30) }));
        expect(second.has_embedding).toBe(true);
        expect(await stores.profiles.nearest({ ...vectorAt(30), limit: 5 })).toMatchObject([{ profile: { id } }]);
        expect(await stores.embeddings.withoutEmbedding(MODEL, 1)).toMatchObject([
          { owner: { profile_id: id }, profile: { about: 'new', city: 'Berlin' } },
        ]);
      });

      it('keeps the vector of the whole profile if it adds nothing', async () => {
        const { id } = await store(ann);
        await store(of('test-other', 2, {}, { embedding: vectorAt(30) }));
        expect((await stores.profiles.embeddingOf(id))?.vector.slice(0, 2)).toEqual([1, 0]);
      });
    });

    it('an answer of the same source decides every field', async () => {
      const first = await store(ann);
      const second = await store(numbered('ann', null, day(2), nothing));
      expect(second).toEqual({
        ...first,
        ...nothing,
        linkedin_id: '1',
        has_embedding: false,
        fetched_at: day(2),
        updated_at: expect.any(Date),
      });
      expect(await linksOf(first.id)).toEqual([]);
    });

    it.each(['test', 'test-other'])(
      'an older answer of the source %s changes nothing but labels and slugs',
      async (source) => {
        const first = await store({ ...ann, fetched_at: day(5) });
        const second = await store(
          numbered(
            'ann',
            '1',
            day(1),
            { about: 'old' },
            {
              source,
              raw: '"old"',
              suggested_role: 'CISO',
              requested_slug: 'new-slug',
              companies: [],
            },
          ),
        );
        expect(second).toEqual({ ...first, suggested_role: 'CISO', updated_at: expect.any(Date) });
        expect((await stores.profiles.findBySlug('new-slug'))?.id).toBe(first.id);
        expect(await linksOf(first.id)).toEqual(['7']);
        // What the source sent last is kept either way.
        const [raw] = await stores.profiles.payloads([{ profile_id: first.id, source }]);
        expect(raw).toBe(source === 'test' ? ann.raw : '"old"');
      },
    );

    it.each(['CTO', null] as const)('no label keeps the stored one: %s', async (suggested_role) => {
      await store({ ...ann, suggested_role });
      expect(await store({ ...ann, suggested_role: null, fetched_at: day(2) })).toMatchObject({ suggested_role });
      expect(await store({ ...ann, suggested_role: 'CIO', fetched_at: day(3) })).toMatchObject({
        suggested_role: 'CIO',
      });
    });
  });
}
