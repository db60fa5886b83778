/** A store is unreachable or overloaded; the same call may succeed later. Adapters extend it. */
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
}
