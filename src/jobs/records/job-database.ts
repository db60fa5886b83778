import { once } from '../../common/lifecycle/once.js';
import { isUuid } from '../../common/validation/uuid.js';
import { applyEventSchema } from '../../events/outbox/apply-event-schema.js';
import type { SqlDatabase, SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { Queue } from '../../infrastructure/queue/queue.js';
import { applySuppressionSchema } from '../../suppression/apply-suppression-schema.js';
import { JOB_CHUNKS } from '../job.store.js';
import { applySchema } from '../schema/apply-schema.js';

/** Runs statements about jobs and items, in the database of the queue. It is opened at the first use. */
export class JobDatabase {
  private readonly open = once(async () => {
    await applySchema(this.database);
    await applyEventSchema(this.database);
    await applySuppressionSchema(this.database);
  });

  constructor(
    private readonly database: SqlDatabase,
    readonly queue: Queue,
  ) {}

  async query<Row>(statement: string, values: readonly unknown[] = []): Promise<Row[]> {
    await this.open();
    return this.database.query<Row>(statement, values);
  }

  async transaction<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    await this.open();
    return this.database.transaction(work);
  }

  /** A transaction that may send messages to JOB_CHUNKS. */
  async sendingTransaction<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    await this.open();
    // Called every time: it costs nothing after it has succeeded, and the queue may have been unavailable when the store was
    // opened.
    await this.queue.prepare(JOB_CHUNKS);
    return this.database.transaction(work);
  }
}

/** Anything that is not a UUID becomes null, which matches no job and is safe to compare. */
export function known(job_id: string): string | null {
  return isUuid(job_id) ? job_id : null;
}
