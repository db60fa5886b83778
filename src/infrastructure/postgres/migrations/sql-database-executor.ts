import type { SqlDatabase } from '../sql-database.js';
import type { MigrationExecutor } from './migration-executor.js';
import { statementsOf } from './migration-statements.js';

/** The job database with either driver. Statements are sent one at a time, as that database requires. */
export function sqlDatabaseExecutor(database: SqlDatabase): MigrationExecutor {
  return {
    transaction: (work) =>
      database.transaction(
        (sql) =>
          work({
            run: async (text) => {
              for (const statement of statementsOf(text)) await sql.query(statement);
            },
            query: (text, values) => sql.query(text, values),
          }),
        { changesSchema: true },
      ),
  };
}
