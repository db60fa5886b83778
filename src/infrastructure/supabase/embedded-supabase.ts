import { randomBytes } from 'node:crypto';
import type { PgliteConnection } from '@supabase/lite/pglite';
import type { SupabaseClient } from '@supabase/supabase-js';
import { abortable } from '../../common/lifecycle/abortable.js';
import { embeddedMigrationExecutor } from '../postgres/migrations/migrate-embedded.js';
import { migrate } from '../postgres/migrations/migrate.js';
import { readMigrations } from '../postgres/migrations/migrations.js';
import type { EmbeddedPostgres } from '../postgres/embedded/embedded-postgres.js';
import type { SchemaCheck } from './supabase-driver.js';
import { SupabaseGateway } from './supabase-gateway.js';

/** The same client as the hosted driver; its requests are handled inside this process. */
export function embeddedSupabase(postgres: EmbeddedPostgres, checkSchema: SchemaCheck): SupabaseGateway {
  return new SupabaseGateway({
    description: 'embedded Postgres in the data directory',
    isEmbedded: true,
    checkSchema: async (client, place, signal) => {
      await abortable(postgres.checkDisk(), signal);
      await checkSchema(client, place, signal);
    },
    connect: () => connect(postgres),
  });
}

async function connect(postgres: EmbeddedPostgres): Promise<SupabaseClient> {
  const connection = await postgres.connection();
  // The schema is read when the application is built, so the migrations run first.
  await postgres.readingFiles(migrate(embeddedMigrationExecutor(await postgres.driver()), await readMigrations()));
  const [{ App }, { createClient }] = await Promise.all([import('@supabase/lite'), import('@supabase/supabase-js')]);
  // As on the hosted driver, the secret key identifies the service role.
  const key = `sb_secret_${randomBytes(24).toString('hex')}`;
  const app = new App({ connection: redactErrors(connection), auth: { enabled: false, secret_key: key } });
  return createClient('http://embedded.local', key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: (input, init) => postgres.exclusively(async () => app.fetch(new Request(input, init))) },
  });
}

const SENSITIVE_ERROR_FIELDS = ['query', 'params', 'queryOptions', 'detail', 'where', 'stack'];

/** The server prints every database error, which may contain SQL and personal data. */
function redactErrors(connection: PgliteConnection): PgliteConnection {
  const normalize = connection.normalizeDbError.bind(connection);
  connection.normalizeDbError = (error) => {
    const normal = normalize(error);
    if (normal instanceof Error) for (const name of SENSITIVE_ERROR_FIELDS) Reflect.deleteProperty(normal, name);
    return normal;
  };
  return connection;
}
