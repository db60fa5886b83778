import type { SqlDatabase } from '../../infrastructure/postgres/sql-database.js';
import { versions, type SchemaVersion } from './versions.js';

/** Of the lock that processes which start at the same time wait for; any number that nobody else uses. */
const LOCK = 7_264_001;

/** Brings the schema `jobs` to the newest version. Processes may do so at the same time. */
export async function applySchema(database: SqlDatabase, steps: readonly SchemaVersion[] = versions): Promise<void> {
  await database.transaction(
    async (sql) => {
      await sql.query('select pg_advisory_xact_lock($1)', [LOCK]);
      await sql.query('create schema if not exists jobs');
      await sql.query(
        'create table if not exists jobs.schema_versions (version int primary key, applied_at timestamptz not null default now())',
      );
      const rows = await sql.query<{ version: number }>('select version from jobs.schema_versions');
      const applied = new Set(rows.map(({ version }) => version));
      for (const { version, statements } of steps.filter((step) => !applied.has(step.version))) {
        for (const statement of statements) await sql.query(statement);
        await sql.query('insert into jobs.schema_versions (version) values ($1)', [version]);
      }
    },
    { changesSchema: true },
  );
}
