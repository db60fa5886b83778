import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

/** Thrown by a handler that cannot continue yet: its job is put back until then, without using up an attempt. */
export class PostponeError extends Error {
  override readonly name = 'PostponeError';

  constructor(
    readonly until: Date,
    options?: ErrorOptions,
  ) {
    super(`Postponed until ${until.toISOString()}`, options);
  }
}

/** How long a job waits for an unavailable store before the next attempt, in milliseconds. */
const STORE_RETRY_DELAY_MS = 2_000;

/** When a job whose handler threw is processed again without using up an attempt; null for a failure of the job itself. */
export function postponedUntil(error: unknown): Date | null {
  if (error instanceof PostponeError) return error.until;
  return error instanceof StoreUnavailableError ? new Date(Date.now() + STORE_RETRY_DELAY_MS) : null;
}
