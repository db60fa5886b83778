import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

/** Supabase could not be reached or could not answer in time. */
export class SupabaseUnavailableError extends StoreUnavailableError {
  override readonly name = 'SupabaseUnavailableError';
  readonly retryable = true;

  constructor(options?: ErrorOptions) {
    super('The profile store cannot be reached', options);
  }
}
