/** The store refused what it was asked for. The message holds no SQL and no data, only the code of the refusal. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly retryable = false;

  constructor(
    /** SQLSTATE of Postgres, or `PGRST…` of PostgREST. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(messageOf(code), options);
  }
}

function messageOf(code: string): string {
  if (code === 'PGRST202' || code === 'PGRST205' || code === '42P01') {
    return `The store lacks a table or function (${code}); apply the migrations in supabase/migrations`;
  }
  if (code === 'PGRST301' || code === '401' || code === '42501') {
    return `The store refused the credentials (${code}); check SUPABASE_SERVICE_ROLE_KEY`;
  }
  return `The profile store refused the request (${code})`;
}
