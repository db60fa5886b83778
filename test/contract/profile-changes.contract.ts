import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../support/extent.js';
import type { JsonValue } from '../../src/model/json-value.js';
import { CHANGE_FIELDS, type ProfileChange } from '../../src/model/profile-change.js';
import type { Experience, Profile } from '../../src/model/profile.js';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';
import { currentCompany, day, enriched, numbered, saved } from './builders.js';
import type { Stores } from './profile-store.contract.js';

const PAGE = { limit: 100 };

/** How stored profiles changed. */
export function profileChangesContract(driver: string, open: () => Promise<Stores>): void {
  describe(`the changes of a profile on ${driver}`, () => {
    let stores: Stores;
    let days = 0;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const store = async (profile: EnrichedProfile) => (await saved(stores.profiles, profile)).profile;
    /** The next answer about Ann. */
    const ann = (values: Partial<Profile> = {}, given: Partial<EnrichedProfile> = {}) =>
      numbered('ann', null, day((days += 1)), values, given);
    const changesOf = async (id: string) => (await stores.changes.ofProfile(id, PAGE))!.rows;
    const shown = async (id: string) =>
      (await changesOf(id)).map(({ field, before, after }) => ({ field, before, after }));
    const position = (title: string, given: Partial<Experience> = {}) =>
      ({ title, company: 'Acme', duration: null, is_current: true, ...given }) as Experience;

    it('are none when it is stored first, and none when the same is answered again', async () => {
      const { id } = await store(ann());
      await store(ann());
      await store(ann({}, { source: 'test-other' }));
      expect(await changesOf(id)).toEqual([]);
    });

    it('say what was there before and what is there now, newest first', async () => {
      await store(ann({ position: 'Engineer', about: 'Builds robots' }));
      await store(ann({ position: 'CTO', about: 'Builds robots' }));
      const { id, updated_at } = await store(ann({ position: 'CTO', about: null, followers: 11 }));
      const changes = await changesOf(id);
      expect(changes.slice(0, 2).toSorted((a, b) => a.field.localeCompare(b.field))).toEqual([
        { at: updated_at, field: 'about', before: 'Builds robots', after: null, truncated: false },
        { at: updated_at, field: 'followers', before: 10, after: 11, truncated: false },
      ]);
      expect(changes.slice(2)).toEqual([
        { at: expect.any(Date), field: 'position', before: 'Engineer', after: 'CTO', truncated: false },
      ]);
    });

    it('are the entries of a list that went and came, in whatever order the others are', async () => {
      const first = position('Intern', { is_current: false });
      await store(ann({ experience: [position('Engineer'), first], skills: ['Go', 'SQL', 'C'] }));
      await store(ann({ experience: [first, position('Engineer')], skills: ['SQL', 'C', 'Go'] }));
      const { id } = await store(
        ann({
          experience: [position('CTO'), position('Engineer', { is_current: false }), first],
          skills: ['C', 'Rust', 'SQL'],
        }),
      );
      expect(new Set(await shown(id))).toEqual(
        new Set([
          { field: 'skills', before: ['Go'], after: ['Rust'] },
          {
            field: 'experience',
            before: [position('Engineer')],
            after: [position('CTO'), position('Engineer', { is_current: false })],
          },
        ]),
      );
    });

    it('are none where only durations, signatures of pictures, and the logo and size of the company differ', async () => {
      const answer = (number: number) =>
        ann({
          profile_image_url: `https://media.example/ann.jpg?e=${number}&v=beta&t=${number}`,
          current_company: { ...currentCompany('Acme')!, employee_count: number, logo_url: `https://x/${number}` },
          experience: [position('CTO', { duration: `${number} months`, company_logo_url: `https://x/${number}` })],
        });
      await store(answer(1));
      const { id } = await store(answer(2));
      expect(await changesOf(id)).toEqual([]);
      await store(ann({ ...answer(3).profile, profile_image_url: 'https://media.example/new.jpg?e=3' }));
      expect(await shown(id)).toEqual([
        {
          field: 'profile_image_url',
          before: 'https://media.example/ann.jpg?e=2&v=beta&t=2',
          after: 'https://media.example/new.jpg?e=3',
        },
      ]);
    });

    it('have the whole current company, and the role that was suggested', async () => {
      await store(ann({ current_company: currentCompany('Acme') }));
      const { id } = await store(ann({ current_company: currentCompany('Beta') }, { suggested_role: 'CISO' }));
      expect(new Set(await shown(id))).toEqual(
        new Set([
          { field: 'current_company', before: currentCompany('Acme'), after: currentCompany('Beta') },
          { field: 'suggested_role', before: 'CTO', after: 'CISO' },
        ]),
      );
    });

    it('join what happened in one transaction, as nobody saw what was in between', async () => {
      const { id } = await store(ann({ position: 'Engineer', about: 'a', skills: ['Go', 'C'] }));
      await stores.profiles.saveAll([
        ann({ position: 'Lead', about: 'b', skills: ['C', 'SQL'] }),
        ann({ position: 'CTO', about: 'a', skills: ['Go', 'SQL', 'Rust'] }),
      ]);
      expect(new Set(await shown(id))).toEqual(
        new Set([
          { field: 'position', before: 'Engineer', after: 'CTO' },
          { field: 'skills', before: ['C'], after: ['SQL', 'Rust'] },
        ]),
      );
      const together = [ann({ name: 'First' }, { requested_slug: 'bob' }), ann({ name: 'Second' })];
      const [outcome] = await stores.profiles.saveAll(together.map((answer) => onSlug(answer, 'bob')));
      if (outcome?.status !== 'saved') throw new Error('Bob was not saved');
      expect(await changesOf(outcome.saved.profile.id)).toEqual([]);
    });

    it('are those of both rows after they were merged, under either id', async () => {
      const byNumber = await store(numbered('by-number', '7', day(1), { position: 'Engineer' }));
      await store(numbered('by-number', '7', day(2), { position: 'Lead' }));
      const bySlug = await store(numbered('by-slug', null, day(3), { position: 'Lead', city: 'Bern' }));
      await store(numbered('by-slug', null, day(4), { position: 'CTO', city: 'Bern' }));
      await store(numbered('by-slug', '7', day(5), { position: 'Founder', city: 'Bern' }));
      const changes = await shown(byNumber.id);
      expect(changes.filter(({ field }) => field === 'position')).toEqual([
        { field: 'position', before: 'Lead', after: 'Founder' },
        { field: 'position', before: 'Lead', after: 'CTO' },
        { field: 'position', before: 'Engineer', after: 'Lead' },
      ]);
      expect(changes).toContainEqual({ field: 'city', before: 'Berlin', after: 'Bern' });
      expect(await shown(bySlug.id)).toEqual(changes);
    });

    it('include a URL that another member has now', async () => {
      const { id } = await store(numbered('shared', '1', day(1)));
      await store(numbered('shared', '2', day(2)));
      expect(await shown(id)).toEqual([{ field: 'url', before: 'https://www.linkedin.com/in/shared/', after: null }]);
    });

    it('are the latest 50 of each field, however often a source changes its mind', async () => {
      const { id } = await store(ann({ position: 'Engineer' }));
      await store(ann({ position: 'CTO' }));
      for (let followers = 100; followers < 160; followers += 1) await store(ann({ position: 'CTO', followers }));
      const ofField = async (field: 'followers' | 'position') =>
        (await stores.changes.ofProfile(id, PAGE, field))!.rows.map(({ after }) => after);
      expect(await ofField('followers')).toEqual(Array.from({ length: 50 }, (_, nth) => 159 - nth));
      expect(await ofField('position')).toEqual(['CTO']);
    });

    it('are shortened where a value is long', async () => {
      const skills = Array.from({ length: 2_000 }, (_, nth) => `skill ${nth}`);
      const { id } = await store(ann({ about: 'é'.repeat(5_000), skills }));
      await store(ann({ about: 'short', skills: [] }));
      const changes = await changesOf(id);
      const about = changes.find(({ field }) => field === 'about');
      expect(about).toMatchObject({ before: `${'é'.repeat(2_000)}…`, after: 'short', truncated: true });
      const ofSkills = changes.find(({ field }) => field === 'skills');
      const kept = ofSkills?.before as string[];
      expect(kept).toEqual(skills.slice(0, kept.length));
      expect(JSON.stringify(kept).length).toBeLessThanOrEqual(8_000);
      expect(kept.length).toBeGreaterThan(300);
      expect(ofSkills?.truncated).toBe(true);
    });

    it('come in pages', async () => {
      const { id } = await store(ann());
      for (const followers of [1, 2, 3, 4, 5]) await store(ann({ followers }));
      const pages: unknown[][] = [];
      let cursor: string | undefined;
      do {
        const page = (await stores.changes.ofProfile(id, { limit: 2, cursor }))!;
        pages.push(page.rows.map(({ after }) => after));
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined);
      expect(pages).toEqual([[5, 4], [3, 2], [1]]);
    });

    it('go with the profile', async () => {
      const { id } = await store(ann());
      await store(ann({ followers: 1 }));
      await stores.profiles.delete(id);
      expect(await stores.changes.ofProfile(id, PAGE)).toBeNull();
      expect(await stores.behind('select * from profile_changes')).toEqual([]);
      expect(await stores.changes.ofProfile(randomUUID(), PAGE)).toBeNull();
      expect(await stores.changes.ofProfile('no uuid', PAGE)).toBeNull();
    });

    it('applied backwards lead to every former state', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(someCalls, { minLength: 2, maxLength: 6 }), async (calls) => {
          await stores.clear();
          const states: State[] = [];
          let id = '';
          for (const call of calls) {
            const outcomes = await stores.profiles.saveAll(call.map((values) => ann(values)));
            const last = outcomes.at(-1)!;
            if (last.status !== 'saved') throw new Error('Ann was not saved', { cause: last });
            id = last.saved.profile.id;
            states.push(stateOf(last.saved.profile));
          }
          const changes = await changesOf(id);
          const transactions = [...Map.groupBy(changes, ({ at }) => at.getTime()).values()];
          for (const of of transactions) expect(new Set(of.map(({ field }) => field)).size).toBe(of.length);
          let state = states.at(-1)!;
          const backwards = [state, ...transactions.map((of) => (state = of.reduce(undone, state)))];
          // A call that changed nothing left no trace.
          const different = states.filter((former, nth) => !isSame(former, states[nth - 1]));
          expect(backwards.map(textOf)).toEqual(different.toReversed().map(textOf));
        }),
        { numRuns: runs(20) },
      );
    });

    it('are noted for every field that a profile has', async () => {
      const known = await store(ann());
      const fields = Object.keys({ ...enriched('ann').profile, suggested_role: null });
      // The public ID is part of the URL.
      expect([...CHANGE_FIELDS, 'public_id'].toSorted()).toEqual(fields.toSorted());
      const entry = [{ name: 'new' }];
      const texts = CHANGE_FIELDS.filter((field) => typeof (known[field] ?? '') === 'string');
      await store(
        numbered(
          'ann-renamed',
          '4711',
          day((days += 1)),
          {
            ...Object.fromEntries(texts.map((field) => [field, `new ${field}`])),
            linkedin_id: '4711',
            url: 'https://www.linkedin.com/in/ann-renamed/',
            followers: 1,
            connections: 1,
            current_company: currentCompany('new'),
            experience: entry as unknown as Profile['experience'],
            education: entry as unknown as Profile['education'],
            certifications: entry as unknown as Profile['certifications'],
            languages: entry as unknown as Profile['languages'],
            skills: ['new'],
          },
          { requested_slug: 'ann', suggested_role: 'CIO' },
        ),
      );
      expect((await changesOf(known.id)).map(({ field }) => field).toSorted()).toEqual(CHANGE_FIELDS.toSorted());
    });
  });
}

/** The same answer about the member with this slug. */
function onSlug(answer: EnrichedProfile, slug: string): EnrichedProfile {
  const url = `https://www.linkedin.com/in/${slug}/`;
  return { ...answer, requested_slug: slug, profile: { ...answer.profile, public_id: slug, url } };
}

/** A stored profile, with lists as sets. */
type State = Record<string, JsonValue | Set<string>>;

const some = <T>(...values: T[]) => fc.constantFrom(...values);
const someValues = fc.record<Partial<Profile>>({
  position: some('Engineer', 'CTO', null),
  followers: some(1, 2, null),
  city: some('Bern', 'Berlin'),
  current_company: some(currentCompany('Acme'), currentCompany('Beta'), null),
  skills: fc.shuffledSubarray(['Go', 'C', 'SQL']),
  languages: fc.shuffledSubarray([
    { name: 'German', proficiency: null },
    { name: 'English', proficiency: 'native' },
  ]),
});
/** One or more answers that are saved in one transaction. */
const someCalls = fc.array(someValues, { minLength: 1, maxLength: 3 });

function stateOf(profile: Partial<Profile>): State {
  const fields = CHANGE_FIELDS.filter((field) => field in profile) as (keyof Profile)[];
  return Object.fromEntries(
    fields.map((field) => {
      const value = profile[field] as JsonValue;
      return [field, Array.isArray(value) ? new Set(value.map(textOf)) : value];
    }),
  );
}

function undone(state: State, { field, before, after }: ProfileChange): State {
  const now = state[field];
  if (!(now instanceof Set)) {
    expect(textOf(now)).toBe(textOf(after));
    return { ...state, [field]: before };
  }
  const [went, came] = [before, after].map((entries) => new Set((entries as JsonValue[]).map(textOf)));
  expect([...came!].every((entry) => now.has(entry))).toBe(true);
  expect([...went!].some((entry) => now.has(entry))).toBe(false);
  return { ...state, [field]: new Set([...now, ...went!].filter((entry) => !came!.has(entry))) };
}

const isSame = (a: State, b: State | undefined) => textOf(a) === textOf(b);

/** The same text for values that are the same, whatever the order of keys or of the entries of a set. */
function textOf(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) => {
    if (part instanceof Set) return [...part].toSorted();
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
