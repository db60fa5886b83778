import type { PGlite } from '@electric-sql/pglite';
import type { EmbeddedDriver } from '../infrastructure/postgres/embedded/embedded-driver.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../test/support/embedded-database.js';
import { isFullExtent } from '../../test/support/extent.js';
import { SupabaseStandIn } from '../../test/support/supabase-stand-in.js';

const PROFILES = isFullExtent ? 200 : 60;
const DIMENSIONS = 1_536;
const INDEX = 'embeddings_nearest_people';

/** One in so many has another name than the others. */
const RARE = PROFILES / 10;
const isRare = (index: number) => index % RARE === RARE - 1;

/** All are on a half of the unit circle, profile by profile a little further away from this one. */
const FIRST = JSON.stringify([1, ...Array.from({ length: DIMENSIONS - 1 }, () => 0)]);

interface Match {
  profile: { public_id: string };
  similarity: number;
}

describe('the neighbours of a vector on a server', () => {
  let project: SupabaseStandIn;
  let database: PGlite;
  beforeAll(async () => {
    project = await SupabaseStandIn.open({ hasIndex: true });
    ({ database } = project);
    const { rows: indexes } = await database.query<{ made: string }>(
      `select pg_get_indexdef('${INDEX}'::regclass) as made`,
    );
    // Of vectors that are there it is made in less time than one by one.
    await database.exec(`drop index ${INDEX}`);
    await database.query(
      `with added as (
          insert into profiles (public_id, url, name, source, fetched_at)
          select 'p' || n, '', case when n % ${RARE} = ${RARE - 1} then 'Rare' else 'Common' end, 'test', now()
          from generate_series(0, ${PROFILES - 1}) as n returning id, substr(public_id, 2)::float8 / ${PROFILES} * pi() as angle
        )
        insert into embeddings (profile_id, model, text_hash, embedding)
        select id, 'm', '', (array[cos(angle), sin(angle)] || array_fill(0::float8, array[${DIMENSIONS - 2}]))::extensions.vector
        from added`,
    );
    await database.exec(indexes[0]!.made);
    // Up to so many people are compared with the vector one by one.
    await database.exec(
      `create or replace function exact_people() returns integer language sql immutable as 'select 20'`,
    );
    await database.exec('analyze');
    // A few hundred rows are read as fast without an index: the planner is told that they are many.
    await database.exec(
      `update pg_class set reltuples = 100000 where relname in ('embeddings', 'profiles', '${INDEX}')`,
    );
  });
  afterAll(() => project.close());

  /** The slugs, nearest first, and how often the index was read for them. */
  async function nearest(given: { limit?: number; filter?: object; similarity?: number } = {}) {
    return database.transaction(async (sql) => {
      const scans = async () =>
        (await sql.query<{ scans: number }>(`select pg_stat_get_xact_numscans('${INDEX}'::regclass)::int as scans`))
          .rows[0]?.scans ?? 0;
      const before = await scans();
      const { rows } = await sql.query<{ found: Match[] }>('select match_profiles($1, $2, $3, $4, $5) as found', [
        FIRST,
        'm',
        given.limit ?? 10,
        given.similarity ?? -1,
        JSON.stringify(given.filter ?? {}),
      ]);
      const slugs = rows[0]?.found.map(({ profile }) => profile.public_id) ?? [];
      return { slugs, scans: (await scans()) - before };
    });
  }
  const first = (count: number, from = 0, step = 1) => Array.from({ length: count }, (_, i) => `p${from + i * step}`);

  it('come from the index', async () => {
    expect(await nearest()).toEqual({ slugs: first(10), scans: 1 });
  });

  it('come from the index also where a filter drops some of what it finds', async () => {
    const common = first(20).filter((_, index) => !isRare(index));
    expect(await nearest({ filter: { name: 'common' }, limit: common.length })).toEqual({ slugs: common, scans: 1 });
  });

  it('are all compared where a filter is met by few', async () => {
    expect(await nearest({ filter: { name: 'rare' }, limit: 10 })).toEqual({
      slugs: first(10, RARE - 1, RARE),
      scans: 0,
    });
  });

  it('are as many as asked for, beyond the breadth of a search', async () => {
    expect(await nearest({ limit: 0.75 * PROFILES })).toEqual({ slugs: first(0.75 * PROFILES), scans: 1 });
  });

  it('end at the wanted similarity', async () => {
    const { slugs } = await nearest({ limit: 50, similarity: Math.cos((10.5 / PROFILES) * Math.PI) });
    expect(slugs).toEqual(first(11));
  });

  it('come from the index as it is read by the planner', async () => {
    const { rows } = await database.query<{ 'QUERY PLAN': string }>(
      `explain select e.profile_id from embeddings e join stored_profiles s on s.id = e.profile_id
        where e.profile_id is not null and e.model = 'm'
        order by e.embedding::extensions.halfvec(1536) operator(extensions.<=>) '${FIRST}' limit 10`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(`Index Scan using ${INDEX}`);
  });
});

describe('the neighbours of a vector on the embedded Postgres', () => {
  let opened: EmbeddedDatabase;
  let database: EmbeddedDriver;
  beforeAll(async () => {
    opened = await openEmbeddedDatabase();
    database = await opened.postgres.driver();
  });
  afterAll(() => removeEmbeddedDatabase(opened));

  it('come from bits of the vectors, as no index is made that would slow every insert', async () => {
    const { rows } = await database.query(`select to_regclass('public.${INDEX}') as made`);
    expect(rows).toEqual([{ made: null }]);
    await database.query(
      // Parts of one long wave that becomes shorter and shorter, each one a little further on.
      `with added as (
          insert into profiles (public_id, url, name, source, fetched_at)
          select 'p' || n, '', 'Ann', 'test', now() from generate_series(1, 1100) as n returning id, public_id
        ), wave as materialized (
          select array_agg(sin(n * n * 0.00001))::extensions.vector as whole from generate_series(1, 1100 + ${DIMENSIONS}) as n
        )
        insert into embeddings (profile_id, model, text_hash, embedding)
        select id, 'm', '', extensions.l2_normalize(extensions.subvector(whole, substr(public_id, 2)::integer, ${DIMENSIONS}))
        from added, wave`,
    );
    const { rows: found } = await database.query<{ slugs: string[]; exact: string[] }>(
      `select jsonb_path_query_array(match_profiles(
            (select embedding::text from embeddings join profiles on id = profile_id where public_id = 'p500'), 'm', 10
          ), '$[*].profile.public_id') as slugs,
        (select jsonb_agg(public_id) from (
          select public_id from embeddings join profiles on id = profile_id
          order by embedding operator(extensions.<=>) (
            select embedding from embeddings join profiles on id = profile_id where public_id = 'p500'
          ), seq limit 10
        ) as nearest) as exact`,
    );
    expect(found[0]?.slugs).toHaveLength(10);
    expect(found[0]?.slugs).toEqual(found[0]?.exact);
  });

  it('are ranked by their words too, however many were stored later with the same words', async () => {
    await database.query(
      `insert into profiles (public_id, url, name, source, fetched_at)
        select 'later' || n, '', 'Ann', 'test', now() from generate_series(1, 4200) as n`,
    );
    const { rows } = await database.query<{ hit: object }>(
      `select search_profiles(jsonb_build_object(
          'text', 'Ann', 'mode', 'hybrid', 'model', 'm', 'limit', 1, 'midpoint', 0.5,
          'vector', (select embedding::text from embeddings join profiles on id = profile_id where public_id = 'p500')
        ))->'rows'->0 as hit`,
    );
    expect(rows).toMatchObject([{ hit: { profile: { public_id: 'p500' }, lexical_rank: expect.any(Number) } }]);
  });

  it('and its words are written again only if something changed that is searched', async () => {
    const writtenAfter = async (change: string) => {
      await database.exec(`update profiles set ${change} where public_id = 'p1'`);
      const { rows } = await database.query<{ xmin: string }>(
        `select profile_documents.xmin::text as xmin from profile_documents join profiles on id = profile_id where public_id = 'p1'`,
      );
      return rows[0]?.xmin;
    };
    const written = await writtenAfter(`experience = '[{"title": "Cook", "start_date": "2020"}]'`);
    expect(await writtenAfter(`experience = '[{"title": "Cook", "start_date": "2021"}]'`)).toBe(written);
    expect(await writtenAfter(`experience = '[{"title": "Chef", "start_date": "2021"}]'`)).not.toBe(written);
  });
});
