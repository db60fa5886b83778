import { migrate } from '../../src/infrastructure/postgres/migrations/migrate.js';
import { readMigrations } from '../../src/infrastructure/postgres/migrations/migrations.js';
import { openPostgres, serverExecutor, SUPABASE_DEFAULTS } from './bare-postgres.js';
import { prepareCluster, preparedFiles } from './prepared-database.js';

/**
 * Files of the Postgres of a Supabase project with its roles and default privileges, which the caller deletes.
 * @param migrations how many of the migrations are applied; all if absent
 */
export function projectFiles(migrations?: number): Promise<string> {
  return preparedFiles(`project-${migrations ?? 'whole'}`, async (directory) => {
    await prepareCluster(directory);
    const database = await openPostgres(directory);
    await database.exec(SUPABASE_DEFAULTS);
    await migrate(serverExecutor(database), (await readMigrations()).slice(0, migrations));
    await database.close();
  });
}
