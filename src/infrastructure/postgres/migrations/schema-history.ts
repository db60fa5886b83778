import type { MigrationHistory } from './migration-history.js';

/** As the versions are written in the file names. */
const DIGITS = 4;
/** The lock of releases without migrations, which may start at the same time and create the schema too. */
const LOCK = '7264001';

/** The history of numbered migrations in the schema `jobs`: the number of each and when it was applied, in the given table. */
export function schemaHistory(table: string): MigrationHistory {
  return {
    lock: LOCK,
    create: async (sql) => {
      await sql.query('create schema if not exists jobs');
      await sql.query(
        `create table if not exists jobs.${table} (version int primary key, applied_at timestamptz not null default now())`,
      );
    },
    read: async (sql) => {
      const [found] = await sql.query<{ exists: boolean }>(`select to_regclass('jobs.${table}') is not null as exists`);
      if (!found?.exists) return [];
      const rows = await sql.query<{ version: number }>(`select version from jobs.${table} order by version`);
      return rows.map(({ version }) => ({ version: String(version).padStart(DIGITS, '0'), name: '' }));
    },
    has: async (sql, { version }) => {
      const rows = await sql.query(`select from jobs.${table} where version = $1`, [Number(version)]);
      return rows.length > 0;
    },
    add: async (sql, { version }) => {
      await sql.query(`insert into jobs.${table} (version) values ($1)`, [Number(version)]);
    },
  };
}
