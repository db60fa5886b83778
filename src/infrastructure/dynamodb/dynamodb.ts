import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DataDirectoryError } from '../data-directory/data-directory.error.js';
import type { Backend } from '../backend.js';
import type { Connection, DynamoDbDriver } from './dynamodb-driver.js';
import { DynamoDbTable } from './table/dynamodb-table.js';
import type { TableDefinition } from './table/table-definition.js';

/**
 * The gateway to DynamoDB, on AWS or embedded. An outage does not prevent a start: the tables report it, every call throws
 * DynamoDbUnavailableError, and they recover on their own.
 */
export class DynamoDb implements Backend {
  private readonly tables = new Map<string, DynamoDbTable>();
  private readonly closing = new AbortController();
  private connecting?: Promise<Connection>;

  constructor(private readonly driver: DynamoDbDriver) {}

  get isEmbedded(): boolean {
    return this.driver.isEmbedded;
  }

  /** Which driver it is, and where; safe to display. */
  get description(): string {
    return this.driver.description;
  }

  /** Whether every table was usable when it was last accessed. */
  get available(): boolean {
    return this.problem === null;
  }

  /** Why a table cannot be used, in one sentence that says what to do; null if all can. */
  get problem(): string | null {
    for (const { problem } of this.tables.values()) if (problem !== null) return problem;
    return null;
  }

  /** Whether a table stays unusable until credentials, permissions or tables are changed. */
  get needsOperator(): boolean {
    return [...this.tables.values()].some((table) => table.needsOperator);
  }

  /**
   * Opens the embedded driver before the first call.
   * @throws DataDirectoryError if its files cannot be used; nothing else prevents a start
   */
  async open(): Promise<void> {
    await this.connect().catch((error: unknown) => {
      if (error instanceof DataDirectoryError) throw error;
    });
  }

  /** Returns the table immediately; it is created in the background if it does not exist. */
  ensureTable(definition: TableDefinition): DynamoDbTable {
    const { closing, driver } = this;
    const { description: place, checkDisk, whenUnreachable } = driver;
    const context = { connect: () => this.connect(), place, checkDisk, whenUnreachable, closed: closing.signal };
    const table = this.tables.get(definition.name) ?? new DynamoDbTable(definition, context);
    this.tables.set(definition.name, table);
    return table;
  }

  /** Cheap requests that fail if a table cannot be used. */
  async check(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.tables.values()].map((table) => table.check(signal)));
  }

  /** Removes what was deleted from the files of the embedded driver too; one call at a time. */
  async compact(): Promise<void> {
    await this.connect();
    const connection = await this.connecting;
    await connection?.compact?.();
  }

  async close(): Promise<void> {
    this.closing.abort();
    const connection = await this.connecting?.catch(() => undefined);
    await connection?.close();
  }

  private async connect(): Promise<DynamoDBDocumentClient> {
    this.connecting ??= this.connectAnew();
    return (await this.connecting).client;
  }

  private async connectAnew(): Promise<Connection> {
    const forget = () => void (this.connecting = undefined);
    try {
      const connection = await this.driver.connect();
      void connection.lost?.then(forget);
      return connection;
    } catch (error) {
      forget();
      throw error;
    }
  }
}
