import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

/** Nothing more can be written to the data directory. The message is one sentence that says what to do. */
export class DiskFullError extends StoreUnavailableError {
  override readonly name = 'DiskFullError';
}
