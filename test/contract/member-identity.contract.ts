import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LinkedInUrl } from '../../src/model/linkedin-url.js';
import type { EnrichedProfile } from '../../src/profile-store/profile.store.js';
import { aCompany, day, enriched, fetched, MODEL, numbered, saved, vectorAt, workedAt } from './builders.js';
import type { Stores } from './profile-store.contract.js';

/** Who is the same member: the number first, then every slug that leads to it. */
export function memberIdentityContract(driver: string, open: () => Promise<Stores>): void {
  describe(`the identity of a member on ${driver}`, () => {
    let stores: Stores;
    beforeAll(async () => void (stores = await open()));
    beforeEach(() => stores.clear());
    afterAll(() => stores.close());

    const store = async (profile: EnrichedProfile) => (await saved(stores.profiles, profile)).profile;
    const bySlug = async (slug: string) => (await stores.profiles.findBySlug(slug))?.id;
    const byId = async (id: string) => (await stores.profiles.findById(id))!;
    const count = async () => (await stores.profiles.list({}, { limit: 1 })).total;

    describe('a slug that another number has now', () => {
      const own = { about: 'of the first', skills: ['SQL'] };
      it.each([
        ['its public id', numbered('ann', '1', day(1), own), null],
        ['its public id, with an alias left', numbered('ann', '1', day(1), own, { requested_slug: 'ann-x' }), 'ann-x'],
        ['an alias', numbered('ann-x', '1', day(1), own, { requested_slug: 'ann' }), 'ann-x'],
      ])('leaves the row that had it as %s, which keeps everything else', async (_, first, left) => {
        const before = await store(first);
        const other = await store(numbered('ann', '2', day(2)));
        expect(other.id).not.toBe(before.id);
        expect(await bySlug('ann')).toBe(other.id);
        expect(await byId(before.id)).toEqual({
          ...before,
          public_id: left,
          url: left && LinkedInUrl.ofSlug(left).toString(),
          updated_at: expect.any(Date),
        });
        if (left) expect(await bySlug(left)).toBe(before.id);
        expect((await stores.profiles.list({ slug: 'ann' }, { limit: 10 })).rows).toMatchObject([{ id: other.id }]);
      });

      it('leads to the one that answered to it when it was asked for', async () => {
        const ann = await store(numbered('ann', '1', day(1)));
        const bob = await store(numbered('bob', '2', day(2), {}, { requested_slug: 'ann' }));
        expect(await bySlug('ann')).toBe(bob.id);
        expect(await byId(ann.id)).toMatchObject({ public_id: null, url: null, linkedin_id: '1' });
      });

      it('stays with the row if that was fetched later', async () => {
        const now = await store(numbered('ann', '2', day(2)));
        const before = await store(numbered('ann', '1', day(1)));
        expect(before).toMatchObject({ public_id: null, url: null, linkedin_id: '1' });
        expect(await bySlug('ann')).toBe(now.id);
        expect(await byId(now.id)).toEqual(now);
      });

      it('comes back to the first one', async () => {
        const first = await store(numbered('ann', '1', day(1)));
        const second = await store(numbered('ann', '2', day(2)));
        await store(numbered('ann', '1', day(3)));
        expect(await bySlug('ann')).toBe(first.id);
        expect(await byId(second.id)).toMatchObject({ public_id: null, linkedin_id: '2' });
      });

      it('stays where it was if the answer has no name', async () => {
        const first = await store(numbered('ann', '1', day(1), { name: null }, { name_override: 'Ann' }));
        const second = await store(numbered('ann', '2', day(2), { name: null }));
        expect(await byId(first.id)).toEqual(first);
        expect(second).toMatchObject({ public_id: null, linkedin_id: '2' });
      });
    });

    describe('a rename', () => {
      it.each([
        ['of a row with a number, told by the number', '1', '1', 'ann-smith'],
        ['of a row with a number, told by the requested slug', '1', null, 'ann'],
        ['of a row without a number, told by the requested slug', null, null, 'ann'],
        ['of a row without a number, which it brings along', null, '1', 'ann'],
      ])('%s keeps the row, and the old slug leads to it', async (_, before, now, requested_slug) => {
        const first = await store(numbered('ann', before, day(1)));
        const second = await store(numbered('ann-smith', now, day(2), {}, { requested_slug }));
        expect(second).toMatchObject({ id: first.id, public_id: 'ann-smith', linkedin_id: before ?? now });
        expect(await bySlug('ann')).toBe(first.id);
        expect(await bySlug('ann-smith')).toBe(first.id);
        expect(await count()).toBe(1);
      });

      it('to a slug that another number had is that of the number that was asked for', async () => {
        const bob = await store(numbered('bob', '2', day(1)));
        const ann = await store(numbered('ann', '1', day(1)));
        const renamed = await store(numbered('bob', '1', day(2), {}, { requested_slug: 'ann' }));
        expect(renamed.id).toBe(ann.id);
        expect(await bySlug('bob')).toBe(ann.id);
        expect(await bySlug('ann')).toBe(ann.id);
        expect(await byId(bob.id)).toMatchObject({ public_id: null, linkedin_id: '2' });
      });
    });

    it('one member is found by every slug that led to it', async () => {
      const slugs = ['ann', 'ann-a', 'ann-b', 'jürgen-ß', 'acoaaa1'];
      const ids = [];
      for (const [index, requested_slug] of slugs.entries())
        ids.push((await store(numbered('ann', index % 2 ? '1' : null, day(index), {}, { requested_slug }))).id);
      expect(new Set(ids).size).toBe(1);
      for (const slug of slugs) expect(await bySlug(slug)).toBe(ids[0]);
    });

    it('a member may have a number and no slug, and get one later', async () => {
      const nameless = { public_id: null, url: null };
      const first = await store(numbered('', '1', day(1), nameless, { requested_slug: null }));
      expect(first).toMatchObject({ ...nameless, linkedin_id: '1' });
      expect(await byId(first.id)).toEqual(first);
      expect((await stores.profiles.list({}, { limit: 10 })).rows).toEqual([first]);
      const second = await store(numbered('ann', '1', day(2)));
      expect(second).toMatchObject({ id: first.id, public_id: 'ann' });
      const third = await store(numbered('', '1', day(3), nameless, { requested_slug: null }));
      expect(third).toMatchObject({ id: first.id, public_id: 'ann', url: second.url });
    });

    it.each(['ann', 'jürgen-müller', '山田', "o'neil(x)!*~", 'a.b_c-1', '😀'])(
      'the URL of the slug %s is spelled as everywhere',
      async (slug) => {
        await store(numbered('ann', '1', day(1), {}, { requested_slug: slug }));
        const { public_id } = await store(numbered('bob', '2', day(2), {}, { requested_slug: 'ann' }));
        expect(public_id).toBe('bob');
        const [left] = (await stores.profiles.list({ slug }, { limit: 1 })).rows;
        const expected = slug === 'ann' ? { linkedin_id: '2' } : { url: LinkedInUrl.ofSlug(slug).toString() };
        expect(left).toMatchObject(expected);
      },
    );

    describe('a number that comes later', () => {
      const acme = workedAt(fetched(aCompany({ linkedin_id: '7' })));
      const bySlugOnly = enriched('ann', {
        values: { about: 'by slug', profile_image_url: 'https://example.com/ann.png' },
        fetched_at: day(1),
        suggested_role: 'CISO',
        email: 'ann@example.com',
        requested_slug: 'ann-alias',
        source: 'test-a',
        raw: '"a"',
        embedding: vectorAt(10),
        companies: [acme],
      });
      const byNumberOnly = numbered(
        'ann-smith',
        '1',
        day(2),
        { name: 'Ann', about: 'by number' },
        {
          suggested_role: null,
          email: 'ann@work.example',
          source: 'test-b',
          raw: '"b"',
          companies: null,
        },
      );
      const joining = numbered(
        'ann',
        '1',
        day(3),
        { name: 'Ann', about: null },
        {
          suggested_role: null,
          source: 'test-c',
          raw: '"c"',
          companies: null,
        },
      );

      it.each([
        ['the row without a number is older', [bySlugOnly, byNumberOnly]],
        ['the row with the number is older', [byNumberOnly, bySlugOnly]],
      ])('joins two rows into one: %s', async (_, [one, other]) => {
        const first = await store(one!);
        const second = await store(other!);
        expect(second.id).not.toBe(first.id);
        const { profile: joined, action } = await saved(stores.profiles, joining);
        expect(action).toBe('updated');
        // The content that was fetched last, filled by the answer, which is of a third source.
        expect(joined).toMatchObject({
          id: first.id,
          linkedin_id: '1',
          public_id: 'ann',
          about: 'by number',
          profile_image_url: 'https://example.com/ann.png',
          suggested_role: 'CISO',
          created_at: first.created_at,
          has_embedding: true,
        });
        expect(await count()).toBe(1);
        expect(await byId(second.id)).toEqual(joined);
        for (const slug of ['ann', 'ann-alias', 'ann-smith']) expect(await bySlug(slug)).toBe(first.id);
        for (const email of ['ann@example.com', 'ann@work.example'])
          expect((await stores.profiles.findByEmail(email))?.id).toBe(first.id);
        const references = ['test-a', 'test-b', 'test-c'].flatMap((source) =>
          [first.id, second.id].map((profile_id) => ({ profile_id, source })),
        );
        expect(await stores.profiles.payloads(references)).toEqual(['"a"', '"a"', '"b"', '"b"', '"c"', '"c"']);
        for (const id of [first.id, second.id]) {
          expect(await stores.companies.ofProfile(id)).toMatchObject([{ company: { linkedin_id: '7' } }]);
          expect((await stores.profiles.embeddingOf(id))?.model).toBe(MODEL);
        }
        // The vector is of less than the row holds now.
        expect(await stores.embeddings.withoutEmbedding(MODEL, 1)).toMatchObject([{ owner: { profile_id: first.id } }]);
        await stores.embeddings.saveEmbedding({ profile_id: first.id }, vectorAt(20));
        expect(await stores.embeddings.withoutEmbedding(MODEL, 1)).not.toMatchObject([
          { owner: { profile_id: first.id } },
        ]);
      });

      it('keeps the content that was fetched last, also if the answer that joins them is older', async () => {
        const first = await store(bySlugOnly);
        await store(byNumberOnly);
        const joined = await store({ ...joining, fetched_at: day(0), suggested_role: 'CIO' });
        expect(joined).toMatchObject({
          id: first.id,
          about: 'by number',
          profile_image_url: 'https://example.com/ann.png',
          suggested_role: 'CIO',
          fetched_at: day(2),
          source: 'test-b',
        });
        expect(await bySlug('ann')).toBe(first.id);
      });

      it('joins all rows that it leads to, and each of their ids answers', async () => {
        const rows = [
          await store(numbered('ann', null, day(1))),
          await store(numbered('ann-b', null, day(2))),
          await store(numbered('ann-c', '1', day(3))),
        ];
        const joined = await store(numbered('ann-b', '1', day(4), {}, { requested_slug: 'ann' }));
        expect(joined.id).toBe(rows[0]!.id);
        for (const { id } of rows) expect(await byId(id)).toEqual(joined);
        expect(await count()).toBe(1);
      });

      it('follows a chain of joins to its end, for every read', async () => {
        const [c, b, a] = [
          await store(numbered('c', null, day(1))),
          await store(numbered('b', null, day(1))),
          await store(numbered('a', null, day(1), {}, { companies: [acme], embedding: vectorAt(0) })),
        ];
        await store(numbered('a', null, day(2), {}, { requested_slug: 'b', companies: null }));
        await store(numbered('b', null, day(3), {}, { requested_slug: 'c', companies: null }));
        for (const { id } of [a, b, c]) {
          expect((await byId(id)).id).toBe(c.id);
          expect(await stores.companies.ofProfile(id)).toHaveLength(1);
          expect(await stores.profiles.payloads([{ profile_id: id, source: 'test' }])).toEqual(['{"public_id":"b"}']);
        }
        await stores.embeddings.saveEmbedding({ profile_id: a.id }, vectorAt(90));
        for (const { id } of [a, b, c]) expect(await stores.profiles.embeddingOf(id)).not.toBeNull();
        expect(await stores.profiles.delete(a.id)).toBe(true);
        for (const { id } of [a, b, c]) {
          expect(await stores.profiles.findById(id)).toBeNull();
          expect(await stores.profiles.delete(id)).toBe(false);
          expect(await stores.profiles.embeddingOf(id)).toBeNull();
          expect(await stores.companies.ofProfile(id)).toEqual([]);
        }
      });
    });

    describe('addresses', () => {
      const found = async (email: string) => (await stores.profiles.findByEmail(email))?.id;
      const listed = async (email: string) =>
        (await stores.profiles.list({ email }, { limit: 10 })).rows.map(({ id }) => id);

      it('lead to the member, several to one', async () => {
        const emails = ['ann@example.com', 'ann@work.example', "o'ann+tag@xn--bcher-kva.example"];
        const { id } = await store(numbered('ann', '1', day(1)));
        for (const email of emails) await store(numbered('ann', '1', day(1), {}, { email, requested_slug: null }));
        for (const email of emails) {
          expect(await found(email)).toBe(id);
          expect(await listed(email)).toEqual([id]);
        }
        expect(await found('nobody@example.com')).toBeUndefined();
        expect(await listed('nobody@example.com')).toEqual([]);
        expect((await stores.profiles.list({ email: emails[0], name: 'nobody' }, { limit: 10 })).rows).toEqual([]);
      });

      it('belong to whom the last answer named', async () => {
        const email = 'cto@example.com';
        const ann = await store(numbered('ann', '1', day(1), {}, { email }));
        const bob = await store(numbered('bob', '2', day(3), {}, { email }));
        expect(await found(email)).toBe(bob.id);
        await store(numbered('ann', '1', day(2), {}, { email }));
        expect(await found(email)).toBe(bob.id);
        await store(numbered('ann', '1', day(4), {}, { email }));
        expect(await found(email)).toBe(ann.id);
        expect(await listed(email)).toEqual([ann.id]);
      });

      it('go with the profile', async () => {
        const { id } = await store(numbered('ann', '1', day(1), {}, { email: 'ann@example.com' }));
        await stores.profiles.delete(id);
        expect(await found('ann@example.com')).toBeUndefined();
      });
    });

    it('is one row, whoever meets on it', async () => {
      const answers = Array.from({ length: 24 }, (_, index) => {
        const [slug, number] = [`ann-${index % 4}`, index % 3 ? '1' : null];
        return numbered(
          slug,
          number,
          day(index),
          {},
          { requested_slug: `ann-${(index + 1) % 4}`, email: 'a@example.com' },
        );
      });
      await Promise.all([
        ...answers.slice(0, 12).map(store),
        stores.profiles.saveAll(answers.slice(12)),
        stores.profiles.saveAll(answers.slice(6, 18).toReversed()),
      ]);
      expect(await count()).toBe(1);
      const ids = await Promise.all([0, 1, 2, 3].map((index) => bySlug(`ann-${index}`)));
      expect(new Set([...ids, (await stores.profiles.findByEmail('a@example.com'))?.id]).size).toBe(1);
    });
  });
}
