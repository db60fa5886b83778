import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Profile } from '../../src/model/profile.js';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { isFullExtent } from '../support/extent.js';
import { aCompany, currentCompany, day, fetched, numbered, saved, vectorAt, workedAt } from './builders.js';
import { storesOn, type Behind } from './profile-store.stores.js';
import { describeWith } from '../support/needed-programs.js';
import { openPostgresGateway } from '../support/postgres-gateway.js';
import { POSTGRES } from '../support/real-postgres.js';
import type { Stores } from './profile-store.contract.js';

/** An answer about one of two members; slugs are numbers, 0 and 1 are used by both members. */
interface Answer {
  member: 0 | 1;
  hasNumber: boolean;
  slug: number;
  requested: number;
}

const isShared = (slug: number) => slug < 2;
const slugs = fc.record({ slug: fc.nat(3), requested: fc.nat(3) });

/** Without a number, a slug that both use would not say whom the answer is about. */
const answers = fc.array(
  fc
    .record({ member: fc.constantFrom<0 | 1>(0, 1), hasNumber: fc.boolean(), slugs })
    .map(({ member, hasNumber, slugs: { slug, requested } }): Answer => {
      const own = (value: number) => (hasNumber && isShared(value) ? value : 2 + member * 2 + (value % 2));
      return { member, hasNumber, slug: own(slug), requested: own(requested) };
    }),
  { minLength: 1, maxLength: 12 },
);

interface Arrival {
  order: number[];
  together: number;
  inOneCall: boolean;
}

/** In which order answers of these times arrive, and how many at once. */
const arrivals = (length: number) =>
  fc.record<Arrival>({
    order: fc.shuffledSubarray(
      Array.from({ length }, (_, index) => index),
      { minLength: length },
    ),
    together: fc.integer({ min: 1, max: 6 }),
    inOneCall: fc.boolean(),
  });

interface Driver {
  stores: Stores;
  behind: Behind;
}

/** One database for all runs; each run has members of its own. */
function memberIdentityProperties(driver: string, numRuns: number, open: () => Promise<Driver>): void {
  describe(`a member on ${driver}, whatever is answered in whatever order`, () => {
    let stores: Stores;
    let behind: Behind;
    let run = 0;
    beforeAll(async () => void ({ stores, behind } = await open()));
    afterAll(() => stores.close());

    const row = async (id: string) => (await stores.profiles.findById(id))!;

    it('has one row with the newest data, and no slug leads to two rows', async () => {
      const histories = answers.chain((all) => fc.record({ all: fc.constant(all), arrival: arrivals(all.length) }));
      await fc.assert(
        fc.asyncProperty(histories, async ({ all, arrival }) => {
          run += 1;
          const profiles = all.map(({ member, hasNumber, slug, requested }, at) =>
            numbered(
              `run${run}-${slug}`,
              hasNumber ? `${run}${member}` : null,
              day(at),
              { about: `${member} at ${at}` },
              {
                requested_slug: `run${run}-${requested}`,
              },
            ),
          );
          const ids = await idsOf(profiles, arrival);

          const people = peopleOf(all);
          for (const person of people) {
            const rows = await Promise.all(person.map((index) => row(ids[index]!)));
            const newest = Math.max(...person);
            const number = person.some((index) => all[index]!.hasNumber) ? `${run}${all[newest]!.member}` : null;
            for (const { id, about, linkedin_id } of rows)
              expect({ id, about, linkedin_id }).toEqual({
                id: rows[0]!.id,
                about: `${all[newest]!.member} at ${newest}`,
                linkedin_id: number,
              });
          }
          const held = (await behind(
            `select p.id, s.slug from profiles p, unnest(p.aliases || p.public_id) as s (slug) where s.slug like $1`,
            [`run${run}-%`],
          )) as { id: string; slug: string }[];
          expect(held.map(({ slug }) => slug).toSorted()).toEqual(
            [...new Set(held.map(({ slug }) => slug))].toSorted(),
          );
          // Every slug that was answered leads somewhere.
          expect(held).toHaveLength(new Set(all.flatMap(({ slug, requested }) => [slug, requested])).size);
          const kept = new Set(await Promise.all(ids.map(async (id) => (await row(id)).id)));
          expect(kept.size).toBe(people.length);
        }),
        { numRuns },
      );
    });

    /** The id that each of the profiles was stored under when it arrived. */
    async function idsOf(profiles: EnrichedProfile[], { order, together, inOneCall }: Arrival) {
      const ids: string[] = [];
      for (let from = 0; from < order.length; from += together) {
        const now = order.slice(from, from + together);
        const [alone, ...others] = now.map((index) => profiles[index]!);
        const outcomes = await Promise.all([
          stores.profiles.save(alone!),
          ...(inOneCall ? [stores.profiles.saveAll(others)] : others.map((profile) => stores.profiles.save(profile))),
        ]);
        for (const [nth, outcome] of outcomes.flat().entries()) {
          if (outcome.status !== 'saved') throw new Error(outcome.status, { cause: outcome });
          ids[now[nth]!] = outcome.saved.profile.id;
        }
      }
      return ids;
    }

    const full: Partial<Profile> = { about: 'About', current_company: currentCompany('Acme'), profile_image_url: 'x' };
    const companies = [workedAt(fetched(aCompany({ linkedin_id: '7' })))];
    const some = <T>(value: T, empty: T) => fc.constantFrom(value, empty);
    const values = fc.record<Partial<Profile>>({
      position: some<string | null>('New', null),
      about: some<string | null>('New', null),
      city: some<string | null>('New', null),
      followers: some<number | null>(1, null),
      current_company: some<Profile['current_company']>(currentCompany('New'), null),
      languages: some<Profile['languages']>([{ name: 'French', proficiency: null }], []),
      skills: some(['New'], []),
    });
    const given = fc.record({
      values,
      slug: fc.constantFrom('ann', 'other'),
      requested: fc.constantFrom('ann', 'other', null),
      number: fc.constantFrom(null, '0', '1'),
      source: fc.constantFrom('test', 'test-b', 'test-c'),
      at: fc.integer({ min: 0, max: 9 }),
      hasCompanies: fc.boolean(),
      override: some<string | null>('Somebody', null),
    });

    it('loses no field to answers without a name', async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(null, '0'), fc.array(given, { maxLength: 6 }), async (number, poor) => {
          run += 1;
          const own = (slug: string) => `run${run}-${slug}`;
          const numberOf = (value: string | null) => value && `${run}${value}`;
          const ann = await saved(
            stores.profiles,
            numbered(own('ann'), numberOf(number), day(5), full, { companies, embedding: vectorAt(run) }),
          );
          for (const answer of poor) {
            await stores.profiles.save(
              numbered(
                own(answer.slug),
                numberOf(answer.number),
                day(answer.at),
                { ...answer.values, name: null },
                {
                  requested_slug: answer.requested && own(answer.requested),
                  source: answer.source,
                  companies: answer.hasCompanies ? [] : null,
                  name_override: answer.override,
                },
              ),
            );
          }
          expect(await row(ann.profile.id)).toEqual(ann.profile);
          expect(await stores.profiles.findBySlug(own('ann'))).toEqual(ann.profile);
          expect(await stores.companies.ofProfile(ann.profile.id)).toHaveLength(1);
        }),
        { numRuns },
      );
    });

    it('loses no field to other sources, whatever they give and take back', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(given, { maxLength: 6 }), async (others) => {
          run += 1;
          const slug = `run${run}`;
          const ann = await saved(stores.profiles, numbered(slug, null, day(0), full, { companies, source: 'test-a' }));
          for (const { at, source, hasCompanies, values: known } of others) {
            const answer = numbered(slug, null, day(at), known, { source, companies: hasCompanies ? [] : null });
            await saved(stores.profiles, answer);
          }
          const left = await row(ann.profile.id);
          for (const field of [
            'position',
            'about',
            'city',
            'followers',
            'current_company',
            'languages',
            'skills',
          ] as const) {
            const isGiven = others.some(({ values: known }) => known[field] !== null && !isEmptyList(known[field]));
            if (!isGiven) expect({ field, value: left[field] }).toEqual({ field, value: ann.profile[field] });
          }
          expect(await stores.companies.ofProfile(ann.profile.id)).toHaveLength(1);
        }),
        { numRuns },
      );
    });
  });
}

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;

/** The answers that are about one person as far as numbers and own slugs tell, each with its indices. */
function peopleOf(all: readonly Answer[]): number[][] {
  const people: { keys: Set<string>; indices: number[] }[] = [];
  for (const [index, { member, hasNumber, slug, requested }] of all.entries()) {
    const keys = new Set([slug, requested].filter((value) => !isShared(value)).map((value) => `slug ${value}`));
    if (hasNumber) keys.add(`number ${member}`);
    const person = { keys, indices: [index] };
    for (const same of people.filter((other) => [...other.keys].some((key) => keys.has(key)))) {
      people.splice(people.indexOf(same), 1);
      for (const key of same.keys) person.keys.add(key);
      person.indices.push(...same.indices);
    }
    people.push(person);
  }
  return people.map(({ indices }) => indices);
}

memberIdentityProperties('the embedded database', isFullExtent ? 24 : 12, async () => {
  const database = await openEmbeddedDatabase();
  const driver = await database.postgres.driver();
  const behind: Behind = async (text, values = []) => (await driver.query(text, values)).rows;
  return { behind, stores: storesOn(database.supabase, behind, () => removeEmbeddedDatabase(database)) };
});

// There, calls run at the same time.
describeWith([POSTGRES], 'on a server', () => {
  memberIdentityProperties('a Postgres server', 100, async () => {
    const { gateway, pool, close } = await openPostgresGateway();
    const behind: Behind = async (text, values = []) => (await pool.query(text, values)).rows as unknown[];
    return { behind, stores: storesOn(gateway, behind, close) };
  });
});
