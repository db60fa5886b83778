import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { abortable } from '../../common/lifecycle/abortable.js';
import { SqlDatabase, type SqlExecutor } from './sql-database.js';
import { sqlFailure } from './sql-failure.js';

/** Connections of one process, beside those of the queue. */
const CONNECTIONS = 10;
/** Longest wait for a connection and for one statement, in milliseconds. */
const CONNECT_TIMEOUT = 10_000;
const STATEMENT_TIMEOUT = 60_000;

/** A Postgres of its own, shared by any number of processes. */
export class PgSqlDatabase extends SqlDatabase implements OnApplicationShutdown {
  override readonly description: string;
  private readonly logger = new Logger(PgSqlDatabase.name);
  private pool?: Promise<Pool>;

  constructor(private readonly connectionString: string) {
    super();
    const { host, pathname } = new URL(connectionString);
    this.description = `Postgres at ${host}${pathname}`;
  }

  override async query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    return on(await this.connections()).query<Row>(text, values);
  }

  override async transaction<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    const pool = await this.connections();
    const client = await pool.connect().catch((error: unknown) => {
      throw sqlFailure(error);
    });
    let broken = false;
    // A connection that is lost between two statements says so here, and the next statement fails.
    const lost = () => void (broken = true);
    client.on('error', lost);
    try {
      return await begunAndCommitted(client, work);
    } catch (error) {
      await client.query('rollback').catch(lost);
      throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  }

  override async check(signal: AbortSignal): Promise<void> {
    await abortable(this.query('select 1'), signal);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Gives the connections up, each when its statement has ended; what comes later fails. */
  async close(): Promise<void> {
    const pool = await this.pool;
    if (pool && !pool.ending) await pool.end();
  }

  private connections(): Promise<Pool> {
    this.pool ??= this.open();
    return this.pool;
  }

  private async open(): Promise<Pool> {
    const { Pool } = await import('pg');
    const pool = new Pool({
      connectionString: this.connectionString,
      application_name: 'linkedin-profile-service',
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: STATEMENT_TIMEOUT,
      keepAlive: true,
    });
    // An idle connection that is lost is replaced at the next use.
    pool.on('error', (error) => this.logger.warn({ err: error }, 'A connection to the database was lost'));
    return pool;
  }
}

async function begunAndCommitted<T>(client: PoolClient, work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
  const sql = on(client);
  await sql.query('begin');
  const result = await work(sql);
  await sql.query('commit');
  return result;
}

function on(driver: Pool | PoolClient): SqlExecutor {
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) => {
      try {
        return (await driver.query(text, [...values])).rows as Row[];
      } catch (error) {
        throw sqlFailure(error);
      }
    },
  };
}
