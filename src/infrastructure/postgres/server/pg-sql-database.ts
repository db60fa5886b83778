import type { ClientBase } from 'pg';
import { DatabaseUnavailableError } from '../database-unavailable.error.js';
import { CopyIn } from './copy-in.js';
import type { PgConnections } from './pg-connections.js';
import { SqlDatabase, type PoolUse, type SqlExecutor, type TransactionOptions } from '../sql-database.js';

/** A Postgres server, shared by any number of processes. */
export class PgSqlDatabase extends SqlDatabase {
  constructor(private readonly connections: PgConnections) {
    super();
  }

  override get description(): string {
    return this.connections.description;
  }

  override get poolUse(): PoolUse {
    return this.connections.use;
  }

  override async query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.connections.query(text, [...values])).rows as Row[];
  }

  override async transaction<T>(
    work: (sql: SqlExecutor) => Promise<T>,
    { changesSchema = false }: TransactionOptions = {},
  ): Promise<T> {
    if (changesSchema) return this.connections.withoutStatementTimeout((client) => this.committed(client, work));
    const client = await this.connections.acquire();
    let broken = false;
    // A connection that is lost between two statements emits this error, and the next statement fails.
    const lost = () => void (broken = true);
    client.on('error', lost);
    try {
      return await this.committed(client, work);
    } catch (error) {
      // A connection in an unknown state is discarded: a rollback could take as long as the statement did.
      if (error instanceof DatabaseUnavailableError) lost();
      else await client.query('rollback').catch(lost);
      throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  }

  override check(signal: AbortSignal): Promise<void> {
    return this.connections.check(signal);
  }

  private async committed<T>(client: ClientBase, work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    const sql = this.on(client);
    await sql.query('begin');
    const result = await work(sql);
    await sql.query('commit');
    return result;
  }

  private on(client: ClientBase): SqlExecutor {
    return {
      query: async <Row>(text: string, values: readonly unknown[] = []) => {
        try {
          return (await client.query(text, [...values])).rows as Row[];
        } catch (error) {
          return this.connections.fail(error);
        }
      },
      copyIn: (target, csv) =>
        new Promise<void>((resolve, reject) => {
          const ended = (failure: Error | null) => (failure === null ? resolve() : reject(failure));
          client.query(new CopyIn(`copy ${target} from stdin with (format csv)`, Buffer.from(csv), ended));
        }).catch((error: unknown) => this.connections.fail(error)),
    };
  }
}
