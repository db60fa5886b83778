import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/infrastructure/postgres/migrations/migrate.js';
import { pgMigrationExecutor } from '../../src/infrastructure/postgres/migrations/migrate-pg.js';
import { readMigrations } from '../../src/infrastructure/postgres/migrations/migrations.js';
import { barePostgres, serverExecutor } from '../support/bare-postgres.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres } from '../support/real-postgres.js';
import { withoutVectors } from '../support/schema-without-vectors.js';
import { day } from './builders.js';
import type { Behind } from './profile-store.stores.js';

/** How many migrations there were when the slug decided who a member is. */
const BEFORE = 7;
const VECTOR = JSON.stringify(Array.from({ length: 1_536 }, (_, index) => (index === 0 ? 1 : 0)));

interface OldRow {
  slug: string;
  number?: string;
  aliases?: string[];
  at: number;
  about?: string;
  city?: string;
  role?: string;
  source?: string;
  /** The number of a company that it is linked to. */
  company?: string;
  hasVector?: boolean;
}

interface Database {
  behind: Behind;
  /** Applies the missing ones of the first migrations; all if absent. */
  migrateTo: (count?: number) => Promise<unknown>;
  close: () => Promise<void>;
}

function upgradeContract(driver: string, open: () => Promise<Database>): void {
  describe(`rows of the schema in which slugs decided, on ${driver}`, () => {
    let database: Database;
    const ids = new Map<string, string>();

    const one = async <Row>(text: string, ...values: unknown[]) => (await database.behind(text, values))[0] as Row;

    async function insert({ slug, number, aliases = [], at, source = 'test', ...given }: OldRow): Promise<void> {
      const { id } = await one<{ id: string }>(
        `insert into profiles (public_id, linkedin_id, aliases, url, name, about, city, suggested_role, source, fetched_at, created_at)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
        slug,
        number ?? null,
        aliases,
        `https://www.linkedin.com/in/${slug}/`,
        slug,
        given.about ?? null,
        given.city ?? null,
        given.role ?? null,
        source,
        day(at),
        day(at),
      );
      ids.set(slug, id);
      await database.behind(
        'insert into raw_payloads (profile_id, source, fetched_at, payload) values ($1, $2, $3, $4)',
        [id, source, day(at), JSON.stringify(`payload of ${slug}`)],
      );
      if (given.company) {
        const company = await one<{ id: string }>(
          `insert into companies (linkedin_id, linkedin_url, source, fetched_at) values ($1, '', 'test', now()) returning id`,
          given.company,
        );
        await database.behind('insert into profile_companies (profile_id, company_id, ordinal) values ($1, $2, 0)', [
          id,
          company.id,
        ]);
      }
      if (given.hasVector)
        await database.behind(
          `insert into embeddings (profile_id, model, text_hash, embedding) values ($1, 'm', 'h', $2::text::extensions.vector)`,
          [id, VECTOR],
        );
    }

    const rows: OldRow[] = [
      // One number in three rows.
      { slug: 'a1', number: '1', at: 1, about: 'About', city: 'Old', role: 'CTO', company: '7', hasVector: true },
      { slug: 'a2', number: '1', at: 3, city: 'New', source: 'other', aliases: ['a-alias'] },
      { slug: 'a3', number: '1', at: 2, city: 'Middle' },
      // A slug that another number got later, and one that it had before.
      { slug: 'b', number: '2', at: 1, about: 'Of 2' },
      { slug: 'b3', number: '3', at: 2, aliases: ['b'], about: 'Of 3' },
      { slug: 'b4', number: '4', at: 1, aliases: ['b5'] },
      { slug: 'b5', number: '5', at: 2 },
      { slug: 'b6', number: '6', at: 1, aliases: ['b6-alias'] },
      { slug: 'b7', number: '7', at: 2, aliases: ['b6'] },
      // Without a number, or with one on one side only.
      { slug: 'c1', at: 1, about: 'About', aliases: ['c2'] },
      { slug: 'c2', at: 2, city: 'New' },
      { slug: 'd1', at: 2, about: 'Newer', hasVector: true },
      { slug: 'd2', number: '8', at: 1, aliases: ['d1'], city: 'Older' },
      // Without a number, between two numbers.
      { slug: 'e1', number: '9', at: 1, aliases: ['e'] },
      { slug: 'e', at: 3, about: 'Newest' },
      { slug: 'e2', number: '10', at: 2, aliases: ['e-alias'] },
      // As it should be.
      { slug: 'f', number: '11', at: 1, aliases: ['f-alias'], about: 'About', hasVector: true },
    ];
    let before: Map<string, object>;

    const all = async () => {
      const found = (await database.behind('select to_jsonb(s) as row from stored_profiles s')) as {
        row: { id: string };
      }[];
      return new Map(found.map(({ row }) => [row.id, row]));
    };

    beforeAll(async () => {
      database = await open();
      await database.migrateTo(BEFORE);
      for (const row of rows) await insert(row);
      before = await all();
      await database.migrateTo();
    });
    afterAll(() => database.close());

    const find = async (slug: string) =>
      (await one<{ row: Record<string, unknown> }>('select find_profile($1) as row', slug)).row;
    const withId = async (slug: string) =>
      (await one<{ row: Record<string, unknown> }>('select profile_with_id($1) as row', ids.get(slug))).row;

    it.each([
      ['with one number', ['a1', 'a2', 'a3'], { public_id: 'a2', about: 'About', city: 'New', suggested_role: 'CTO' }],
      [
        'without numbers that share a slug',
        ['c1', 'c2'],
        { public_id: 'c2', linkedin_id: null, about: 'About', city: 'New' },
      ],
      [
        'that share a slug, one with a number',
        ['d1', 'd2'],
        { public_id: 'd1', linkedin_id: '8', about: 'Newer', city: 'Older' },
      ],
      [
        'that share a slug, one with a number, beside a third',
        ['e1', 'e'],
        { public_id: 'e', linkedin_id: '9', about: 'Newest' },
      ],
    ])('are one where they are %s, under the oldest id, and each id answers', async (_, slugs, expected) => {
      const kept = await withId(slugs[0]!);
      expect(kept).toMatchObject({ id: ids.get(slugs[0]!), ...expected });
      for (const slug of slugs) {
        expect(await withId(slug)).toEqual(kept);
        expect(await find(slug)).toEqual(kept);
      }
    });

    it('keep what belonged to a row that was merged', async () => {
      const { id, created_at } = await withId('a2');
      expect(new Date(created_at as string)).toEqual(day(1));
      expect(await find('a-alias')).toMatchObject({ id });
      const { companies } = await one<{ companies: unknown[] }>(
        'select companies_of_profile($1) as companies',
        ids.get('a3'),
      );
      expect(companies).toMatchObject([{ company: { linkedin_id: '7' } }]);
      const references = ['test', 'other'].map((source) => ({ profile_id: ids.get('a2'), source }));
      const { payloads } = await one<{ payloads: string[] }>(
        'select payloads_of($1, 1000) as payloads',
        JSON.stringify(references),
      );
      expect(payloads).toEqual(['"payload of a3"', '"payload of a2"']);
      expect(await withId('a1')).toMatchObject({ has_embedding: true });
      // The vectors are of less than the merged rows hold.
      const { missing } = await one<{ missing: { profile?: { id: string } }[] }>(
        `select without_embedding('m', 100) as missing`,
      );
      const incomplete = missing.map(({ profile }) => profile?.id);
      expect(incomplete).toEqual(expect.arrayContaining([ids.get('a1'), ids.get('d1')]));
      expect(incomplete).not.toContain(ids.get('f'));
    });

    it.each([
      ['b', 'b3', { public_id: null, url: null, linkedin_id: '2', about: 'Of 2', aliases: [] }],
      ['b5', 'b5', null],
      [
        'b6',
        'b7',
        { public_id: 'b6-alias', url: 'https://www.linkedin.com/in/b6-alias/', linkedin_id: '6', aliases: [] },
      ],
    ])('with different numbers stay apart, and the slug "%s" leads to the later one', async (slug, later, left) => {
      expect((await find(slug))['id']).toBe(ids.get(later));
      if (left) expect(await withId(slug)).toMatchObject({ id: ids.get(slug), ...left });
    });

    it('lead from every slug to one row', async () => {
      const held = (await database.behind(
        `select slug, count(*)::int as rows from profiles, unnest(aliases || public_id) as slug where slug is not null group by slug`,
      )) as { slug: string; rows: number }[];
      expect(held.filter((slug) => slug.rows > 1)).toEqual([]);
      const expected = rows.flatMap(({ slug, aliases = [] }) => [slug, ...aliases]);
      expect(held.map(({ slug }) => slug).toSorted()).toEqual([...new Set(expected)].toSorted());
    });

    it('are as they were where nothing was wrong with them', async () => {
      const after = await all();
      for (const slug of ['f', 'e2']) expect(after.get(ids.get(slug)!)).toEqual(before.get(ids.get(slug)!));
      expect(after.size).toBe(12);
    });

    it('are saved by a service of before, as it calls it', async () => {
      const profile = (slug: string, linkedin_id: string | null, name: string | null) => ({
        profile: { public_id: slug, linkedin_id, url: `https://www.linkedin.com/in/${slug}/`, name },
        raw: '{}',
        source: 'test',
        fetched_at: day(9),
        requested_slug: slug,
        suggested_role: 'CIO',
        companies: [],
        embedding: null,
      });
      const save = async (...given: Parameters<typeof profile>) =>
        (await one<{ saved: object }>('select save_profile($1) as saved', JSON.stringify(profile(...given)))).saved;
      const renamed = { public_id: 'f2', suggested_role: 'CIO', has_embedding: expect.any(Boolean) };
      expect(await save('f2', '11', 'F')).toMatchObject({
        action: 'updated',
        profile: { id: ids.get('f'), ...renamed },
      });
      expect(await save('f2', '11', null)).toEqual({
        action: 'unchanged',
        companies: [],
        profile: expect.objectContaining({ id: ids.get('f'), name: 'F' }),
      });
    });
  });
}

upgradeContract('the embedded Postgres', async () => {
  const database = await barePostgres();
  const migrations = await readMigrations();
  return {
    behind: async (text, values = []) => (await database.query(text, values)).rows,
    migrateTo: (count) => migrate(serverExecutor(database), migrations.slice(0, count)),
    close: () => database.close(),
  };
});

describeWith([POSTGRES], 'on a server', () => {
  upgradeContract('a Postgres server', async () => {
    const server = (await openRealPostgres())!;
    const client = new pg.Client({ connectionString: await server.database() });
    await client.connect();
    const migrations = withoutVectors(await readMigrations());
    return {
      behind: async (text, values = []) => (await client.query(text, values)).rows as unknown[],
      migrateTo: (count) => migrate(pgMigrationExecutor(client), migrations.slice(0, count)),
      close: async () => {
        await client.end();
        await server.close();
      },
    };
  });
});
