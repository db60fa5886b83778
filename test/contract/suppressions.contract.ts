import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailableError } from '../../src/common/errors/store-unavailable.error.js';
import { InvalidCursorError } from '../../src/common/pagination/page.js';
import { PersonDigester } from '../../src/suppression/person-digester.js';
import type { SuppressionStore } from '../../src/suppression/suppression.store.js';
import type { StoredBatch } from '../../src/profile-store/batch.store.js';
import type { Known, LookupKey } from '../../src/profile-store/known-people.store.js';
import { aCompany, day, enriched, fetched, numbered, saved, workedAt } from './builders.js';
import { digester } from './profile-store.stores.js';
import type { Stores } from './profile-store.contract.js';

const BY_ANN = { reason: 'request', created_by: 'ann' } as const;
const ERASED = { reason: 'erasure', created_by: 'bob' } as const;
const slugs = (...names: string[]) => digester.digests({ slugs: names });
const emails = (...names: string[]) => digester.digests({ emails: names.map((name) => `${name}@example.com`) });

/** The list of suppressed people in the profile store. */
export function suppressionsContract(driver: string, open: () => Promise<Stores>): void {
  describe(`suppressed people on ${driver}`, () => {
    let stores: Stores;
    let store: SuppressionStore;
    beforeAll(async () => {
      stores = await open();
      store = stores.suppressions(digester);
    });
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    it('are found by any of their digests, and nobody else is', async () => {
      await store.add([[...slugs('ann'), ...emails('ann')], slugs('bob')], BY_ANN);
      const asked = [...slugs('ann', 'bob', 'eve'), ...emails('ann', 'bob')];
      expect(await store.find(asked)).toEqual(new Set([...slugs('ann', 'bob'), ...emails('ann')]));
      expect(await store.find([])).toEqual(new Set());
    });

    it('are added once', async () => {
      expect(await store.add([slugs('ann', 'ann-b'), slugs('bob')], BY_ANN)).toEqual([2, 1]);
      expect(await store.add([slugs('bob'), slugs('ann', 'ann-c'), slugs('eve', 'eve')], ERASED)).toEqual([0, 1, 1]);
      expect(await store.add([], BY_ANN)).toEqual([]);
      const { rows } = await store.list({ limit: 10 });
      expect(rows).toHaveLength(5);
      expect(rows.filter(({ reason }) => reason === 'erasure')).toHaveLength(2);
    });

    it('are listed newest first, without what they are called', async () => {
      await store.add([slugs('ann')], BY_ANN);
      await store.add([emails('bob'), digester.digests({ linkedin_ids: ['42'] })], ERASED);
      const first = await store.list({ limit: 2 });
      expect(first.rows).toEqual([
        { id: expect.any(String), kind: 'number', created_at: expect.any(Date), ...ERASED },
        { id: expect.any(String), kind: 'email', created_at: expect.any(Date), ...ERASED },
      ]);
      const second = await store.list({ limit: 2, cursor: first.next_cursor! });
      expect(second).toMatchObject({ rows: [{ kind: 'slug', ...BY_ANN }], next_cursor: null });
      await expect(store.list({ limit: 2, cursor: 'x' })).rejects.toThrow(InvalidCursorError);
    });

    it('are removed with all digests of the person, those that were added later included', async () => {
      await store.add([slugs('ann'), slugs('bob')], BY_ANN);
      await store.add([[...slugs('ann'), ...emails('ann')]], ERASED);
      const ofAnn = await store.ofSamePeople({ digests: emails('ann') });
      expect(ofAnn.toSorted()).toEqual([...slugs('ann'), ...emails('ann')].toSorted());
      expect(await store.remove(ofAnn)).toBe(2);
      expect(await store.remove(ofAnn)).toBe(0);
      expect(await store.find([...slugs('ann', 'bob'), ...emails('ann')])).toEqual(new Set(slugs('bob')));
    });

    it('become one person when something belongs to both', async () => {
      await store.add([slugs('ann'), emails('ann'), slugs('bob')], BY_ANN);
      await store.add([[...slugs('ann'), ...emails('ann')]], ERASED);
      expect(await store.ofSamePeople({ digests: slugs('ann') })).toHaveLength(2);
    });

    it('are found by the id of an entry', async () => {
      await store.add([slugs('ann', 'ann-b')], BY_ANN);
      const [{ id } = { id: '' }] = (await store.list({ limit: 1 })).rows;
      expect((await store.ofSamePeople({ id })).toSorted()).toEqual(slugs('ann', 'ann-b').toSorted());
      for (const unknown of ['00000000-0000-4000-8000-000000000000', 'no-uuid', "';"])
        expect(await store.ofSamePeople({ id: unknown })).toEqual([]);
    });

    it('cannot be asked for or added with another key while there are any', async () => {
      const other = stores.suppressions(new PersonDigester('another key', true));
      expect(await other.find(slugs('ann'))).toEqual(new Set());
      await other.add([slugs('eve')], BY_ANN);
      await expect(store.find(slugs('ann'))).rejects.toThrow(StoreUnavailableError);
      await expect(store.add([slugs('ann')], BY_ANN)).rejects.toThrow(StoreUnavailableError);
      await other.remove(slugs('eve'));
      await store.add([slugs('ann')], BY_ANN);
      await expect(other.find(slugs('ann'))).rejects.toThrow(StoreUnavailableError);
    });

    describe('and what stores something about them', () => {
      const batch: StoredBatch = {
        id: '00000000-0000-4000-8000-000000000001',
        status: 'pending',
        request: {},
        response: null,
        total_requested: 2,
        created_at: day(0),
        started_at: null,
        completed_at: null,
        done: 0,
        failed: 0,
        revision: 0,
      };
      const person = (slug: string) => ({ slugs: [slug], linkedin_ids: [], emails: [] });

      it('recalls them, unless the caller knows', async () => {
        await store.add([[...slugs('ann'), ...emails('bob')]], BY_ANN);
        const lookups: LookupKey[] = [
          { by: 'url', slug: 'ann' },
          { by: 'email', email: 'bob@example.com' },
          { by: 'url', slug: 'bob' },
        ];
        const flags = (known: readonly Known[]) => known.map(({ suppressed }) => suppressed);
        expect(flags(await stores.known.find(lookups))).toEqual([true, true, false]);
        expect(flags(await stores.known.find(lookups, { withSuppressed: false }))).toEqual([false, false, false]);
      });

      it.each([
        ['slug', slugs('ann')],
        ['slug that was asked for', slugs('ann-alias')],
        ['number', digester.digests({ linkedin_ids: ['1'] })],
        ['address', emails('ann')],
        ['address that a list states', emails('stated')],
      ])('stores nothing of them by their %s, and all of the others', async (_, digests) => {
        await store.add([digests], BY_ANN);
        const ann = numbered(
          'ann',
          '1',
          day(0),
          {},
          {
            requested_slug: 'ann-alias',
            email: 'ann@example.com',
            stated_email: 'stated@example.com',
            companies: [workedAt(fetched(aCompany({ slug: 'acme' })))],
          },
        );
        const outcomes = await stores.profiles.saveAll([enriched('bob'), ann, enriched('eve')]);
        expect(outcomes.map(({ status }) => status)).toEqual(['saved', 'suppressed', 'saved']);
        expect(await stores.behind('select public_id from profiles order by 1')).toEqual([
          { public_id: 'bob' },
          { public_id: 'eve' },
        ]);
        expect(await stores.behind('select from profile_emails union all select from companies')).toEqual([]);
      });

      it('leaves what is stored of them as it is', async () => {
        const { profile } = await saved(stores.profiles, enriched('ann'));
        await store.add([slugs('ann')], BY_ANN);
        expect(await stores.profiles.save(enriched('ann', { fetched_at: day(9) }))).toEqual({ status: 'suppressed' });
        expect(await stores.profiles.findBySlug('ann')).toEqual(profile);
      });

      it('stores no batch about them, and says which of its people they are', async () => {
        await store.add([slugs('ann')], BY_ANN);
        expect(await stores.batches.save(batch, [person('bob'), person('ann')])).toEqual({
          suppressed: [false, true],
          revision: null,
        });
        expect(await stores.behind('select from batches')).toEqual([]);
        expect(await stores.batches.save(batch, [person('bob'), person('')])).toEqual({
          suppressed: [false, false],
          revision: 0,
        });
        const found = await stores.behind('select id from batches where people && $1::text[]', [slugs('bob')]);
        expect(found).toHaveLength(1);
      });

      it('suppresses what else leads to them, for the same reason', async () => {
        await store.add([slugs('ann')], ERASED);
        expect(await store.extend([...emails('ann'), ...slugs('ann')])).toBe(true);
        expect(await store.extend(emails('bob'))).toBe(false);
        expect(await store.find([...emails('ann', 'bob')])).toEqual(new Set(emails('ann')));
        expect((await store.list({ limit: 1 })).rows).toMatchObject([{ kind: 'email', ...ERASED }]);
        expect(await store.ofSamePeople({ digests: slugs('ann') })).toHaveLength(2);
      });
    });

    it('are known by everything that leads to the profiles of what is given', async () => {
      await saved(stores.profiles, numbered('ann', '1', day(0), {}, { requested_slug: 'ann-alias' }));
      await saved(stores.profiles, numbered('ann-smith', '1', day(1), {}, { email: 'ann@example.com' }));
      await saved(stores.profiles, enriched('bob'));
      const keys = { slugs: [], linkedin_ids: [], emails: [] };
      const found = await store.keysOf([
        { ...keys, slugs: ['ann-alias', 'no'] },
        { ...keys, linkedin_ids: ['1'] },
        { ...keys, emails: ['ann@example.com'] },
        { ...keys, slugs: ['bob'] },
        { ...keys, emails: ['no@example.com'] },
        keys,
      ]);
      const all = { slugs: ['ann', 'ann-alias', 'ann-smith'], linkedin_ids: ['1'], emails: ['ann@example.com'] };
      const sorted = found.map((of) => ({ ...of, slugs: of.slugs.toSorted() }));
      expect(sorted).toEqual([
        { ...all, slugs: [...all.slugs, 'no'] },
        all,
        all,
        { ...keys, slugs: ['bob'] },
        { ...keys, emails: ['no@example.com'] },
        keys,
      ]);
    });
  });
}
