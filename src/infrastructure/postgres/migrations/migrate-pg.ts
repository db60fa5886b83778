import type { Client } from 'pg';
import type { MigrationExecutor, MigrationTransaction } from './migration-executor.js';

/** A Postgres server, over one connection. */
export function pgMigrationExecutor(client: Client): MigrationExecutor {
  return {
    transaction: async (work) => {
      await client.query('begin');
      try {
        const result = await work(on(client));
        await client.query('commit');
        return result;
      } catch (error) {
        // If the connection is lost, the server rolls back on its own.
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    },
  };
}

function on(client: Client): MigrationTransaction {
  return {
    run: async (text) => void (await client.query(text)),
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await client.query(text, [...values])).rows as Row[],
  };
}
