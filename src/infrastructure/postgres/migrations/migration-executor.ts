/** What the migrations need of a database; the errors of its driver come through as they are. */
export interface MigrationExecutor {
  /** Commits when the work is done and rolls back when it throws. */
  transaction<T>(work: (sql: MigrationTransaction) => Promise<T>): Promise<T>;
}

export interface MigrationTransaction {
  /** Any number of statements. */
  run(text: string): Promise<void>;
  /** One statement; `$1`, `$2` … stand for the values. */
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}
