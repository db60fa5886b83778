/** Supabase refused what it was asked for. The message holds no SQL and no data, only the code of the refusal. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly retryable = false;

  constructor(
    /** SQLSTATE of Postgres, or `PGRST…` of PostgREST. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`The profile store rejected the request (${code})`, options);
  }
}
