import type { SqlDatabase } from '../sql-database.js';
import type { MigrationExecutor } from './migration-executor.js';
import { statementsOf } from './migration-statements.js';

/** The Postgres of the jobs, on either driver. Statements go one by one, as that database takes them. */
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
