import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Profile } from '../../src/model/profile.js';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';
import type { AnsweredPerson, RemappedPerson, ReprocessedPage } from '../../src/profile-store/reprocess.store.js';
import { aProfile, currentCompany, day, MODEL, numbered, saved, vectorAt } from './builders.js';
import type { Stores } from './profile-store.contract.js';

const ALL = { value: 1, relation: 'exact' } as const;

/** Runs that map stored answers anew. */
export function reprocessContract(driver: string, open: () => Promise<Stores>): void {
  describe(`stored answers that are mapped anew on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const store = async (profile: EnrichedProfile) => (await saved(stores.profiles, profile)).profile;
    const find = async (id: string) => (await stores.profiles.findById(id))!;
    const answersOf = async (id: string) => (await stores.reprocessing.answersOf([id]))[0]!;
    const hashOf = async (id: string) => (await answersOf(id)).embedding?.text_hash;

    async function begun(embeddings = false) {
      const { id } = await stores.reprocessing.create({ id: randomUUID(), filter: null, embeddings });
      return (await stores.reprocessing.begin(id, ALL))!;
    }

    /** Saves the only page of a run, with one person or more. */
    async function remap(people: RemappedPerson[], given: Partial<ReprocessedPage> = {}) {
      const { id } = await begun();
      const page = { run_id: id, after: null, next: null, people, failed: 0, embeds: false, ...given };
      return (await stores.reprocessing.savePage(page))!;
    }

    /** What the mapping makes of each answer now, by source. */
    function mapped(
      person: AnsweredPerson,
      profiles: Record<string, Profile>,
      is_vector_stale = false,
    ): RemappedPerson {
      const answers = person.answers.map(({ payload: _payload, ...answer }) => ({
        ...answer,
        profile: profiles[answer.source]!,
      }));
      return { id: person.id, answers, is_vector_stale };
    }

    it('are read for as many people as fit, oldest first', async () => {
      const ann = await store(numbered('ann', null, day(2), {}, { raw: '{"a":1.0}', embedding: vectorAt(7) }));
      await store(numbered('ann', null, day(3), {}, { raw: '{"b":"\\u0000"}', source: 'test-b' }));
      const bob = await store(numbered('bob', null, day(1), {}, { raw: JSON.stringify('x'.repeat(5_000_000)) }));
      const [first, second, ...others] = await stores.reprocessing.answersOf([ann.id, bob.id, ann.id]);
      expect(others).toEqual([]);
      expect(first).toMatchObject({
        id: ann.id,
        answers: [
          { source: 'test', payload: '{"a":1.0}' },
          { source: 'test-b', payload: '{"b":"\\u0000"}' },
        ],
        embedding: { model: MODEL, text_hash: 'hash-7' },
      });
      expect(new Date(first!.answers[1]!.fetched_at)).toEqual(day(3));
      expect(second).toMatchObject({ id: bob.id, embedding: null });
      expect(await stores.reprocessing.answersOf([bob.id, ann.id])).toHaveLength(1);
      expect(await stores.reprocessing.answersOf([randomUUID()])).toMatchObject([{ answers: [], embedding: null }]);
      expect(await stores.reprocessing.answersOf([])).toEqual([]);
    });

    it('change what is mapped better, and neither source nor time', async () => {
      const before = await store(numbered('ann', null, day(1), { about: null, current_company: null, city: 'Bern' }));
      const better = aProfile('ann', { about: 'Builds robots', current_company: currentCompany('Acme') });
      const person = await answersOf(before.id);
      const { run, unembedded } = await remap([mapped(person, { test: { ...better, city: null } })]);
      expect(run).toMatchObject({ done: 1, changed: 1, unchanged: 0, failed: 0 });
      const after = await find(before.id);
      const { about, current_company } = better;
      expect(after).toEqual({ ...before, about, current_company, city: null, updated_at: expect.any(Date) });
      expect(after.updated_at > before.updated_at).toBe(true);
      expect(unembedded).toEqual([after]);
      const changes = (await stores.changes.ofProfile(before.id, { limit: 10 }))!.rows;
      expect(changes.map(({ field }) => field).toSorted()).toEqual(['about', 'city', 'current_company']);
      expect((await answersOf(before.id)).answers).toEqual(person.answers);
    });

    it('change nothing where they are mapped as before', async () => {
      const before = await store(numbered('ann', '7', day(1), {}, { embedding: vectorAt(1) }));
      const { run, unembedded } = await remap([
        mapped(await answersOf(before.id), { test: aProfile('ann', { linkedin_id: '7' }) }),
      ]);
      expect(run).toMatchObject({ done: 1, changed: 0, unchanged: 1 });
      expect(unembedded).toEqual([]);
      expect(await find(before.id)).toEqual(before);
      expect(await hashOf(before.id)).toBe('hash-1');
    });

    it('of several sources give each field as the latest one that knows it', async () => {
      await store(numbered('ann', null, day(1), { about: 'old', city: 'Bern', skills: [] }, { source: 'test-a' }));
      const { id } = await store(numbered('ann', null, day(2), { about: null, city: 'Basel' }, { source: 'test-b' }));
      const a = aProfile('ann', {
        about: 'new',
        city: 'Bern',
        skills: ['A'],
        languages: [{ name: 'A', proficiency: null }],
      });
      const b = aProfile('ann', { about: null, city: 'Basel', skills: ['B'], position: null });
      const person = await answersOf(id);
      await remap([mapped(person, { 'test-a': a, 'test-b': { ...b, languages: [] } })]);
      expect(await find(id)).toMatchObject({
        about: 'new',
        city: 'Basel',
        skills: ['B'],
        position: 'Engineer',
        languages: [{ name: 'A', proficiency: null }],
        source: 'test-b',
        fetched_at: day(2),
      });
      // The next answer of the latest source takes away only what it gave.
      await store(numbered('ann', null, day(3), { about: null, city: null, languages: [] }, { source: 'test-b' }));
      expect(await find(id)).toMatchObject({ about: 'new', city: null, languages: [{ name: 'A', proficiency: null }] });
    });

    it('keep what they did not give: names, the role, and fields of a source that left no answer', async () => {
      await store(numbered('ann', null, day(1), { about: 'of a' }, { source: 'test-a' }));
      const { id } = await store(
        numbered('ann', null, day(2), { about: null }, { source: 'test-b', name_override: 'Dr. Ann' }),
      );
      await stores.behind(`delete from raw_payloads where source = 'test-a'`);
      await remap([mapped(await answersOf(id), { 'test-b': aProfile('ann', { about: null, city: null }) })]);
      expect(await find(id)).toMatchObject({ name: 'Dr. Ann', about: 'of a', city: null, suggested_role: 'CTO' });
      const nameless = await store(numbered('bob', null, day(1), { name: null, about: 'known' }));
      const person = await answersOf(nameless.id);
      await remap([mapped(person, { test: aProfile('bob', { name: null, about: null }) })]);
      expect(await find(nameless.id)).toMatchObject({ name: null, about: 'known' });
      await remap([mapped(person, { test: aProfile('bob', { name: 'Bob', about: null }) })]);
      expect(await find(nameless.id)).toMatchObject({ name: 'Bob', about: null });
    });

    it('bring nobody back, and leave alone who was fetched meanwhile', async () => {
      const [ann, bob] = [await store(numbered('ann', null, day(1))), await store(numbered('bob', null, day(1)))];
      const people = await stores.reprocessing.answersOf([ann.id, bob.id]);
      await stores.profiles.delete(ann.id);
      await store(numbered('bob', null, day(2), { about: 'newest' }));
      const { run } = await remap(people.map((person) => mapped(person, { test: aProfile('ann', { about: 'x' }) })));
      expect(run).toMatchObject({ done: 2, changed: 0, unchanged: 2 });
      expect(await stores.profiles.findBySlug('ann')).toBeNull();
      expect(await find(bob.id)).toMatchObject({ about: 'newest', public_id: 'bob' });
    });

    it('may give the number of a member, who is one with whoever has it', async () => {
      const ann = await store(numbered('ann', null, day(1)));
      await remap([mapped(await answersOf(ann.id), { test: aProfile('ann', { linkedin_id: '7' }) })]);
      expect(await find(ann.id)).toMatchObject({ linkedin_id: '7', public_id: 'ann' });
      const other = await store(numbered('ann-b', null, day(2), { about: 'later' }));
      const { run } = await remap([
        mapped(await answersOf(other.id), { test: aProfile('ann-b', { linkedin_id: '7' }) }),
      ]);
      expect(run).toMatchObject({ changed: 1 });
      const joined = await find(other.id);
      expect(joined).toMatchObject({ id: ann.id, linkedin_id: '7', public_id: 'ann-b' });
      expect(await stores.profiles.findBySlug('ann')).toEqual(joined);
    });

    it('may give the slug of a member, unless somebody else has it', async () => {
      const withoutSlug = { public_id: null, url: null };
      const number = (linkedin_id: string) =>
        numbered('none', linkedin_id, day(1), withoutSlug, { requested_slug: null, email: `${linkedin_id}@x.example` });
      const [ann, bob] = [await store(number('1')), await store(number('2'))];
      for (const { id, linkedin_id } of [ann, bob])
        await remap([mapped(await answersOf(id), { test: aProfile('ann', { linkedin_id }) })]);
      expect(await find(ann.id)).toMatchObject({ public_id: 'ann', url: 'https://www.linkedin.com/in/ann/' });
      expect(await find(bob.id)).toMatchObject(withoutSlug);
    });

    it('make vectors again where their text changed, or is known to be another one', async () => {
      const { id } = await store(numbered('ann', null, day(1), {}, { embedding: vectorAt(1) }));
      const person = await answersOf(id);
      await remap([mapped(person, { test: aProfile('ann', { followers: 99 }) })]);
      expect(await hashOf(id)).toBe('hash-1');
      const { unembedded, run } = await remap([mapped(person, { test: aProfile('ann', { followers: 99 }) }, true)]);
      expect(run).toMatchObject({ changed: 0, unchanged: 1 });
      expect(unembedded).toEqual([await find(id)]);
      expect(await hashOf(id)).toBe('');
      // The old one serves until then, and the repair finds it.
      expect((await find(id)).has_embedding).toBe(true);
      expect(await stores.embeddings.withoutEmbedding(MODEL, 10)).toHaveLength(1);
    });

    it('fail alone if they cannot be stored', async () => {
      const [ann, bob] = [await store(numbered('ann', null, day(1))), await store(numbered('bob', null, day(1)))];
      const people = await stores.reprocessing.answersOf([ann.id, bob.id]);
      const { run } = await remap(
        people.map((person, nth) =>
          mapped(person, { test: aProfile(nth === 0 ? 'ann' : 'bob', { followers: nth === 0 ? 1e30 : 1 }) }),
        ),
        { failed: 3 },
      );
      expect(run).toMatchObject({ done: 5, changed: 1, unchanged: 0, failed: 4 });
      expect(await find(ann.id)).toEqual(ann);
    });

    it('count once, whoever saves a page twice', async () => {
      const run = await begun();
      const page = (after: number | null, next: number | null) => ({
        run_id: run.id,
        after,
        next,
        people: [],
        failed: 2,
        embeds: true,
      });
      expect(await stores.reprocessing.savePage(page(null, 10))).toMatchObject({ run: { position: 10, done: 2 } });
      expect(await stores.reprocessing.savePage(page(null, 10))).toBeNull();
      expect(await stores.reprocessing.savePage(page(10, 20))).toMatchObject({ run: { position: 20, done: 4 } });
      const goesOn = await stores.reprocessing.begin(run.id, { value: 99, relation: 'exact' });
      expect(goesOn).toMatchObject({ position: 20, total: 1, started_at: run.started_at });
      const last = await stores.reprocessing.savePage(page(20, null));
      expect(last?.run).toMatchObject({
        status: 'completed',
        total: 6,
        done: 6,
        failed: 6,
        completed_at: expect.any(Date),
      });
      expect(await stores.reprocessing.begin(run.id, ALL)).toBeNull();
      expect(await stores.reprocessing.savePage(page(null, null))).toBeNull();
    });

    it('wait at a page until its vectors are counted, and count them once', async () => {
      const ann = await store(numbered('ann', null, day(1)));
      const run = await begun(true);
      const people = [mapped(await answersOf(ann.id), { test: aProfile('ann') }, true)];
      const page = { run_id: run.id, after: null, next: 10, people, failed: 0, embeds: true };
      const stored = { status: 'processing', position: null, is_page_stored: true, done: 1, unchanged: 1, embedded: 0 };
      expect(await stores.reprocessing.savePage(page)).toEqual({
        run: expect.objectContaining(stored),
        unembedded: [ann],
      });
      expect(await stores.reprocessing.savePage(page)).toBeNull();
      // Whoever takes the run over.
      expect(await stores.reprocessing.begin(run.id, ALL)).toMatchObject(stored);
      expect(await stores.reprocessing.unembedded(run.id)).toEqual([ann]);
      const next = { status: 'processing', position: 10, is_page_stored: false, done: 1, embedded: 1 };
      expect(await stores.reprocessing.endPage(run, 1)).toMatchObject(next);
      expect(await stores.reprocessing.endPage(run, 1)).toBeNull();
      expect(await stores.reprocessing.unembedded(run.id)).toEqual([]);

      const last = (await stores.reprocessing.savePage({ ...page, after: 10, next: null }))!.run;
      expect(last).toMatchObject({ status: 'processing', position: 10, is_page_stored: true, completed_at: null });
      // A worker that was taken for dead is still at the first page.
      expect(await stores.reprocessing.endPage(run, 1)).toBeNull();
      await stores.profiles.delete(ann.id);
      expect(await stores.reprocessing.unembedded(run.id)).toEqual([]);
      const end = { status: 'completed', is_page_stored: false, total: 2, done: 2, embedded: 1 };
      expect(await stores.reprocessing.endPage(last, 0)).toMatchObject({ ...end, completed_at: expect.any(Date) });
      expect(await stores.reprocessing.endPage(last, 1)).toBeNull();
      expect(await stores.reprocessing.findById(run.id)).toMatchObject(end);
    });

    it('keep the figures of a run that was cancelled while it waits', async () => {
      const { id } = await store(numbered('ann', null, day(1)));
      const run = await begun(true);
      const people = [mapped(await answersOf(id), { test: aProfile('ann') }, true)];
      await stores.reprocessing.savePage({ run_id: run.id, after: null, next: null, people, failed: 0, embeds: true });
      const end = { status: 'cancelled', done: 1, embedded: 0, is_page_stored: false };
      expect(await stores.reprocessing.end(run.id, 'cancelled')).toMatchObject(end);
      expect(await stores.reprocessing.endPage(run, 1)).toBeNull();
      expect(await stores.reprocessing.findById(run.id)).toMatchObject(end);
    });

    it('are counted by an older release, which does not wait', async () => {
      const { id } = await store(numbered('ann', null, day(1)));
      const run = await begun(true);
      const people = [mapped(await answersOf(id), { test: aProfile('ann') }, true)];
      const page = { run_id: run.id, after: null, next: null, people, failed: 0 };
      await stores.behind('select save_reprocessed_page($1), count_embedded($2, 1)', [JSON.stringify(page), run.id]);
      expect(await stores.reprocessing.findById(run.id)).toMatchObject({ status: 'completed', done: 1, embedded: 1 });
    });

    it('are recorded until the run has ended long ago, and its filter until it ends', async () => {
      const filter = { field: 'name', type: '=', value: 'Ann' } as const;
      const ids = [randomUUID(), randomUUID(), randomUUID()];
      for (const id of ids) await stores.reprocessing.create({ id, filter, embeddings: true });
      const [first] = ids as [string];
      expect(await stores.reprocessing.findById(first)).toMatchObject({ status: 'pending', filter, embeddings: true });
      expect(await stores.reprocessing.end(first, 'cancelled')).toMatchObject({ status: 'cancelled', filter: null });
      expect(await stores.reprocessing.end(first, 'failed')).toMatchObject({ status: 'cancelled' });
      const page = await stores.reprocessing.list({ limit: 2 });
      expect(page).toMatchObject({ rows: [{ id: ids[2] }, { id: ids[1] }], total: 3 });
      expect((await stores.reprocessing.list({ limit: 2, cursor: page.next_cursor! })).rows).toMatchObject([
        { id: first },
      ]);
      expect(await stores.reprocessing.removeEndedBefore(new Date(0))).toBe(0);
      // Those that wait are kept.
      expect(await stores.reprocessing.removeEndedBefore(new Date(Date.now() + 60_000))).toBe(1);
      expect((await stores.reprocessing.list({ limit: 9 })).rows).toMatchObject([{ id: ids[2] }, { id: ids[1] }]);
      for (const id of [first, 'no uuid']) {
        expect(await stores.reprocessing.findById(id)).toBeNull();
        expect(await stores.reprocessing.end(id, 'failed')).toBeNull();
      }
    });
  });
}
