import { StoreError } from './store.error.js';
import { SupabaseUnavailableError } from './supabase-unavailable.error.js';

/** The parts of a supabase-js response that tell a failure. */
export interface StoreResponse<T> {
  data: T | null;
  error: { code?: string; message: string } | null;
  status: number;
}

/** Connection lost, no resources, shutting down, cancelled by a timeout, and PostgREST without a database. */
const UNAVAILABLE = /^(08...|53...|57P0[1-5]|57014|PGRST00[0-3]|XX000)$/;

/** Two callers met, and one of them had to give way: the same call succeeds when it is made again. */
const CONFLICT = /^(40001|40P01|23505|23503)$/;

export function storeFailure({ error, status }: StoreResponse<unknown>): StoreError | SupabaseUnavailableError {
  const code = error?.code ?? '';
  // A response of PostgREST always carries a code; without one, it was never reached.
  const unreachable = status === 0 || status === 429 || (code === '' && status >= 500);
  if (unreachable || UNAVAILABLE.test(code)) return new SupabaseUnavailableError({ cause: error });
  return new StoreError(code === '' ? String(status) : code, { cause: error });
}

export function isConflict(error: unknown): boolean {
  return error instanceof StoreError && CONFLICT.test(error.code);
}
