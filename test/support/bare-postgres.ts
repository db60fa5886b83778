import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import type { MigrationExecutor } from '../../src/infrastructure/postgres/migrations/migration-executor.js';
import { prepareCluster, preparedFiles } from './prepared-database.js';

/** An empty Postgres with the extensions that the migrations use; its files are deleted when it is closed. */
export async function barePostgres(): Promise<PGlite> {
  return postgresWith(await preparedFiles('empty', prepareCluster));
}

/** The Postgres of a data directory, with the extensions that the migrations use. */
export async function openPostgres(files: string): Promise<PGlite> {
  const [{ PGlite: Postgres }, { vector }, { pg_trgm }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite-pgvector'),
    import('@electric-sql/pglite/contrib/pg_trgm'),
  ]);
  return Postgres.create(join(files, 'postgres'), { extensions: { vector, pg_trgm } });
}

/** The same; the files are deleted when it is closed. */
export async function postgresWith(files: string): Promise<PGlite> {
  const database = await openPostgres(files);
  const close = database.close.bind(database);
  database.close = async () => {
    await close();
    await rm(files, { recursive: true, force: true });
  };
  return database;
}

/** Migrates it like a server, including everything that the embedded driver omits. */
export function serverExecutor(database: PGlite): MigrationExecutor {
  return {
    transaction: (work) =>
      database.transaction((transaction) =>
        work({
          run: async (text) => void (await transaction.exec(text)),
          query: async <Row>(text: string, values: readonly unknown[] = []) =>
            (await transaction.query<Row>(text, [...values])).rows,
        }),
      ),
  };
}

/** What a Supabase project grants to its API roles on everything created in `public` later. */
export const SUPABASE_DEFAULTS = `
  create role anon nologin;
  create role authenticated nologin;
  create role service_role nologin bypassrls;
  grant usage on schema public to anon, authenticated, service_role;
  alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
  alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
  alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
  create schema extensions;
  grant usage on schema extensions to anon, authenticated, service_role;
`;
