import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Client, ClientConfig, Pool, PoolClient, QueryResult } from 'pg';
import { parseExact } from '../../../common/json/exact-json.js';
import { NoAnswerError, withTimeout } from '../../../common/lifecycle/with-timeout.js';
import { OutageReporter } from '../../outage/outage-reporter.js';
import { DatabaseUnavailableError } from '../database-unavailable.error.js';
import { pgAddress, type PgAddress } from './pg-address.js';
import { pgFailure } from './pg-failure.js';
import { pgProblem } from './pg-problem.js';
import { beginSession, READ_ONLY, refuseReadOnly } from './pg-session.js';
import type { PoolUse } from '../sql-database.js';
import { SqlError } from '../sql.error.js';

export interface PgLimits {
  /** Connections of this process, in addition to the listening one. */
  poolSize: number;
  /** Statement timeout enforced by the server, in milliseconds. */
  statementTimeoutMs: number;
}

const DEFAULT_LIMITS: PgLimits = { poolSize: 10, statementTimeoutMs: 60_000 };

/** Maximum wait for a connection, in milliseconds. */
const CONNECT_TIMEOUT = 10_000;
/** Idle timeout of a connection, in milliseconds. */
const IDLE_TIMEOUT = 30_000;
/**
 * How much longer than the server this client waits for a statement to end, in milliseconds; matters only if the network is lost.
 */
const GRACE = 5_000;
/** Timeout of a probe, in milliseconds; its caller waits a little longer. */
const PROBE_TIMEOUT = 1_500;

/** The only code that connects to DATABASE_URL. Connects at the first use, and again after a lost connection. */
export class PgConnections implements OnApplicationShutdown {
  private readonly logger = new Logger(PgConnections.name);
  private readonly outage = new OutageReporter({
    context: 'Postgres',
    level: 'error',
    restored: 'The job database is available again',
  });
  private pool?: Promise<Pool>;
  private openedPool?: Pool;

  constructor(
    private readonly address: PgAddress,
    private readonly limits: PgLimits,
  ) {
    if (address.isTransactionPooler) this.logger.warn(TRANSACTION_POOLER);
  }

  /** @throws ConfigError if a file named in the URL cannot be read */
  static to(databaseUrl: string, limits: Partial<PgLimits> = {}): PgConnections {
    return new PgConnections(pgAddress(databaseUrl), { ...DEFAULT_LIMITS, ...limits });
  }

  /** Safe to display. */
  get description(): string {
    return this.address.description;
  }

  /** Whether a dedicated connection can receive notifications. */
  get canListen(): boolean {
    return !this.address.isTransactionPooler;
  }

  /** Of the pool; the connection that listens is not counted. */
  get use(): PoolUse {
    const { totalCount = 0, idleCount: idle = 0, waitingCount: waiting = 0 } = this.openedPool ?? {};
    return { active: totalCount - idle, idle, waiting, max: this.limits.poolSize };
  }

  /** @throws DatabaseUnavailableError, SqlError */
  async query(text: string, values?: unknown[]): Promise<QueryResult> {
    const pool = await this.open();
    return pool.query(text, values).catch((error: unknown) => this.fail(error));
  }

  /** A connection of the pool; the caller must release it. @throws DatabaseUnavailableError */
  async acquire(): Promise<PoolClient> {
    const pool = await this.open();
    return pool.connect().catch((error: unknown) => this.fail(error));
  }

  /** Uses a connection outside the pool without a statement timeout, for schema changes. */
  async withoutStatementTimeout<T>(use: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.dedicated({ query_timeout: 0 });
    client.on('error', () => undefined);
    return use(client).finally(() => void client.end().catch(() => undefined));
  }

  /** A connection outside the pool; the caller must end it and handle its `error` events. @throws DatabaseUnavailableError */
  async dedicated(config: ClientConfig = {}): Promise<Client> {
    const { Client } = await import('pg');
    const client = new Client({ ...this.config(), ...config });
    try {
      await client.connect();
      this.outage.markAvailable();
      return client;
    } catch (error) {
      void client.end().catch(() => undefined);
      return this.fail(error);
    }
  }

  /** @throws DatabaseUnavailableError if the database cannot be read and written; the signal's reason once it is aborted */
  async check(signal: AbortSignal): Promise<void> {
    try {
      refuseReadOnly(await withTimeout(PROBE_TIMEOUT, () => this.query(READ_ONLY), { signal }));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof NoAnswerError)) return this.fail(error);
      throw new DatabaseUnavailableError({ message: this.outage.problem ?? NO_ANSWER });
    }
  }

  /** Converts an error of pg and throws it. @throws DatabaseUnavailableError, SqlError */
  fail(error: unknown): never {
    if (error instanceof DatabaseUnavailableError || error instanceof SqlError) throw error;
    const problem = pgProblem(error);
    if (problem?.isOutage) this.outage.markUnavailable(problem.message);
    throw pgFailure(error);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Closes each connection when its statement has ended; later calls fail. */
  async close(): Promise<void> {
    const pool = await this.pool;
    if (pool && !pool.ending) await pool.end();
  }

  private open(): Promise<Pool> {
    this.pool ??= this.makePool();
    return this.pool;
  }

  private async makePool(): Promise<Pool> {
    const { Pool, types } = await import('pg');
    const session = { statementTimeoutMs: this.limits.statementTimeoutMs, keepsSession: this.canListen };
    const pool = new Pool({
      ...this.config(),
      types: {
        getTypeParser: (oid, format) => (oid === types.builtins.JSON ? parseExact : types.getTypeParser(oid, format)),
      },
      max: this.limits.poolSize,
      idleTimeoutMillis: IDLE_TIMEOUT,
      // The pool awaits it although its types do not say so.
      onConnect: (client): unknown => beginSession(client, session),
    });
    // A lost idle connection is replaced at the next use.
    pool.on('error', (error) => this.lost(error));
    pool.on('connect', () => this.outage.markAvailable());
    this.openedPool = pool;
    return pool;
  }

  private lost(error: Error): void {
    const problem = pgProblem(error);
    this.outage.markUnavailable(problem?.message ?? new DatabaseUnavailableError().message);
  }

  private config(): ClientConfig {
    return {
      connectionString: this.address.connectionString,
      application_name: 'linkedin-profile-service',
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      query_timeout: this.limits.statementTimeoutMs + GRACE,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    };
  }
}

const NO_ANSWER = 'The job database does not respond: check the host in DATABASE_URL and the network';

const TRANSACTION_POOLER =
  'DATABASE_URL points to a transaction-mode pooler: the service polls for work every two seconds instead of being notified, ' +
  'and statements have no time limit. Use the session pooler (port 5432) or a direct connection';
