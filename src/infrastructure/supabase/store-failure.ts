import { SupabaseError } from './supabase.error.js';
import { problemOf } from './supabase-problem.js';
import { SupabaseUnavailableError } from './supabase-unavailable.error.js';

/** The parts of a supabase-js response that describe a failure. */
export interface StoreResponse<T> {
  data: T | null;
  error: { code?: string; message: string } | null;
  status: number;
}

/** Two concurrent calls conflicted and one was aborted: the same call succeeds when it is repeated. */
const CONFLICT = /^(40001|40P01|23505|23503)$/;

/** @param place where the client looks for Supabase, for the message */
export function storeFailure(
  { error, status }: StoreResponse<unknown>,
  place: string,
): SupabaseError | SupabaseUnavailableError {
  const code = error?.code ?? '';
  const problem = problemOf(code, status, place);
  if (problem !== null) return new SupabaseUnavailableError(problem.kind, problem.message);
  return new SupabaseError(code === '' ? String(status) : code, { cause: error });
}

export function isConflict(error: unknown): boolean {
  return error instanceof SupabaseError && CONFLICT.test(error.code);
}
