import { isConflict } from '../infrastructure/supabase/store-failure.js';

const ATTEMPTS = 4;

/** Retries a call that conflicted with another one on the same rows; the other one has finished by then. */
export async function retryConflicts<T>(call: () => Promise<T>, attempts = ATTEMPTS): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (attempts <= 1 || !isConflict(error)) throw error;
    return retryConflicts(call, attempts - 1);
  }
}
