import { SqlDatabase, type SqlExecutor } from '../../src/infrastructure/postgres/sql-database.js';

/** Only transactions: enlisted changes happen on commit, or not at all. */
export class InMemorySqlDatabase extends SqlDatabase {
  override readonly description = 'memory';

  override query<Row>(): Promise<Row[]> {
    throw new Error('There is no SQL in memory');
  }

  override async transaction<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    const transaction = new InMemoryTransaction();
    const result = await work(transaction);
    transaction.commit();
    return result;
  }

  override async check(): Promise<void> {}
}

export class InMemoryTransaction implements SqlExecutor {
  private readonly effects: (() => void)[] = [];

  enlist(effect: () => void): void {
    this.effects.push(effect);
  }

  commit(): void {
    for (const effect of this.effects) effect();
  }

  copyIn(): Promise<void> {
    throw new Error('There is no SQL in memory');
  }

  query<Row>(): Promise<Row[]> {
    throw new Error('There is no SQL in memory');
  }
}
