import type { SupabaseClient } from '@supabase/supabase-js';
import { readMigrations, titleOf, type Migration } from '../infrastructure/postgres/migrations/migrations.js';
import { storeFailure, type StoreResponse } from '../infrastructure/supabase/store-failure.js';
import { SupabaseUnavailableError } from '../infrastructure/supabase/supabase-unavailable.error.js';

/** Read once: the files are those of this release. */
let reading: Promise<Migration[]> | undefined;
/** Up to this many missing migrations are listed; more are shown as a range. */
const MAX_LISTED = 3;

/**
 * Checks the version of the schema. A schema that is newer than this service is accepted.
 * @throws SupabaseUnavailableError that names the missing migrations, or the reason why there was no response
 */
export async function checkSchema(client: SupabaseClient, place: string, signal: AbortSignal): Promise<void> {
  const response: StoreResponse<unknown> = await client.rpc('profile_store_version').abortSignal(signal);
  const version = versionIn(response, place);
  reading ??= readMigrations();
  const migrations = await reading;
  const missing = migrations.filter((migration) => version === null || migration.version > version);
  if (missing.length > 0) throw new SupabaseUnavailableError('schema', missingMigrations(place, missing));
}

/** Null if the schema has no version yet. */
function versionIn(response: StoreResponse<unknown>, place: string): string | null {
  if (response.error?.code === 'PGRST202') return null;
  if (response.error) throw storeFailure(response, place);
  if (typeof response.data === 'string' && /^\d+$/.test(response.data)) return response.data;
  throw storeFailure({ data: null, error: { code: 'NOT_JSON', message: '' }, status: response.status }, place);
}

function missingMigrations(place: string, missing: readonly Migration[]): string {
  const titles = missing.map(titleOf);
  const named =
    titles.length <= MAX_LISTED
      ? `the ${titles.length === 1 ? 'migration' : 'migrations'} ${titles.join(', ')}`
      : `${titles.length} migrations, ${titles[0]} to ${titles.at(-1)}`;
  return `${place} is missing ${named}: run "npm run db:migrate" with DATABASE_URL set, or "supabase db push"`;
}
