import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';

/** The key would be lost when this process ends, and the list with it. */
export class KeyNotKeptError extends StoreUnavailableError {
  override readonly name = 'KeyNotKeptError';

  constructor() {
    super(
      'People cannot be suppressed, because the key cannot be kept in the data directory: set SUPPRESSION_KEY and restart',
    );
  }
}
