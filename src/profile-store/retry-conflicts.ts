import { isConflict } from '../infrastructure/supabase/store-failure.js';

const ATTEMPTS = 4;

/** Callers that met on the same rows make their call again; whoever came first is done by then. */
export async function retryConflicts<T>(call: () => Promise<T>, attempts = ATTEMPTS): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (attempts <= 1 || !isConflict(error)) throw error;
    return retryConflicts(call, attempts - 1);
  }
}
