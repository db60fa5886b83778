import { Injectable } from '@nestjs/common';
import { SqlDatabase, type SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { Queue } from '../../infrastructure/queue/queue.js';
import { isUuid } from '../../common/validation/uuid.js';
import { JOB_CHUNKS, JobStore } from '../job.store.js';
import { applySchema } from '../schema/apply-schema.js';

/** What the statements about jobs and those about items are run with. The database is opened at the first use. */
@Injectable()
export abstract class SqlRecords extends JobStore {
  private opening?: Promise<void>;

  constructor(
    private readonly database: SqlDatabase,
    protected readonly queue: Queue,
  ) {
    super();
  }

  protected async query<Row>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
    await this.open();
    return this.database.query<Row>(statement, values);
  }

  /** A transaction that may send messages of JOB_CHUNKS. */
  protected async transaction<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    await this.open();
    // Every time, as it costs nothing once it succeeded: the queue may have been away when the store was opened.
    await this.queue.prepare(JOB_CHUNKS);
    return this.database.transaction(work);
  }

  private open(): Promise<void> {
    this.opening ??= applySchema(this.database).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }
}

/** What is no UUID is no job's id; null is nobody's either, and may be compared. */
export function known(job_id: string): string | null {
  return isUuid(job_id) ? job_id : null;
}
