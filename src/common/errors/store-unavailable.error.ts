/** A store cannot be reached or takes no more work for now; the same call may succeed later. Adapters extend it. */
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
}
