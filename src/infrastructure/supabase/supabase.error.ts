/** Supabase rejected a request. The message contains no SQL and no data, only the error code. */
export class SupabaseError extends Error {
  override readonly name = 'SupabaseError';
  readonly retryable = false;

  constructor(
    /** Postgres SQLSTATE, or `PGRST…` of PostgREST. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`The profile store rejected the request (${code})`, options);
  }
}
