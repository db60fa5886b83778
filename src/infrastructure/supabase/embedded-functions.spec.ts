import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../../test/support/embedded-database.js';
import type { EmbeddedDriver } from '../postgres/embedded/embedded-driver.js';
import { functionCalls } from './embedded-functions.js';

describe('a function call to the embedded Supabase', () => {
  let embedded: EmbeddedDatabase;
  let database: EmbeddedDriver;
  let client: SupabaseClient;
  beforeAll(async () => {
    embedded = await openEmbeddedDatabase();
    database = await embedded.postgres.driver();
    await database.exec(`
      do $$ begin if to_regrole('service_role') is null then create role service_role nologin bypassrls; end if; end $$;
      create table counted (n int primary key, "quoted ""name""" text);
      grant select, insert on counted to service_role;
      create table of_others (n int);
      create function echo(p_text text, p_number int default 7, p_list jsonb default '[]', "p_""odd" text default null) returns jsonb
        language sql as $$ select jsonb_build_array(p_text, p_number, p_list, "p_""odd") $$;
      create function counted_from(p_first int) returns setof counted
        language sql as $$ select * from counted where n >= p_first order by n $$;
      create function numbers() returns setof int language sql as $$ select generate_series(1, 3) $$;
      create function count_on(p_n int) returns void language sql as $$ insert into counted values (p_n), (p_n + 1) $$;
      create function nothing() returns jsonb language sql as $$ select null::jsonb $$;
      create function document() returns setof json language sql as $$ select '{"a":"\\u0000"}'::json $$;
      create function day() returns timestamptz language sql as $$ select '2026-01-01T00:00:00Z'::timestamptz $$;
      create function forbidden() returns bigint language sql as $$ select count(*) from of_others $$;
    `);
    client = createClient('http://embedded.local', 'key', {
      db: { retry: false },
      global: { fetch: functionCalls(() => embedded.postgres.driver()) },
    });
  });
  afterAll(() => removeEmbeddedDatabase(embedded));

  const answerOf = async (name: string, values?: object) => {
    const { data, error } = (await client.rpc(name, values)) as { data: unknown; error: { code: string } | null };
    return error === null ? data : error.code;
  };

  it('passes arguments by name and type, and leaves others at their defaults', async () => {
    const text = `it's a "text" \\ of 👩 $1; rollback`;
    expect(await answerOf('echo', { p_text: text, p_list: [{ a: null }], 'p_"odd': 'x' })).toEqual([
      text,
      7,
      [{ a: null }],
      'x',
    ]);
    expect(await answerOf('echo', { p_number: '8', p_text: null })).toEqual([null, 8, [], null]);
  });

  it.each([
    ['a list of values', 'numbers', [1, 2, 3]],
    ['null', 'nothing', null],
    ['JSON that Postgres does not look into', 'document', [{ a: '\0' }]],
    ['a time as Postgres writes it in JSON', 'day', '2026-01-01T00:00:00+00:00'],
  ])('answers %s', async (_case, name, answer) => {
    expect(await answerOf(name)).toEqual(answer);
  });

  it('answers rows, and nothing for a function that returns nothing', async () => {
    expect(await answerOf('count_on', { p_n: 1 })).toBeNull();
    expect(await answerOf('counted_from', { p_first: 2 })).toEqual([{ n: 2, 'quoted "name"': null }]);
    expect(await answerOf('counted_from', { p_first: 9 })).toEqual([]);
  });

  it('stores nothing of a call that fails, and leaves the session as it was', async () => {
    expect(await answerOf('count_on', { p_n: 20 })).toBeNull();
    expect(await answerOf('count_on', { p_n: 19 })).toBe('23505');
    expect(await answerOf('counted_from', { p_first: 19 })).toHaveLength(2);
    expect((await database.query('select current_user, n from counted where n = 19')).rows).toEqual([]);
    expect((await database.query('select current_user as name')).rows).toEqual([{ name: 'postgres' }]);
  });

  it.each([
    ['a function that does not exist', 'missing', {}, 'PGRST202'],
    ['an argument that does not exist', 'echo', { p_text: 'x', p_other: 1 }, 'PGRST202'],
    ['an argument without a default that is missing', 'echo', {}, '42883'],
    ['an argument of another type', 'echo', { p_text: 'x', p_number: 'y' }, '22P02'],
    ['a text with NUL', 'echo', { p_text: '\0' }, '22P05'],
    ['what only others may read', 'forbidden', {}, '42501'],
  ])('rejects %s', async (_case, name, values, code) => {
    expect(await answerOf(name, values)).toBe(code);
  });

  it('has no tables', async () => {
    expect((await client.from('counted').select()).error?.code).toBe('PGRST125');
  });

  it('ends with the signal of its caller', async () => {
    const { error } = await client.rpc('numbers').abortSignal(AbortSignal.abort(new Error('gone')));
    expect(error?.message).toContain('gone');
  });
});
