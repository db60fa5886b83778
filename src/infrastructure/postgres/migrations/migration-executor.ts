/** What the migrations need from a database; errors of its driver are passed on unchanged. */
export interface MigrationExecutor {
  /** Commits when the work is done and rolls back when it throws. */
  transaction<T>(work: (sql: MigrationTransaction) => Promise<T>): Promise<T>;
}

export interface MigrationTransaction {
  /** Any number of statements. */
  run(text: string): Promise<void>;
  /** One statement; `$1`, `$2` … are placeholders for the values. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}
