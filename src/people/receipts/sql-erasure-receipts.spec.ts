import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  openEmbeddedDatabase,
  removeEmbeddedDatabase,
  type EmbeddedDatabase,
} from '../../../test/support/embedded-database.js';
import { EmbeddedSqlDatabase } from '../../infrastructure/postgres/embedded/embedded-sql-database.js';
import { removedOf } from './erasure-receipt.js';
import { SqlErasureReceipts } from './sql-erasure-receipts.js';

describe('receipts of erasures', () => {
  let embedded: EmbeddedDatabase;
  let receipts: SqlErasureReceipts;
  beforeAll(async () => {
    embedded = await openEmbeddedDatabase();
    receipts = new SqlErasureReceipts(new EmbeddedSqlDatabase(embedded.postgres));
  });
  beforeEach(async () => {
    await receipts.latest();
    await new EmbeddedSqlDatabase(embedded.postgres).query('truncate jobs.erasures');
  });
  afterAll(() => removeEmbeddedDatabase(embedded));

  it('are one for a person, whatever the person is recognized by', async () => {
    const first = await receipts.open(['a', 'b'], 'key');
    expect(first).toEqual({
      receipt_id: expect.any(String),
      erased_at: null,
      removed: removedOf({}),
      created_by: 'key',
      requested_at: expect.any(Date),
    });
    await receipts.add(first.receipt_id, ['c'], {});
    expect(await receipts.open(['x', 'c'], 'another')).toEqual(first);
    const other = await receipts.open(['x'], 'another');
    expect(other.receipt_id).not.toBe(first.receipt_id);
    expect(await receipts.known(['a', 'c', 'x', 'y'])).toEqual(new Set(['a', 'c', 'x']));
  });

  it('are one if the person is erased twice at the same time', async () => {
    const opened = await Promise.all(['a', 'b'].map((digest) => receipts.open(['same', digest], 'key')));
    expect(new Set(opened.map(({ receipt_id }) => receipt_id)).size).toBe(1);
  });

  it('add up what was removed, and keep the time of the first erasure', async () => {
    const { receipt_id } = await receipts.open(['a'], 'key');
    await receipts.add(receipt_id, [], { profiles: 1, job_items: 2 });
    const first = await receipts.finish(receipt_id);
    expect(first.erased_at).toEqual(expect.any(Date));
    await receipts.add(receipt_id, [], { job_items: 1 });
    const again = await receipts.finish(receipt_id);
    const told = await new EmbeddedSqlDatabase(embedded.postgres).query(
      `select data from jobs.event_outbox where type = 'person.erased'`,
    );
    expect(told).toEqual([{ data: { receipt_id } }]);
    expect(again).toEqual({ ...first, removed: removedOf({ profiles: 1, job_items: 3 }) });
    expect(await receipts.find(receipt_id)).toEqual(again);
    expect(await receipts.latest()).toEqual(first.requested_at);
  });

  it('are listed page by page, newest first', async () => {
    const ids: string[] = [];
    for (const digest of ['a', 'b', 'c']) ids.unshift((await receipts.open([digest], 'key')).receipt_id);
    const first = await receipts.list({ limit: 2 });
    const second = await receipts.list({ limit: 2, cursor: first.next_cursor ?? '' });
    expect([...first.rows, ...second.rows].map(({ receipt_id }) => receipt_id)).toEqual(ids);
    expect(second.next_cursor).toBeNull();
  });
});
