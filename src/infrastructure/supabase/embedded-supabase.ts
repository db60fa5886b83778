import type { SupabaseClient } from '@supabase/supabase-js';
import { abortable } from '../../common/lifecycle/abortable.js';
import { embeddedMigrationExecutor } from '../postgres/migrations/migrate-embedded.js';
import { migrate } from '../postgres/migrations/migrate.js';
import { readMigrations } from '../postgres/migrations/migrations.js';
import type { EmbeddedPostgres } from '../postgres/embedded/embedded-postgres.js';
import { functionCalls } from './embedded-functions.js';
import type { SchemaCheck } from './supabase-driver.js';
import { SupabaseGateway } from './supabase-gateway.js';

/** The same client as the hosted driver; its function calls are answered inside this process. */
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
  const [driver, migrations, { createClient }] = await Promise.all([
    postgres.driver(),
    readMigrations(),
    import('@supabase/supabase-js'),
  ]);
  await postgres.readingFiles(migrate(embeddedMigrationExecutor(driver), migrations));
  return createClient('http://embedded.local', 'unchecked', {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    db: { retry: false },
    global: { fetch: functionCalls(() => postgres.driver()) },
  });
}
