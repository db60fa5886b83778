import type { SupabaseClient } from '@supabase/supabase-js';
import pg from 'pg';
import { migrate } from '../../src/infrastructure/postgres/migrations/migrate.js';
import { pgMigrationExecutor } from '../../src/infrastructure/postgres/migrations/migrate-pg.js';
import { readMigrations } from '../../src/infrastructure/postgres/migrations/migrations.js';
import { SupabaseGateway } from '../../src/infrastructure/supabase/supabase-gateway.js';
import { rejectionOf } from './postgrest-rejection.js';
import { openRealPostgres } from './real-postgres.js';
import { withoutVectors } from './schema-without-vectors.js';

export interface PostgresGateway {
  gateway: SupabaseGateway;
  pool: pg.Pool;
  close: () => Promise<void>;
}

/** The functions of the profile store on a Postgres server, called over many connections at once, without PostgREST. */
export async function openPostgresGateway(): Promise<PostgresGateway> {
  const server = await openRealPostgres();
  if (server === null) throw new Error('There is no Postgres server');
  const pool = new pg.Pool({ connectionString: await server.database(), max: 12 });
  // Connections that are still closing are ended by the server.
  pool.on('error', () => undefined);
  const client = await pool.connect();
  await migrate(pgMigrationExecutor(client), withoutVectors(await readMigrations()));
  client.release();
  const gateway = new SupabaseGateway({
    description: 'a Postgres server',
    isEmbedded: true,
    checkSchema: async () => {},
    connect: async () => ({ rpc: callIn(pool) }) as unknown as SupabaseClient,
  });
  return {
    gateway,
    pool,
    close: async () => {
      gateway.close();
      await pool.end();
      await server.close();
    },
  };
}

/** As PostgREST does it: a statement of its own for each call, with named arguments, lists and objects as JSON, and rows as a list. */
function callIn(pool: pg.Pool) {
  return async (name: string, values: Record<string, unknown>) => {
    const named = Object.keys(values).map((argument, index) => `${argument} := $${index + 1}`);
    const given = Object.values(values).map((value) =>
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    );
    const rejection = rejectionOf(JSON.stringify(values));
    if (rejection) return { data: null, error: rejection, status: 400 };
    try {
      const call = `select * from ${name}(${named.join(', ')})`;
      const { rows, fields } = await pool.query<Record<string, unknown>>(call, given);
      const isValue = fields.length === 1 && fields[0]?.name === name;
      return { data: isValue ? (rows[0]?.[name] ?? null) : rows, error: null, status: 200 };
    } catch (error) {
      const { code, message } = error as Error & { code: string };
      return { data: null, error: { code, message }, status: 400 };
    }
  };
}
