/** The database refused a statement. The message holds no SQL and no data, only the code of the refusal. */
export class SqlError extends Error {
  override readonly name = 'SqlError';

  constructor(
    /** SQLSTATE of Postgres. */
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super(`The database rejected a statement (${code})`, options);
  }
}
