import type { SqlExecutor } from './sql-database.js';

/** The advisory lock under which the schema `jobs` is created, here and with the tables of jobs. */
const LOCK = '7264001';

/**
 * Creates the schema `jobs` if it is missing, and holds its lock until the transaction ends. The user may own the schema without
 * being allowed to create one, so nothing is attempted if it exists.
 */
export async function ensureJobsSchema(transaction: SqlExecutor): Promise<void> {
  await transaction.query(`select pg_advisory_xact_lock(${LOCK})`);
  const [found] = await transaction.query<{ schema: boolean }>(`select to_regnamespace('jobs') is not null as schema`);
  if (!found?.schema) await transaction.query('create schema jobs');
}
