import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SearchQuery } from '../../src/profile-store/profile-search.store.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase } from '../support/embedded-database.js';
import { isFullExtent } from '../support/extent.js';
import { oncePerFile } from '../support/once-per-file.js';
import { openPostgresGateway } from '../support/postgres-gateway.js';
import { POSTGRES } from '../support/real-postgres.js';
import { storesOn } from './profile-store.stores.js';
import type { Stores } from './profile-store.contract.js';

const PEOPLE = isFullExtent ? 10_000 : 400;
const CHANGED = PEOPLE / 10;
const LIMIT = isFullExtent ? 100 : 40;

const opened = oncePerFile(async () => {
  if (POSTGRES === null) {
    const { gateway, pool, close } = await openPostgresGateway();
    const behind = async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows as unknown[];
    return storesOn(gateway, behind, close);
  }
  const database = await openEmbeddedDatabase();
  const driver = await database.postgres.driver();
  const behind = async (text: string, values: unknown[] = []) => (await driver.query(text, values)).rows;
  return storesOn(database.supabase, behind, () => removeEmbeddedDatabase(database));
});

type Page = { ids: (string | null)[]; next: string | null };

describe('paging through people while others come and go', () => {
  let stores: Stores;
  beforeAll(async () => void (stores = await opened()));

  /** Every seventh one has the word in another place, so that scores differ. */
  const insert = (prefix: string, from: number, to: number) =>
    stores.behind(
      `insert into profiles (public_id, url, name, position, about, source, fetched_at)
      select $1 || n, '', 'Ann ' || n, case n % 7 when 0 then 'Cloud engineer' end, 'Builds the cloud', 'test', now()
      from generate_series($2::integer, $3::integer) as n`,
      [prefix, from, to],
    );

  /** The ids of all pages; a part of the changes is made after each of them. */
  async function paged(read: (cursor: string | undefined) => Promise<Page>): Promise<(string | null)[]> {
    await stores.clear();
    await insert('p', 1, PEOPLE);
    const ids: (string | null)[] = [];
    const changes = (CHANGED * LIMIT) / PEOPLE;
    let cursor: string | undefined;
    for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
      const { ids: found, next } = await read(cursor);
      ids.push(...found);
      cursor = next ?? undefined;
      await insert(`new${page}-`, 1, changes);
      await stores.behind('delete from profiles where public_id = any ($1)', [
        Array.from({ length: changes }, (_, index) => `p${((page * changes + index) * 10) % PEOPLE}`),
      ]);
    }
    return ids;
  }

  const isUntouched = (id: string | null) => /^p\d*[1-9]$/.test(id ?? '');
  const untouched = Array.from({ length: PEOPLE }, (_, index) => `p${index + 1}`).filter(isUntouched);
  const search = async (query: Pick<SearchQuery, 'text' | 'mode'>, cursor?: string): Promise<Page> => {
    const { hits, next_cursor } = await stores.search.search({
      ...query,
      vector: null,
      filter: null,
      limit: LIMIT,
      cursor,
    });
    return { ids: hits.map(({ profile }) => profile.public_id), next: next_cursor };
  };

  it.each<[string, (cursor: string | undefined) => Promise<Page>]>([
    [
      'a list',
      async (cursor) => {
        const { rows, next_cursor } = await stores.profiles.list({ name: 'ann' }, { limit: LIMIT, cursor });
        return { ids: rows.map(({ public_id }) => public_id), next: next_cursor };
      },
    ],
    ['a search without words', (cursor) => search({ text: null, mode: 'hybrid' }, cursor)],
    ['a search by words', (cursor) => search({ text: 'cloud', mode: 'lexical' }, cursor)],
  ])('shows everybody once who was there before and after: %s', async (_, read) => {
    const ids = await paged(read);
    expect(ids.filter(isUntouched).toSorted()).toEqual(untouched.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });
});
