import { createClient } from '@supabase/supabase-js';
import { nonThrowingFetch } from './non-throwing-fetch.js';
import type { SchemaCheck } from './supabase-driver.js';
import { SupabaseGateway } from './supabase-gateway.js';

/** A Supabase project, or PostgREST at /rest/v1 of any address. */
export function hostedSupabase(url: string, serviceRoleKey: string, checkSchema: SchemaCheck): SupabaseGateway {
  return new SupabaseGateway({
    description: `Supabase at ${new URL(url).host}`,
    isEmbedded: false,
    checkSchema,
    connect: () =>
      Promise.resolve(
        createClient(url, serviceRoleKey, {
          auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
          // The caller of the store decides better whether to retry.
          db: { retry: false },
          global: { fetch: nonThrowingFetch },
        }),
      ),
  });
}
