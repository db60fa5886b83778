import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../../../common/errors/store-unavailable.error.js';
import { abortable } from '../../../common/lifecycle/abortable.js';
import { traced } from '../../../common/tracing/tracing.js';
import { OutageReporter } from '../../outage/outage-reporter.js';
import { DataDirectoryError } from '../../data-directory/data-directory.error.js';
import type { DynamoDbDriver } from '../dynamodb-driver.js';
import { dynamoDbFailure } from '../dynamodb-failure.js';
import { DynamoDbUnavailableError } from '../dynamodb-unavailable.error.js';
import { enableTtl } from './enable-ttl.js';
import { ensureTable } from './ensure-table.js';
import { renewCredentials } from '../aws/renew-credentials.js';
import type { TableDefinition } from './table-definition.js';

/** How long a call at startup waits for the first attempt to reach the table, in milliseconds. */
const FIRST_ATTEMPT_MS = 5_000;

export interface TableContext extends Pick<DynamoDbDriver, 'checkDisk' | 'whenUnreachable'> {
  connect: () => Promise<DynamoDBDocumentClient>;
  /** Where DynamoDB is, for messages. */
  place: string;
  /** Aborted when the gateway is closed. */
  closed: AbortSignal;
}

/**
 * A table that is created in the background if it does not exist. While DynamoDB is unavailable every call fails immediately, and
 * attempts to reach it continue until one succeeds.
 */
export class DynamoDbTable {
  private readonly logger = new Logger('DynamoDb');
  private readonly outage: OutageReporter;
  /** Resolves after the first attempt, whether or not it succeeded. */
  private readonly settled: Promise<void>;
  private client: DynamoDBDocumentClient | null = null;
  private failure: DynamoDbUnavailableError | null = null;
  private wasReached = false;
  private ttlProblem: string | null = null;

  constructor(
    private readonly definition: TableDefinition,
    private readonly context: TableContext,
  ) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.settled = promise;
    this.outage = new OutageReporter({
      context: 'DynamoDb',
      restored: 'The table is available again',
      fields: { table: definition.name },
      probe: () => this.attempt().finally(resolve),
      closed: context.closed,
    });
    this.outage.watch();
  }

  get name(): string {
    return this.definition.name;
  }

  /** Whether the last call or attempt could use the table. */
  get available(): boolean {
    return this.client !== null && this.failure === null;
  }

  /** Whether it stays unusable until credentials, permissions or tables are changed. */
  get needsOperator(): boolean {
    return this.failure?.needsOperator ?? false;
  }

  /** Why the table cannot be used, in one sentence that says what to do; null if it can. */
  get problem(): string | null {
    return this.failure?.message ?? (this.client === null ? starting(this.name).message : null);
  }

  /**
   * @param call one or more requests for this table
   * @throws DynamoDbUnavailableError, or the SDK's error for a request that DynamoDB rejected
   */
  async run<T>(call: (client: DynamoDBDocumentClient) => Promise<T>): Promise<T> {
    const client = await this.usable();
    try {
      const answer = await traced(`dynamodb ${this.name}`, { kind: 'client', onlyInside: true }, () => call(client));
      if (this.client === client) this.recovered();
      return answer;
    } catch (error) {
      const failure = this.knownFailure(error);
      if (failure === null) throw error;
      this.failed(failure, client);
      throw failure;
    }
  }

  /** A cheap request that fails if the table cannot be used. */
  async check(abortSignal: AbortSignal): Promise<void> {
    abortSignal.throwIfAborted();
    if (this.context.checkDisk) await abortable(this.context.checkDisk(), abortSignal);
    await this.run((client) => client.send(new DescribeTableCommand({ TableName: this.name }), { abortSignal }));
  }

  private async usable(): Promise<DynamoDBDocumentClient> {
    if (this.context.closed.aborted) throw closed();
    if (this.client === null && this.failure === null) {
      await abortable(this.settled, AbortSignal.timeout(FIRST_ATTEMPT_MS)).catch(() => undefined);
    }
    if (this.client === null) throw this.failure ?? starting(this.name);
    return this.client;
  }

  private failed(failure: DynamoDbUnavailableError, client: DynamoDBDocumentClient): void {
    if (!failure.isOutage || this.context.closed.aborted) return;
    this.report(failure);
    // Only one permission may be missing, so calls are still attempted.
    if (failure.problem === 'access-denied' || this.client !== client) return;
    // A server that failed one request may succeed at the next.
    if (failure.problem !== 'server-error') this.client = null;
    this.outage.watch();
  }

  private async attempt(): Promise<void> {
    const { connect, closed: signal } = this.context;
    try {
      const client = await connect();
      if (this.needsOperator) await renewCredentials(client);
      await ensureTable(client, this.definition, signal);
      this.reportTtl(await enableTtl(client, this.definition, signal));
      this.client = client;
      this.wasReached = true;
      this.recovered();
    } catch (error) {
      // Files that cannot be opened end the start, which reports the reason.
      if (error instanceof DataDirectoryError && !this.wasReached) this.failure = this.failureOf(error);
      else if (!signal.aborted) this.report(this.failureOf(error));
      throw error;
    }
  }

  private failureOf(error: unknown): DynamoDbUnavailableError {
    const known = this.knownFailure(error);
    if (known) return known;
    if (error instanceof DataDirectoryError || error instanceof StoreUnavailableError)
      return new DynamoDbUnavailableError('unreachable', error.message);
    const reason = error instanceof Error ? error.name : 'unknown reason';
    return new DynamoDbUnavailableError(
      'table',
      `DynamoDB rejected the table ${this.name} (${reason}): check its name and the AWS settings`,
    );
  }

  private knownFailure(error: unknown): DynamoDbUnavailableError | null {
    const { place, whenUnreachable } = this.context;
    const failure = dynamoDbFailure(error, place);
    if (failure?.problem !== 'unreachable' || whenUnreachable === undefined) return failure;
    return new DynamoDbUnavailableError('unreachable', whenUnreachable);
  }

  private reportTtl(reason: string | null): void {
    if (reason !== null && reason !== this.ttlProblem) {
      this.logger.warn(
        { table: this.name, reason },
        'DynamoDB does not remove expired rows from this table: turn on its time to live (TTL), or grant dynamodb:UpdateTimeToLive',
      );
    }
    this.ttlProblem = reason;
  }

  private report(failure: DynamoDbUnavailableError): void {
    this.failure = failure;
    this.outage.markUnavailable(failure.message);
  }

  private recovered(): void {
    this.failure = null;
    this.outage.markAvailable();
  }
}

function starting(name: string): DynamoDbUnavailableError {
  return new DynamoDbUnavailableError(
    'table',
    `The table ${name} is not ready yet: it is still being checked or created`,
  );
}

function closed(): DynamoDbUnavailableError {
  return new DynamoDbUnavailableError('closed', 'The connection to DynamoDB is closed: the service is shutting down');
}
