import pg from 'pg';
import type { Behind } from './profile-store.stores.js';

/** The sources of the rows that the suite stores; its batch has this ID. */
const SOURCES = 'test%';
const BATCH = '00000000-0000-4000-8000-000000000000';

interface SupabaseProject {
  behind: Behind;
  /** Deletes the rows of the suite. */
  clear: () => Promise<void>;
  close: () => Promise<void>;
}

/** The database of a project, for a suite that counts its rows. @throws if there are rows of others */
export async function openSupabaseProject(connectionString: string): Promise<SupabaseProject> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const clear = async () => {
    await refuseOthers(client);
    await client.query('delete from batches where id = $1', [BATCH]);
    await client.query('delete from profiles where source like $1', [SOURCES]);
    await client.query('delete from companies where source like $1', [SOURCES]);
    await client.query('delete from lookup_misses where source like $1', [SOURCES]);
  };
  const close = async () => {
    try {
      await clear();
    } finally {
      await client.end();
    }
  };
  await clear().catch(async (error: unknown) => {
    await client.end();
    throw error;
  });
  return { behind: async (text, values) => (await client.query(text, values)).rows as unknown[], clear, close };
}

async function refuseOthers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ others: boolean }>(
    `select exists (select from profiles where source not like $1) or exists (select from companies where source not like $1)
      or exists (select from batches where id <> $2) as others`,
    [SOURCES, BATCH],
  );
  if (rows[0]?.others) {
    throw new Error('The project holds rows that are not of this suite: give it one that nobody needs, and empty');
  }
}
