import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';

/** The queue's database could not be reached or did not accept a job; says what to do if the database error does. */
export class QueueUnavailableError extends StoreUnavailableError {
  override readonly name = 'QueueUnavailableError';

  constructor(options?: ErrorOptions) {
    const { cause } = options ?? {};
    super(cause instanceof StoreUnavailableError ? cause.message : 'The queue cannot be reached', options);
  }
}

/** Runs the call and converts its failures to QueueUnavailableError. */
export async function available<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    throw cause instanceof QueueUnavailableError ? cause : new QueueUnavailableError({ cause });
  }
}
