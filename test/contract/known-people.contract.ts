import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LookupKey } from '../../src/profile-store/known-people.store.js';
import { isFullExtent } from '../support/extent.js';
import { aCompany, day, enriched, fetched, numbered, saved, workedAt } from './builders.js';
import type { Stores } from './profile-store.contract.js';

const HOUR_MS = 3_600_000;
const bySlug = (slug: string): LookupKey => ({ by: 'url', slug });
const byEmail = (email: string): LookupKey => ({ by: 'email', email });

/** People and misses that are known before a source is called, and addresses that a list states. */
export function knownPeopleContract(driver: string, open: () => Promise<Stores>, hasMany = true): void {
  const itOfMany = hasMany ? it : it.skip;
  describe(`known people on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const idsOf = async (...lookups: LookupKey[]) =>
      (await stores.known.find(lookups)).map(({ person }) => person?.profile_id ?? null);
    const missesOf = async (lookup: LookupKey) =>
      (await stores.known.find([lookup]))[0]!.not_found.map(({ source }) => source);
    const age = (hours: number) =>
      stores.behind(`update lookup_misses set missed_at = missed_at - $1 * interval '1 hour'`, [hours]);

    describe('people', () => {
      it('are found by slug, by former slug and by address, in the order of the lookups', async () => {
        const ann = await saved(stores.profiles, numbered('ann', '1', day(0)));
        await saved(stores.profiles, numbered('ann-smith', '1', day(1), {}, { email: 'ann@example.com' }));
        const bob = await saved(stores.profiles, enriched('bob'));
        const [annId, bobId] = [ann.profile.id, bob.profile.id];
        const lookups = [bySlug('bob'), byEmail('no@example.com'), bySlug('ann'), byEmail('ann@example.com')];
        expect(await idsOf(...lookups)).toEqual([bobId, null, annId, annId]);
        expect(await idsOf(bySlug('ann-smith'), bySlug('no'))).toEqual([annId, null]);
      });

      it('come with what decides whether they must be fetched', async () => {
        const companies = [workedAt(fetched(aCompany({ slug: 'acme' })))];
        const { profile } = await saved(stores.profiles, enriched('ann', { fetched_at: day(3), companies }));
        await saved(stores.profiles, enriched('bob', { suggested_role: null }));
        const [ann, bob] = await stores.known.find([bySlug('ann'), bySlug('bob')]);
        expect(ann).toEqual({
          suppressed: false,
          person: {
            profile_id: profile.id,
            source: 'test',
            fetched_at: day(3),
            name: 'Name of ann',
            suggested_role: 'CTO',
            has_companies: true,
          },
          not_found: [],
        });
        expect(bob!.person).toMatchObject({ suggested_role: null, has_companies: false });
      });

      it('that were merged are found by what led to either of them', async () => {
        const first = await saved(stores.profiles, numbered('ann', null, day(0)));
        await saved(stores.profiles, numbered('ann-b', null, day(1), {}, { email: 'ann@example.com' }));
        await saved(stores.profiles, numbered('ann-b', null, day(2), {}, { requested_slug: 'ann' }));
        const { id } = first.profile;
        expect(await idsOf(bySlug('ann'), bySlug('ann-b'), byEmail('ann@example.com'))).toEqual([id, id, id]);
      });

      it('can be many, and none', async () => {
        const { profile } = await saved(stores.profiles, enriched('person-999'));
        const lookups = Array.from({ length: 1_000 }, (_, number) => bySlug(`person-${number}`));
        expect(await idsOf(...lookups)).toEqual([...lookups.slice(1).map(() => null), profile.id]);
        expect(await stores.known.find([])).toEqual([]);
        await expect(stores.known.find([...lookups, bySlug('ann')])).rejects.toThrow(RangeError);
      });
    });

    describe('misses', () => {
      it('are known per lookup and source, until they are too old', async () => {
        await stores.known.remember([
          { lookup: bySlug('ann'), source: 'test-b' },
          { lookup: bySlug('ann'), source: 'test-a' },
          { lookup: byEmail('ann'), source: 'test-c' },
        ]);
        await age(23);
        await stores.known.remember([{ lookup: bySlug('ann'), source: 'test-b' }]);
        const [ann, other, bob] = await stores.known.find([bySlug('ann'), byEmail('ann'), bySlug('bob')]);
        expect(ann!.not_found.map(({ source }) => source)).toEqual(['test-a', 'test-b']);
        for (const { at, until } of ann!.not_found) expect(until.getTime() - at.getTime()).toBe(24 * HOUR_MS);
        const [a, b] = ann!.not_found.map(({ at }) => at.getTime());
        expect(b! - a!).toBeGreaterThanOrEqual(23 * HOUR_MS);
        expect(other!.not_found.map(({ source }) => source)).toEqual(['test-c']);
        expect(bob).toEqual({ suppressed: false, person: null, not_found: [] });
        await age(1);
        expect(await missesOf(bySlug('ann'))).toEqual(['test-b']);
      });

      it('do not hold what was looked up', async () => {
        await stores.known.remember([{ lookup: byEmail('ann@example.com'), source: 'test' }]);
        const rows = await stores.behind(`select encode(lookup, 'hex') as lookup, source from lookup_misses`);
        const digest = createHash('sha256').update('email:ann@example.com').digest('hex');
        expect(rows).toEqual([{ lookup: digest, source: 'test' }]);
      });

      it('are remembered by many callers at once, whatever their order', async () => {
        const misses = Array.from({ length: 200 }, (_, number) => ({
          lookup: bySlug(`person-${number}`),
          source: 'test',
        }));
        const callers = [misses, misses.toReversed(), [...misses, ...misses], misses.toReversed()];
        await Promise.all(callers.map((given) => stores.known.remember(given)));
        const known = await stores.known.find(misses.map(({ lookup }) => lookup));
        expect(known.every(({ not_found }) => not_found.length === 1)).toBe(true);
      });

      it('are remembered whatever the lookup contains', async () => {
        const lookup = bySlug('a\0b\ud83d');
        await stores.known.remember([{ lookup, source: 'test' }]);
        expect(await missesOf(lookup)).toEqual(['test']);
      });

      it('end when the person is found, those of other sources stay', async () => {
        const lookups = [bySlug('ann'), byEmail('ann@example.com'), bySlug('bob')];
        await stores.known.remember(
          lookups.flatMap((lookup) => ['test', 'test-b'].map((source) => ({ lookup, source }))),
        );
        await saved(stores.profiles, enriched('ann'));
        const named = { requested_slug: null, email: 'ann@example.com' };
        await saved(stores.profiles, enriched('ann', { ...named, source: 'test-b', fetched_at: day(1) }));
        expect(await Promise.all(lookups.map(missesOf))).toEqual([['test-b'], ['test'], ['test', 'test-b']]);
      });

      it('are deleted when they are too old', async () => {
        await stores.known.remember([{ lookup: bySlug('ann'), source: 'test' }]);
        await age(30);
        await stores.known.remember([{ lookup: bySlug('bob'), source: 'test' }]);
        const before = new Date(Date.now() - 24 * HOUR_MS);
        expect([await stores.known.forgetBefore(before), await stores.known.forgetBefore(before)]).toEqual([1, 0]);
        expect(await stores.behind('select count(*)::int as left from lookup_misses')).toEqual([{ left: 1 }]);
      });
    });

    itOfMany('are looked up by index, however many there are, without statistics and with them', async () => {
      await stores.behind(
        `insert into lookup_misses (lookup, source)
          select lookup_digest('url', 'person-' || n), 'test' from generate_series(1, ${isFullExtent ? 20_000 : 1_000}) as n`,
      );
      await stores.behind(
        `insert into profiles (public_id, url, source, fetched_at)
          select 'stored-' || n, 'https://www.linkedin.com/in/stored-' || n || '/', 'test', now()
          from generate_series(1, ${isFullExtent ? 5_000 : 300}) as n`,
      );
      // Neither a whole table nor the times of all misses.
      const longReads = ['lookup_misses', 'profiles', 'lookup_misses_missed_at']
        .map((name) => `pg_stat_get_xact_numscans('${name}'::regclass)::int`)
        .join(' + ');
      const look = () =>
        stores.behind(
          `with before as materialized (select ${longReads} as reads),
            known as materialized (
              select reads, known_people((
                select jsonb_agg(jsonb_build_object('by', 'url', 'value', kind || n))
                from unnest(array['person-', 'stored-']) as kind, generate_series(1, 100) as n
              ), 3600) as entries from before
            )
            select jsonb_array_length(entries) as entries,
              jsonb_array_length(jsonb_path_query_array(entries, '$[*].misses[*]')) as misses,
              jsonb_array_length(jsonb_path_query_array(entries, '$[*].person ? (@.profile_id != null)')) as people,
              ${longReads} - reads as long_reads
            from known`,
        );
      const expected = [{ entries: 200, misses: 100, people: 100, long_reads: 0 }];
      expect(await look()).toEqual(expected);
      await stores.behind('analyze lookup_misses, profiles, profile_emails');
      expect(await look()).toEqual(expected);
    });

    describe('an address that a list states', () => {
      const STATED = { stated_email: 'ann@example.com' };
      const holder = async () => (await stores.profiles.findByEmail('ann@example.com'))?.public_id ?? null;

      it('leads to the person who was found by the URL beside it', async () => {
        const { profile } = await saved(stores.profiles, enriched('ann', STATED));
        expect(await idsOf(byEmail('ann@example.com'))).toEqual([profile.id]);
      });

      it('stays with whom it led to before', async () => {
        await saved(stores.profiles, enriched('ann', { email: 'ann@example.com' }));
        await saved(stores.profiles, enriched('bob', { ...STATED, fetched_at: day(9) }));
        expect(await holder()).toBe('ann');
        await saved(stores.profiles, enriched('cleo', { ...STATED, fetched_at: day(9) }));
        expect(await holder()).toBe('ann');
      });

      it('goes to whom a source gives for it, even if that answer is older', async () => {
        await saved(stores.profiles, enriched('bob', { ...STATED, fetched_at: day(9) }));
        await saved(stores.profiles, enriched('ann', { email: 'ann@example.com', fetched_at: day(1) }));
        expect(await holder()).toBe('ann');
      });

      it('is not tied to a profile that is not stored', async () => {
        await saved(stores.profiles, enriched('ann'));
        const masked = await stores.profiles.save(enriched('ann', { ...STATED, values: { name: null } }));
        const rejected = await stores.profiles.save(enriched(randomBytes(20_000).toString('hex'), STATED));
        expect([masked.status, rejected.status]).toEqual(['masked', 'rejected']);
        expect(await holder()).toBeNull();
      });

      it('is tied to one of those for whom it is stated at once', async () => {
        const slugs = Array.from({ length: 8 }, (_, number) => `person-${number}`);
        await Promise.all(slugs.map((slug) => saved(stores.profiles, enriched(slug, STATED))));
        expect(slugs).toContain(await holder());
        expect(await stores.behind('select count(*)::int as addresses from profile_emails')).toEqual([
          { addresses: 1 },
        ]);
      });
    });
  });
}
