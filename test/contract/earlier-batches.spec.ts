import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SupabaseBatchStore } from '../../src/profile-store/supabase-batch.store.js';
import { digester } from './profile-store.stores.js';
import { openEmbeddedDatabase, removeEmbeddedDatabase, type EmbeddedDatabase } from '../support/embedded-database.js';

const batch = {
  id: '00000000-0000-4000-8000-000000000000',
  status: 'completed' as const,
  request: { profiles: [{ name: 'a\0b \ud83d 👩' }] },
  response: { results: [{ name: '\0' }] },
  total_requested: 1,
  created_at: new Date('2026-01-01T00:00:00.123Z'),
  started_at: new Date('2026-01-01T00:00:01.000Z'),
  completed_at: new Date('2026-01-01T00:00:02.000Z'),
};

describe('a batch that an earlier release stored', () => {
  let database: EmbeddedDatabase;
  let store: SupabaseBatchStore;
  beforeAll(async () => {
    database = await openEmbeddedDatabase();
    store = new SupabaseBatchStore(database.supabase, digester);
  });
  afterAll(() => removeEmbeddedDatabase(database));

  const documents = async () => {
    const driver = await database.postgres.driver();
    return (await driver.query('select request::text, response::text from batches')).rows;
  };

  it('is read as it was, and is stored in the same form as now', async () => {
    // Earlier releases wrote the table directly.
    const driver = await database.postgres.driver();
    const columns = Object.keys(batch);
    const places = columns.map((_, index) => `$${index + 1}`);
    await driver.query(`insert into batches (${columns.join()}) values (${places.join()})`, Object.values(batch));
    const earlier = await documents();
    const now = { ...batch, done: 0, failed: 0, revision: 0 };
    expect(await store.findById(batch.id)).toEqual(now);
    await store.save(now, []);
    expect(await documents()).toEqual(earlier);
    expect(await store.findById(batch.id)).toEqual({ ...now, revision: 1 });
  });
});
