import type { MigrationHistory } from '../../infrastructure/postgres/migrations/migration-history.js';

/** As the versions are written in the file names. */
const DIGITS = 4;

/** The migration history of the schema `jobs`: the number of each migration and when it was applied. */
export const jobsHistory: MigrationHistory = {
  // The same lock as in releases without migrations, which may start at the same time.
  lock: '7264001',
  create: async (sql) => {
    await sql.query('create schema if not exists jobs');
    await sql.query(
      'create table if not exists jobs.schema_versions (version int primary key, applied_at timestamptz not null default now())',
    );
  },
  read: async (sql) => {
    const [table] = await sql.query<{ exists: boolean }>(
      `select to_regclass('jobs.schema_versions') is not null as exists`,
    );
    if (!table?.exists) return [];
    const rows = await sql.query<{ version: number }>('select version from jobs.schema_versions order by version');
    return rows.map(({ version }) => ({ version: String(version).padStart(DIGITS, '0'), name: '' }));
  },
  has: async (sql, { version }) => {
    const rows = await sql.query('select from jobs.schema_versions where version = $1', [Number(version)]);
    return rows.length > 0;
  },
  add: async (sql, { version }) => {
    await sql.query('insert into jobs.schema_versions (version) values ($1)', [Number(version)]);
  },
};
