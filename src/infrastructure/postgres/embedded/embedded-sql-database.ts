import { parseExact } from '../../../common/json/exact-json.js';
import { abortable } from '../../../common/lifecycle/abortable.js';
import type { Statements } from './embedded-driver.js';
import type { EmbeddedPostgres } from './embedded-postgres.js';
import { SqlDatabase, type SqlExecutor } from '../sql-database.js';
import { sqlFailure } from '../sql-failure.js';

/** Parsers by OID: json keeps the digits of its numbers; timestamptz becomes a Date, which other users of this session get as text. */
const READING = { parsers: { 114: parseExact, 1184: (text: string) => new Date(text) } };

/** The embedded Postgres. Transactions run one after another. */
export class EmbeddedSqlDatabase extends SqlDatabase {
  override readonly description = 'embedded Postgres in the data directory';

  constructor(private readonly postgres: EmbeddedPostgres) {
    super();
  }

  override async query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    const driver = await this.postgres.driver();
    return on(driver).query<Row>(text, values);
  }

  override async transaction<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    const driver = await this.postgres.driver();
    let thrown: unknown;
    return driver
      .transaction(async (transaction) => {
        try {
          return await work(on(transaction));
        } catch (error) {
          thrown = error;
          throw error;
        }
      })
      .catch((error: unknown) => {
        throw error === thrown ? error : sqlFailure(error);
      });
  }

  override async check(signal: AbortSignal): Promise<void> {
    await abortable(this.postgres.checkDisk(), signal);
    await abortable(this.query('select 1'), signal);
  }
}

function on(driver: Statements): SqlExecutor {
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) => {
      try {
        return (await driver.query<Row>(text, values && [...values], READING)).rows;
      } catch (error) {
        throw sqlFailure(error);
      }
    },
    copyIn: async (target, csv) => {
      try {
        await driver.query(`copy ${target} from '/dev/blob' with (format csv)`, [], { copied: csv });
      } catch (error) {
        throw sqlFailure(error);
      }
    },
  };
}
