import pg from 'pg';
import { migrate } from '../../src/infrastructure/postgres/migrations/migrate.js';
import { pgMigrationExecutor } from '../../src/infrastructure/postgres/migrations/migrate-pg.js';
import { readMigrations } from '../../src/infrastructure/postgres/migrations/migrations.js';
import { postgresWith } from '../support/bare-postgres.js';
import { freshDataDirectory } from '../support/fresh-data-directory.js';
import { projectFiles } from '../support/project-database.js';
import { openRealPostgres } from '../support/real-postgres.js';
import { grantsContract, type MigratedDatabase } from './grants.contract.js';

grantsContract('the embedded Postgres', async () => onePostgres(await freshDataDirectory()));
grantsContract('a project of Supabase', async () => onePostgres(await projectFiles()));

async function onePostgres(files: string): Promise<MigratedDatabase> {
  const database = await postgresWith(files);
  return { query: async (text) => (await database.query(text)).rows, close: () => database.close() };
}

// Not a setting of the service: a server on which the suite may create databases.
const given = process.env['CONTRACT_DATABASE_URL'];
if (given && (await hasVector(given))) {
  grantsContract('a Postgres server', async () => {
    const server = await openRealPostgres();
    if (server === null) throw new Error('There is no Postgres server');
    const client = new pg.Client({ connectionString: await server.database() });
    await client.connect();
    await migrate(pgMigrationExecutor(client), await readMigrations());
    return {
      query: async (text) => (await client.query(text)).rows as unknown[],
      close: async () => {
        await client.end();
        await server.close();
      },
    };
  });
}

async function hasVector(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client.query(`select from pg_available_extensions where name = 'vector'`);
  await client.end();
  return rows.length > 0;
}
