/** Anything that runs statements: the database, or a transaction in it. */
export interface SqlExecutor {
  /**
   * Runs one statement; `$1`, `$2` … are placeholders for the values. Returns its rows: json is parsed by parseExact,
   * timestamptz is a Date.
   * Cast int8 and numeric, which the drivers read differently.
   */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * Adds rows with COPY, many times faster than `insert`.
   * @param target table and columns: `numbers (n, name)`
   * @param csv rows as `copyCsv` writes them
   */
  copyIn(target: string, csv: string): Promise<void>;
}

export interface TransactionOptions {
  /** Its statements have no time limit; others are canceled after DATABASE_STATEMENT_TIMEOUT_MS. */
  changesSchema?: boolean;
}

/** Connections of this process. */
export interface PoolUse {
  active: number;
  idle: number;
  /** Callers that wait for a connection. */
  waiting: number;
  /** Maximum number of connections. */
  max: number;
}

/**
 * The Postgres database of jobs and their queue. Connects at the first use. Every method throws DatabaseUnavailableError if the
 * database cannot be reached, and SqlError if it rejects a statement.
 */
export abstract class SqlDatabase implements SqlExecutor {
  /** Which driver it is, and where; safe to display. */
  abstract readonly description: string;
  /** Null for a driver without a pool. */
  get poolUse(): PoolUse | null {
    return null;
  }

  abstract query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  copyIn(target: string, csv: string): Promise<void> {
    return this.transaction((sql) => sql.copyIn(target, csv));
  }

  /**
   * Commits when the work is done and rolls back if it throws. Inside, use only the given executor: the embedded driver has one
   * connection, so a statement outside the transaction would wait for its end.
   */
  abstract transaction<T>(work: (sql: SqlExecutor) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Fails if the database cannot be read and written. */
  abstract check(signal: AbortSignal): Promise<void>;
}
