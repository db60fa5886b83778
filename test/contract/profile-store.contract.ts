import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isFullExtent, runs } from '../support/extent.js';
import type { FilterNode } from '../../src/model/profile-filter.js';
import type { BatchErasureStore } from '../../src/profile-store/batch-erasure.store.js';
import type { BatchStore, StoredBatch } from '../../src/profile-store/batch.store.js';
import type { CompanyStore } from '../../src/profile-store/company.store.js';
import type { KnownPeople } from '../../src/profile-store/known-people.store.js';
import type { ErasureStore } from '../../src/profile-store/erasure.store.js';
import type { ReprocessStore } from '../../src/profile-store/reprocess.store.js';
import type { ProfileChanges } from '../../src/profile-store/profile-changes.store.js';
import type { EmbeddingStore } from '../../src/profile-store/embedding.store.js';
import { encodeCursor } from '../../src/common/pagination/cursor.js';
import { InvalidCursorError } from '../../src/common/pagination/page.js';
import type { ProfileSearch } from '../../src/profile-store/profile-search.store.js';
import type { EnrichedProfile, ProfileFilter, ProfileStore } from '../../src/profile-store/profile.store.js';
import type { PersonDigester } from '../../src/suppression/person-digester.js';
import type { SuppressionStore } from '../../src/suppression/suppression.store.js';
import { aCompany, aProfile, currentCompany, enriched, fetched, MODEL, saved, vectorAt, workedAt } from './builders.js';

/** One driver of the backend, with what a test needs to look behind it. */
export interface Stores {
  profiles: ProfileStore;
  search: ProfileSearch;
  companies: CompanyStore;
  batches: BatchStore;
  embeddings: EmbeddingStore;
  known: KnownPeople;
  erasures: ErasureStore;
  batchErasures: BatchErasureStore;
  /** The list as a process with this key sees it. */
  suppressions: (digester: PersonDigester) => SuppressionStore;
  changes: ProfileChanges;
  reprocessing: ReprocessStore;
  /** Runs one statement on the database behind the stores. */
  behind: (text: string, values?: unknown[]) => Promise<unknown[]>;
  clear: () => Promise<void>;
  close: () => Promise<void>;
}

const NOBODY = '00000000-0000-4000-8000-000000000000';
const LATER = new Date('2026-02-01T00:00:00.000Z');
const EARLIER = new Date('2025-12-01T00:00:00.000Z');

/** Adds characters that Postgres cannot store to every text. */
function damaged<T>(value: T): T {
  const add = (_: string, field: unknown) => (typeof field === 'string' ? `${field}\0\ud83d` : field);
  return JSON.parse(JSON.stringify(value), add) as T;
}

/** The contract of every adapter of the four stores. */
export function profileStoreContract(driver: string, open: () => Promise<Stores>): void {
  describe(`the profile store on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const store = (profile: EnrichedProfile) => saved(stores.profiles, profile);
    const rawOf = async (profile_id: string) => (await stores.profiles.payloads([{ profile_id, source: 'test' }]))[0];
    const companiesOf = async (id: string) => (await stores.companies.ofProfile(id)).map(({ company }) => company);

    describe('saving a profile', () => {
      it('returns what was stored', async () => {
        const given = enriched('ann', { values: { linkedin_id: '42', current_company: currentCompany('Acme') } });
        const { profile, action } = await store(given);
        expect(action).toBe('created');
        expect(profile).toEqual({
          ...given.profile,
          id: expect.any(String),
          suggested_role: 'CTO',
          source: 'test',
          fetched_at: given.fetched_at,
          has_embedding: false,
          created_at: expect.any(Date),
          updated_at: expect.any(Date),
        });
        expect(await stores.profiles.findById(profile.id)).toEqual(profile);
      });

      it('keeps the ID and the creation time when a member is saved again', async () => {
        const first = await store(enriched('ann'));
        const second = await store(enriched('ann', { values: { about: 'new' }, fetched_at: LATER }));
        expect(second.action).toBe('updated');
        expect(second.profile).toMatchObject({
          id: first.profile.id,
          created_at: first.profile.created_at,
          about: 'new',
        });
        expect(second.profile.updated_at.getTime()).toBeGreaterThan(first.profile.updated_at.getTime());
      });

      it('keeps the modification time if nothing changed', async () => {
        const first = await store(enriched('ann'));
        const second = await store(enriched('ann', { fetched_at: LATER }));
        expect(second.action).toBe('unchanged');
        expect(second.profile.updated_at).toEqual(first.profile.updated_at);
        expect(second.profile.fetched_at).toEqual(LATER);
      });

      it('does not let an older fetch overwrite a newer one', async () => {
        await store(enriched('ann', { values: { about: 'new' }, fetched_at: LATER, raw: '"new"' }));
        const { profile } = await store(enriched('ann', { values: { about: 'old' }, fetched_at: EARLIER }));
        expect(profile).toMatchObject({ about: 'new', fetched_at: LATER });
        expect(await rawOf(profile.id)).toBe('"new"');
      });

      it('deletes what the source no longer knows', async () => {
        await store(enriched('ann', { values: { about: 'was known' } }));
        const { profile } = await store(enriched('ann', { fetched_at: LATER }));
        expect(profile.about).toBeNull();
      });

      it('identifies a member with a new slug by number, and still finds the old slug', async () => {
        const before = await store(enriched('ann', { values: { linkedin_id: '42' } }));
        const after = await store(enriched('ann-smith', { values: { linkedin_id: '42' }, fetched_at: LATER }));
        expect(after.profile).toMatchObject({ id: before.profile.id, public_id: 'ann-smith' });
        expect((await stores.profiles.findBySlug('ann'))?.id).toBe(before.profile.id);
      });

      it('finds a member by the requested slug', async () => {
        const { profile } = await store(enriched('ann', { requested_slug: 'acoaaa1' }));
        expect((await stores.profiles.findBySlug('acoaaa1'))?.id).toBe(profile.id);
        expect((await stores.profiles.findBySlug('ann'))?.id).toBe(profile.id);
        expect(await stores.profiles.findBySlug('nobody')).toBeNull();
      });

      it('assigns a slug to the member who has it now', async () => {
        await store(enriched('ann', { requested_slug: 'bob' }));
        const { profile: bob } = await store(enriched('bob'));
        expect((await stores.profiles.findBySlug('bob'))?.id).toBe(bob.id);
      });

      it.each([
        ['spacing, order and doubled keys', '{ "b":1,\n"a" : 2, "b": 3 }'],
        ['NUL and halves of surrogate pairs', '{"text":"a\\u0000b \\ud83d \\udc00"}'],
        ['emoji and other scripts', '{"text":"👩‍💻 Ünïcode 漢字 العربية"}'],
        ['300 kB', JSON.stringify({ text: 'äx"\\'.repeat(75_000) })],
      ])('keeps the raw payload byte for byte: %s', async (_, raw) => {
        const { profile } = await store(enriched('ann', { raw }));
        expect(await rawOf(profile.id)).toBe(raw);
      });

      it('stores text without the characters that Postgres cannot store', async () => {
        const { profile } = await store(enriched('ann', { values: { about: 'a\0b\ud83d' } }));
        expect(profile.about).toBe('ab\ufffd');
      });

      it('stores a profile whatever its texts contain, and finds it by them', async () => {
        const company = damaged(aCompany({ linkedin_id: '1', slug: 'acme' }, { description: 'Tools' }));
        const given = enriched('ann', {
          ...damaged({ source: 'test', requested_slug: 'ann', email: 'ann@example.com', name_override: 'Ann' }),
          values: damaged(aProfile('ann', { about: 'Hello', current_company: currentCompany('Acme') })),
          companies: [workedAt(fetched(company, { raw: JSON.stringify(company) }), damaged('CTO'))],
          embedding: vectorAt(0),
        });
        const { profile } = await store(given);
        expect(profile).toMatchObject({ name: 'Ann\ufffd', public_id: 'ann\ufffd', skills: ['SQL\ufffd'] });
        expect(await stores.profiles.findBySlug(damaged('ann'))).toEqual(profile);
        expect(await stores.profiles.findByEmail(damaged('ann@example.com'))).toEqual(profile);
        const filter = damaged({ email: 'ann@example.com', name: 'Ann', company: 'Acme', location: 'Germany' });
        expect((await stores.profiles.list(filter, { limit: 1 })).rows).toEqual([profile]);
        expect(await stores.profiles.nearest({ ...vectorAt(0), limit: 1, filter })).toMatchObject([{ profile }]);
        const payload = { profile_id: profile.id, source: damaged('test') };
        expect(await stores.profiles.payloads([payload])).toEqual([given.raw]);
        const [found] = await stores.companies.findByReferences([damaged({ linkedin_id: null, slug: 'acme' })]);
        const ofCompany = damaged({ name: 'Acme', industry: 'Software' });
        expect((await stores.companies.list(ofCompany, { limit: 1 })).rows).toEqual([found]);
      });

      it('deletes the vector of a changed profile if there is no new one', async () => {
        await store(enriched('ann', { embedding: vectorAt(0) }));
        const same = await store(enriched('ann', { fetched_at: LATER, suggested_role: 'CIO' }));
        expect(same.profile.has_embedding).toBe(true);
        const changed = await store(enriched('ann', { values: { about: 'new' }, fetched_at: LATER }));
        expect(changed.profile.has_embedding).toBe(false);
      });

      it('stores one row when many callers save the same member and the same companies', async () => {
        const saves = Array.from({ length: isFullExtent ? 30 : 12 }, (_, index) =>
          store(
            enriched(`member-${index % 3}`, {
              companies: ['1', '2', '3'].map((id) =>
                workedAt(fetched(aCompany({ linkedin_id: id, slug: `acme-${id}` }))),
              ),
            }),
          ),
        );
        const outcomes = await Promise.all(saves);
        expect(new Set(outcomes.map(({ profile }) => profile.id)).size).toBe(3);
        expect((await stores.profiles.list({}, { limit: 100 })).total).toBe(3);
        expect((await stores.companies.list({}, { limit: 100 })).total).toBe(3);
        for (const { profile } of outcomes) expect(await stores.companies.ofProfile(profile.id)).toHaveLength(3);
      });
    });

    it('lists those who match a tree of conditions along with the other filters', async () => {
      const { profile: ann } = await store(enriched('ann', { values: { skills: ['Go', 'SQL'], followers: 20 } }));
      const { profile: bob } = await store(enriched('bob', { values: { skills: ['SQL'], followers: 10 } }));
      const listed = async (filter: ProfileFilter) =>
        (await stores.profiles.list(filter, { limit: 10 })).rows.map(({ id }) => id);
      const skilled: FilterNode = { field: 'skill', type: '=', value: 'sql' };
      const other: FilterNode = { op: 'not', conditions: [{ field: 'skill', type: '=', value: 'Go' }] };
      const known: FilterNode = { field: 'followers', type: 'between', value: [10, 15] };
      expect(await listed({ where: skilled })).toEqual([bob.id, ann.id]);
      expect(await listed({ where: skilled, slug: 'ann' })).toEqual([ann.id]);
      expect(await listed({ where: { op: 'and', conditions: [skilled, other, known] } })).toEqual([bob.id]);
      expect(await listed({ where: { op: 'and', conditions: [skilled, other] }, slug: 'ann' })).toEqual([]);
    });

    describe('saving companies', () => {
      const save = async (slug: string, ...companies: ReturnType<typeof fetched>[]) =>
        store(enriched(slug, { companies: companies.map((company) => workedAt(company)) }));

      it('returns the result for each company in the given order', async () => {
        await save('ann', fetched(aCompany({ linkedin_id: '1' })), fetched(aCompany({ linkedin_id: '2' })));
        const { companies } = await save(
          'bob',
          fetched(aCompany({ linkedin_id: '3' })),
          fetched(aCompany({ linkedin_id: '2' }, { tagline: 'new' })),
          fetched(aCompany({ linkedin_id: '1' })),
        );
        expect(companies.map(({ action, company }) => [company.linkedin_id, action])).toEqual([
          ['3', 'created'],
          ['2', 'updated'],
          ['1', 'unchanged'],
        ]);
      });

      it('treats a number and a vanity slug as one company', async () => {
        const byNumber = await save('ann', fetched(aCompany({ linkedin_id: '1' })));
        await save('bob', fetched(aCompany({ linkedin_id: '1', slug: 'acme' })));
        const bySlug = await save('cat', fetched(aCompany({ slug: 'acme' })));
        expect(bySlug.companies[0]?.company.id).toBe(byNumber.companies[0]?.company.id);
        expect(bySlug.companies[0]?.company).toMatchObject({ linkedin_id: '1', slug: 'acme' });
      });

      it('merges two rows that turn out to be one company, including links', async () => {
        const byNumber = await save('ann', fetched(aCompany({ linkedin_id: '1' })));
        const bySlug = await save('bob', fetched(aCompany({ slug: 'acme' })));
        await save('cat', fetched(aCompany({ linkedin_id: '1', slug: 'acme' }), { fetched_at: LATER }));
        const [kept, ...others] = (await stores.companies.list({}, { limit: 10 })).rows;
        expect(others).toEqual([]);
        expect(kept).toMatchObject({ id: byNumber.companies[0]?.company.id, linkedin_id: '1', slug: 'acme' });
        expect((await companiesOf(bySlug.profile.id)).map(({ id }) => id)).toEqual([kept?.id]);
        expect((await stores.companies.profilesOf(kept?.id ?? '', { limit: 10 })).total).toBe(3);
      });

      it('never treats different numbers as one company; the slug goes to the one that has it now', async () => {
        const old = await save('ann', fetched(aCompany({ linkedin_id: '1', slug: 'acme' })));
        const now = await save('bob', fetched(aCompany({ linkedin_id: '2', slug: 'acme' }), { fetched_at: LATER }));
        expect(now.companies[0]?.company.id).not.toBe(old.companies[0]?.company.id);
        const found = await stores.companies.findByReferences([{ linkedin_id: null, slug: 'acme' }]);
        expect(found.map(({ linkedin_id }) => linkedin_id)).toEqual(['2']);
        expect(await stores.companies.findById(old.companies[0]?.company.id ?? '')).toMatchObject({ slug: null });
      });

      it('does not let an older fetch overwrite a newer one', async () => {
        await save('ann', fetched(aCompany({ linkedin_id: '1' }, { tagline: 'new' }), { fetched_at: LATER }));
        const { companies } = await save('bob', fetched(aCompany({ linkedin_id: '1' }, { tagline: 'old' })));
        expect(companies).toMatchObject([{ action: 'unchanged', company: { tagline: 'new' } }]);
      });

      it('links a stored company without changing it', async () => {
        const first = await save('ann', fetched(aCompany({ linkedin_id: '1' })));
        const company = first.companies[0]!.company;
        const { profile, companies } = await store(
          enriched('bob', { companies: [workedAt({ ...company, tagline: 'not stored' })] }),
        );
        expect(companies).toEqual([{ company, action: 'unchanged' }]);
        expect(await companiesOf(profile.id)).toEqual([company]);
      });

      it('returns one result for a company named by number and by slug in one profile', async () => {
        const { profile, companies } = await save(
          'ann',
          fetched(aCompany({ slug: 'acme' })),
          fetched(aCompany({ linkedin_id: '1', slug: 'acme' })),
        );
        expect(companies).toMatchObject([{ action: 'created', company: { linkedin_id: '1', slug: 'acme' } }]);
        expect(await companiesOf(profile.id)).toHaveLength(2);
      });

      it('keeps the links if companies were not requested, and deletes them if there are none', async () => {
        const { profile } = await save('ann', fetched(aCompany({ linkedin_id: '1' })));
        await store(enriched('ann', { companies: null, fetched_at: LATER }));
        expect(await companiesOf(profile.id)).toHaveLength(1);
        await store(enriched('ann', { companies: [], fetched_at: LATER }));
        expect(await companiesOf(profile.id)).toHaveLength(0);
      });
    });

    describe('deleting', () => {
      it('deletes the profile, its links and its vector, and keeps the companies', async () => {
        const companies = [workedAt(fetched(aCompany({ linkedin_id: '1' })))];
        const { profile, ...more } = await store(enriched('ann', { companies, embedding: vectorAt(0) }));
        expect(await stores.profiles.delete(profile.id)).toBe(true);
        expect(await stores.profiles.delete(profile.id)).toBe(false);
        expect(await stores.profiles.findById(profile.id)).toBeNull();
        expect(await rawOf(profile.id)).toBeNull();
        expect(await stores.profiles.embeddingOf(profile.id)).toBeNull();
        const company = more.companies[0]!.company;
        expect(await stores.companies.findById(company.id)).toEqual(company);
        expect((await stores.companies.profilesOf(company.id, { limit: 10 })).total).toBe(0);
      });

      it.each([NOBODY, 'no-uuid', ''])('finds nothing for the ID "%s"', async (id) => {
        expect(await stores.profiles.findById(id)).toBeNull();
        expect(await stores.profiles.delete(id)).toBe(false);
        expect(await stores.profiles.embeddingOf(id)).toBeNull();
        expect(await stores.companies.findById(id)).toBeNull();
        expect(await stores.companies.ofProfile(id)).toEqual([]);
        expect(await stores.companies.profilesOf(id, { limit: 10 })).toEqual({ rows: [], next_cursor: null, total: 0 });
        expect(await stores.batches.findById(id)).toBeNull();
      });
    });

    describe('lists', () => {
      const slugs = async (filter: Parameters<ProfileStore['list']>[0]) =>
        (await stores.profiles.list(filter, { limit: 100 })).rows.map(({ public_id }) => public_id);

      it('returns every profile once, newest first, with the exact total', async () => {
        for (const slug of ['a', 'b', 'c', 'd', 'e']) await store(enriched(slug));
        const listed: (string | null)[] = [];
        let cursor: string | undefined;
        do {
          const page = await stores.profiles.list({}, { limit: 2, cursor });
          expect(page.total).toBe(5);
          listed.push(...page.rows.map(({ public_id }) => public_id));
          cursor = page.next_cursor ?? undefined;
        } while (cursor);
        expect(listed).toEqual(['e', 'd', 'c', 'b', 'a']);
      });

      it('pages through the positions at a company', async () => {
        const company = fetched(aCompany({ linkedin_id: '1' }));
        const positions = ['Engineer', 'Lead'].map((title) => ({ ...workedAt(company).positions[0]!, title }));
        for (const slug of ['ann', 'bob']) {
          await store(enriched(slug, { companies: [{ company, positions }] }));
        }
        const [stored] = await stores.companies.findByReferences([{ linkedin_id: '1', slug: null }]);
        const first = await stores.companies.profilesOf(stored!.id, { limit: 3 });
        const second = await stores.companies.profilesOf(stored!.id, { limit: 3, cursor: first.next_cursor! });
        const listed = [...first.rows, ...second.rows].map(({ profile, title }) => [profile.public_id, title]);
        expect(listed).toEqual([
          ['bob', 'Engineer'],
          ['bob', 'Lead'],
          ['ann', 'Engineer'],
          ['ann', 'Lead'],
        ]);
        expect(first.total).toBe(4);
      });

      it.each([[[1]], [[1, 2, 3]], [[1, 2 ** 31]], [[1, 999_999_999_999_999]]])(
        'refuses the place %j among the positions at a company',
        async (place) => {
          await store(enriched('ann', { companies: [workedAt(fetched(aCompany({ linkedin_id: '1' })))] }));
          const [stored] = await stores.companies.findByReferences([{ linkedin_id: '1', slug: null }]);
          const cursor = encodeCursor(place);
          await expect(stores.companies.profilesOf(stored!.id, { limit: 1, cursor })).rejects.toThrow(
            InvalidCursorError,
          );
        },
      );

      it.each(['', 'x', 'LTE', 'MS41', Buffer.from('1;drop').toString('base64url')])(
        'refuses the cursor "%s"',
        async (cursor) => {
          await expect(stores.profiles.list({}, { limit: 1, cursor })).rejects.toThrow(InvalidCursorError);
        },
      );

      it('filters profiles by all conditions, ignoring case', async () => {
        await store(enriched('ann', { values: { name: 'Ann ÉMILE', current_company: currentCompany('Acme') } }));
        await store(enriched('bob', { values: { name: 'Bob Émile' }, suggested_role: 'CIO' }));
        expect(await slugs({ name: 'émile' })).toEqual(['bob', 'ann']);
        expect(await slugs({ name: 'émile', company: 'ACM' })).toEqual(['ann']);
        expect(await slugs({ name: 'émile', company: 'ACM', location: 'germany' })).toEqual(['ann']);
        expect(await slugs({ name: 'émile', suggested_role: 'CIO' })).toEqual(['bob']);
        expect(await slugs({ name: 'bob', suggested_role: 'CTO' })).toEqual([]);
        expect(await slugs({ slug: 'ann' })).toEqual(['ann']);
      });

      it.each(['%', '_', '*', '\\', '"', ',', ')'])('treats %s literally in a filter', async (sign) => {
        await store(enriched('plain'));
        await store(enriched('signed', { values: { name: `a${sign}b` } }));
        expect(await slugs({ name: `a${sign}b` })).toEqual(['signed']);
        expect(await slugs({ name: sign })).toEqual(['signed']);
      });

      it('filters companies by all conditions', async () => {
        const companies = [
          aCompany({ linkedin_id: '1' }, { company_name: 'Acme', domain: 'acme.example', country_code: 'DE' }),
          aCompany(
            { linkedin_id: '2' },
            { company_name: 'Acme 2', industries: ['Banking', 'Law'], country_code: 'DE' },
          ),
        ].map((company) => workedAt(fetched(company)));
        await store(enriched('ann', { companies }));
        const names = async (filter: Parameters<CompanyStore['list']>[0]) =>
          (await stores.companies.list(filter, { limit: 10 })).rows.map(({ company_name }) => company_name);
        expect(await names({ name: 'acme' })).toEqual(['Acme 2', 'Acme']);
        expect(await names({ name: 'acme', industry: 'law' })).toEqual(['Acme 2']);
        expect(await names({ name: 'acme', domain: 'ACME.example', country: 'de' })).toEqual(['Acme']);
        expect(await names({ domain: 'acme.example', industry: 'law' })).toEqual([]);
      });

      it('lists the companies of a profile: current positions first, then the latest start', async () => {
        const at = (linkedin_id: string, start_date: string | null, is_current: boolean) => ({
          company: fetched(aCompany({ linkedin_id })),
          positions: [{ title: null, start_date, end_date: null, is_current }],
        });
        const companies = [
          at('1', '2010', false),
          at('2', null, false),
          at('3', '2015-03', false),
          at('4', '2012', true),
        ];
        const { profile } = await store(enriched('ann', { companies }));
        expect((await companiesOf(profile.id)).map(({ linkedin_id }) => linkedin_id)).toEqual(['4', '3', '1', '2']);
      });
    });

    describe('nearest profiles', () => {
      const nearest = async (query: Partial<Parameters<ProfileStore['nearest']>[0]> = {}) =>
        (await stores.profiles.nearest({ vector: vectorAt(0).vector, model: MODEL, limit: 10, ...query })).map(
          ({ profile }) => profile.public_id,
        );

      beforeEach(async () => {
        for (const degrees of [60, 0, 30, 180]) {
          await store(enriched(`at-${degrees}`, { embedding: vectorAt(degrees) }));
        }
        await store(enriched('other-model', { embedding: vectorAt(0, 'other') }));
      });

      it('are sorted by distance, among the vectors of one model', async () => {
        expect(await nearest()).toEqual(['at-0', 'at-30', 'at-60', 'at-180']);
        expect(await nearest({ limit: 2 })).toEqual(['at-0', 'at-30']);
      });

      it('include the cosine, and exclude those below the minimum', async () => {
        const found = await stores.profiles.nearest({
          vector: vectorAt(0).vector,
          model: MODEL,
          limit: 10,
          min_similarity: 0.4,
        });
        expect(found.map(({ similarity }) => Math.round(similarity * 1000) / 1000)).toEqual([1, 0.866, 0.5]);
      });

      it('exclude the profile itself, and those that a filter excludes', async () => {
        const self = await stores.profiles.findBySlug('at-0');
        expect(await nearest({ except: self!.id })).toEqual(['at-30', 'at-60', 'at-180']);
        expect(await nearest({ filter: { name: 'at-3', location: 'berlin' } })).toEqual(['at-30']);
      });

      it('can be requested for the vector of a stored profile', async () => {
        const self = await stores.profiles.findBySlug('at-180');
        const stored = await stores.profiles.embeddingOf(self!.id);
        expect(stored?.model).toBe(MODEL);
        expect(await nearest({ vector: stored!.vector, limit: 1 })).toEqual(['at-180']);
      });
    });

    describe('missing vectors', () => {
      it('are found for profiles and companies until they are stored', async () => {
        const companies = [workedAt(fetched(aCompany({ linkedin_id: '1' })))];
        const { profile } = await store(enriched('ann', { companies, embedding: vectorAt(0, 'old') }));
        const missing = await stores.embeddings.withoutEmbedding(MODEL, 10);
        expect(missing).toMatchObject([
          { owner: { profile_id: profile.id }, profile: aProfile('ann') },
          { company: { linkedin_id: '1' } },
        ]);
        expect(await stores.embeddings.withoutEmbedding(MODEL, 1)).toHaveLength(1);
        for (const [index, { owner }] of missing.entries()) {
          expect(await stores.embeddings.withoutEmbedding(MODEL, 10, owner)).toEqual(missing.slice(index + 1));
        }
        const deleted = { profile_id: randomUUID() };
        expect(await stores.embeddings.withoutEmbedding(MODEL, 10, deleted)).toEqual(missing);
        for (const { owner } of missing) await stores.embeddings.saveEmbedding(owner, vectorAt(90));
        expect(await stores.embeddings.withoutEmbedding(MODEL, 10)).toEqual([]);
        expect(await stores.profiles.findById(profile.id)).toMatchObject({ has_embedding: true });
      });

      it('are discarded if the profile was deleted in the meantime', async () => {
        await stores.embeddings.saveEmbedding({ profile_id: NOBODY }, vectorAt(0));
      });
    });

    describe('batches', () => {
      const batch = {
        id: NOBODY,
        status: 'pending' as const,
        request: { profiles: [{ name: 'a\0b 👩', headline: '\ud83d', '\0\udc69': [] }] },
        response: null,
        total_requested: 1,
        created_at: new Date('2026-01-01T00:00:00.123Z'),
        started_at: null,
        completed_at: null,
        done: 0,
        failed: 0,
        revision: 0,
      };

      it('are stored as they were received and answered', async () => {
        await stores.batches.save(batch, []);
        expect(await stores.batches.findById(batch.id)).toEqual(batch);
        const completed = {
          ...batch,
          status: 'completed' as const,
          response: { results: ['\0', '\udc69'] },
          completed_at: LATER,
          done: 1,
        };
        await stores.batches.save(completed, []);
        expect(await stores.batches.findById(batch.id)).toEqual({ ...completed, revision: 1 });
      });

      it('are stored whatever their documents contain', async () => {
        const stringUnit = fc.nat(0xffff).map((code) => String.fromCharCode(code));
        const document = fc.dictionary(
          fc.string({ unit: stringUnit }),
          fc.oneof(fc.jsonValue({ stringUnit }), fc.bigInt().map(Number)),
        );
        let revision = 0;
        await fc.assert(
          fc.asyncProperty(document, document, async (request, response) => {
            const stored = await stores.batches.save({ ...batch, request, response, revision }, []);
            revision = stored.revision!;
            const found = await stores.batches.findById(batch.id);
            expect(JSON.stringify(found?.request)).toBe(JSON.stringify(request));
            expect(JSON.stringify(found?.response)).toBe(JSON.stringify(response));
          }),
          { numRuns: runs(50) },
        );
      });

      it('are deleted if they ended before a date, and kept until they end, however old they are', async () => {
        const ages = new Date('2100-01-01T00:00:00.000Z');
        const saveAs = async (state: Partial<StoredBatch>, revision: number) => {
          await stores.batches.save({ ...batch, ...state, revision }, []);
          return stores.batches.removeEndedBefore(ages);
        };
        expect(await saveAs({}, 0)).toBe(0);
        expect(await saveAs({ status: 'processing', started_at: EARLIER }, 0)).toBe(0);
        await stores.batches.save({ ...batch, status: 'cancelled', completed_at: EARLIER, revision: 1 }, []);
        expect(await stores.batches.removeEndedBefore(EARLIER)).toBe(0);
        expect(await stores.batches.removeEndedBefore(LATER)).toBe(1);
        expect(await stores.batches.findById(batch.id)).toBeNull();
      });
    });
  });
}
