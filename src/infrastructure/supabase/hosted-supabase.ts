import { createClient } from '@supabase/supabase-js';
import { SupabaseDoor } from './supabase-door.js';

/** Longest time for one request, in milliseconds; a store that hangs must not hold a batch for ever. */
const TIMEOUT = 30_000;

export function hostedSupabase(url: string, serviceRoleKey: string): SupabaseDoor {
  return new SupabaseDoor(`Supabase at ${new URL(url).host}`, () =>
    Promise.resolve(
      createClient(url, serviceRoleKey, {
        auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
        global: { fetch: fetchInTime },
      }),
    ),
  );
}

const fetchInTime: typeof fetch = (input, init) => {
  const timeout = AbortSignal.timeout(TIMEOUT);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
};
