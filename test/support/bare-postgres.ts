import type { PGlite } from '@electric-sql/pglite';
import type { MigrationExecutor } from '../../src/infrastructure/postgres/migrations/migration-executor.js';

/** An empty Postgres with pgvector, in memory. */
export async function barePostgres(): Promise<PGlite> {
  const [{ PGlite: Postgres }, { vector }, { dataDir }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite-pgvector'),
    import('@electric-sql/pglite-prepopulatedfs'),
  ]);
  return Postgres.create({ extensions: { vector }, loadDataDir: await dataDir() });
}

/** Migrates it as a server of its own is migrated, with everything that the embedded driver leaves out. */
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

/** What a project of Supabase gives to the roles of its API, from whatever is made in `public` later on. */
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
