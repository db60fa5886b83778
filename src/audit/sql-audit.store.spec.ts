import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../test/support/embedded-database.js';
import { InvalidCursorError } from '../common/pagination/page.js';
import { EmbeddedSqlDatabase } from '../infrastructure/postgres/embedded/embedded-sql-database.js';
import type { AuditContext } from './audit-record.js';
import { SqlAuditStore } from './sql-audit.store.js';

const CONTEXT: AuditContext = { key_name: 'ann', address: 'private', request_id: 'r-1' };

let embedded: EmbeddedDatabase;
let database: EmbeddedSqlDatabase;
beforeAll(async () => {
  embedded = await openEmbeddedDatabase();
  database = new EmbeddedSqlDatabase(embedded.postgres);
  await database.query('drop schema jobs cascade');
});
afterAll(() => removeEmbeddedDatabase(embedded));

it('returns records newest first, page by page, and creates its table for any number of processes', async () => {
  const [store, ...others] = [1, 2, 3].map(() => new SqlAuditStore(database));
  const first = await Promise.all(others.map((other) => other.list({ limit: 10 })));
  expect(first).toEqual(others.map(() => ({ rows: [], next_cursor: null })));
  for (const target of ['a', 'b', 'c']) await store!.add([{ action: 'token.deleted', target }], CONTEXT);
  await store!.add(
    ['d', 'e'].map((target) => ({ action: 'token.added' as const, target, details: { n: 1 } })),
    { ...CONTEXT, key_name: 'bob' },
  );
  const newest = await store!.list({ limit: 3 });
  expect(newest.rows).toMatchObject([
    { target: 'e', action: 'token.added', key_name: 'bob', details: { n: 1 }, at: expect.any(Date) },
    { target: 'd' },
    { target: 'c', action: 'token.deleted', ...CONTEXT, details: {} },
  ]);
  const rest = await store!.list({ limit: 3, cursor: newest.next_cursor! });
  expect(rest).toMatchObject({ rows: [{ target: 'b' }, { target: 'a' }], next_cursor: null });
  await expect(store!.list({ limit: 3, cursor: 'nonsense' })).rejects.toThrow(InvalidCursorError);
});

it('removes only what is older', async () => {
  const store = new SqlAuditStore(database);
  await database.query(`update jobs.audit_records set at = now() - interval '2 days' where target in ('a', 'b')`);
  expect(await store.removeBefore(new Date(Date.now() - 86_400_000))).toBe(2);
  expect((await store.list({ limit: 10 })).rows.map(({ target }) => target)).toEqual(['e', 'd', 'c']);
});
