/** The database rejected a statement. The message contains no SQL and no data, only the error code. */
export class SqlError extends Error {
  override readonly name = 'SqlError';

  constructor(
    /** Postgres SQLSTATE. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`The database rejected a statement (${code})`, options);
  }
}
