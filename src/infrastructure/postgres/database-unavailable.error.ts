import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

/** The job database could not be reached, or aborted a statement that may succeed later. */
export class DatabaseUnavailableError extends StoreUnavailableError {
  override readonly name = 'DatabaseUnavailableError';

  /** @param message one sentence that says what to do */
  constructor({
    message = 'The job database cannot be reached',
    ...options
  }: ErrorOptions & { message?: string } = {}) {
    super(message, options);
  }
}
