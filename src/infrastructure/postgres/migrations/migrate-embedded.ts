import type { EmbeddedDriver, Statements } from '../embedded/embedded-driver.js';
import type { MigrationExecutor, MigrationTransaction } from './migration-executor.js';

/** The embedded Postgres. It identifies itself to the migrations, which then omit what is too slow for it. */
export function embeddedMigrationExecutor(database: Pick<EmbeddedDriver, 'transaction'>): MigrationExecutor {
  return {
    transaction: (work) =>
      database.transaction(async (transaction) => {
        await transaction.exec(`set local profile_store.embedded = 'on'`);
        return work(on(transaction));
      }),
  };
}

function on(transaction: Statements): MigrationTransaction {
  return {
    run: async (text) => void (await transaction.exec(text)),
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await transaction.query<Row>(text, [...values])).rows,
  };
}
