import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

/** The queue's database could not be reached or took no job. */
export class QueueUnavailableError extends StoreUnavailableError {
  override readonly name = 'QueueUnavailableError';

  constructor(options?: ErrorOptions) {
    super('The queue cannot be reached', options);
  }
}
