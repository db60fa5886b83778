/** Whatever statements can be sent to: the database, or one transaction of it. */
export interface SqlExecutor {
  /**
   * Runs one statement; `$1`, `$2` … stand for the values. Answers its rows: json is parsed, timestamptz a Date. Cast int8
   * and numeric, which the drivers read differently.
   */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export interface TransactionOptions {
  /** Its statements take as long as they need; others are given up after DATABASE_STATEMENT_TIMEOUT_MS. */
  changesSchema?: boolean;
}

/**
 * The Postgres of the jobs, the one that their queue lives in. Connects at the first use. Every method throws
 * DatabaseUnavailableError where the database cannot be reached, and SqlError where it refuses a statement.
 */
export abstract class SqlDatabase implements SqlExecutor {
  /** Which driver it is, and where; safe to display. */
  abstract readonly description: string;
  abstract query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * Commits when the work is done and rolls back when it throws. Inside, use only the executor that is handed in: the
   * embedded driver has one connection, and a statement beside the transaction would wait for its end.
   */
  abstract transaction<T>(work: (sql: SqlExecutor) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Fails when nothing can be read and written. */
  abstract check(signal: AbortSignal): Promise<void>;
}
