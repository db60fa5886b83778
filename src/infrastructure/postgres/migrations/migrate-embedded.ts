import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { MigrationExecutor, MigrationTransaction } from './migration-executor.js';

/** The Postgres inside this process. It says to the migrations that it is embedded: they leave out what it is too slow for. */
export function embeddedMigrationExecutor(database: PGlite): MigrationExecutor {
  return {
    transaction: (work) =>
      database.transaction(async (transaction) => {
        await transaction.exec(`set local profile_store.embedded = 'on'`);
        return work(on(transaction));
      }),
  };
}

function on(transaction: Transaction): MigrationTransaction {
  return {
    run: async (text) => void (await transaction.exec(text)),
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await transaction.query<Row>(text, [...values])).rows,
  };
}
