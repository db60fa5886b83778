import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { jobCreated } from '../job-journal.js';
import type { ListItem } from '../job.js';
import { JobUpload, UPLOAD_IDLE_MS, UploadExpiredError, type Creation } from '../job.store.js';
import type { JobDatabase } from './job-database.js';
import { addItems } from './new-items.js';
import { insertJob, type JobHead } from './new-job.js';
import { expire, removeItems } from './unlisted-items.js';

/** Each transaction locks the row with the expiry of the upload, so that its items are not removed at the same time. */
export class SqlJobUpload extends JobUpload {
  private added = 0;

  private constructor(
    private readonly database: JobDatabase,
    private readonly job_id: string,
  ) {
    super();
  }

  static async open(database: JobDatabase, job_id: string): Promise<SqlJobUpload> {
    await database.query(`insert into jobs.unlisted (job_id, expires_at) values ($1, now() + ${IDLE})`, [job_id]);
    return new SqlJobUpload(database, job_id);
  }

  override async add(items: readonly ListItem[]): Promise<void> {
    await this.database.transaction(async (sql) => {
      await this.live(sql, `update jobs.unlisted set expires_at = now() + ${IDLE}`);
      await addItems(sql, this.job_id, items, this.added);
    });
    this.added += items.length;
  }

  override async commit(job: Omit<JobHead, 'job_id'>, chunkSize: number): Promise<Creation> {
    const head = { ...job, job_id: this.job_id };
    const creation = await this.database.sendingTransaction(async (sql) => {
      await this.live(sql, 'delete from jobs.unlisted');
      const inserted = await insertJob(sql, this.database.queue, head, this.added, chunkSize);
      if (!inserted.created) await expire(sql, this.job_id);
      return inserted;
    });
    if (creation.created) jobCreated(head, this.added);
    return creation;
  }

  override async discard(): Promise<void> {
    await this.database.query('update jobs.unlisted set expires_at = now() where job_id = $1', [this.job_id]);
    await removeItems(this.database, this.job_id);
  }

  private async live(sql: SqlExecutor, statement: string): Promise<void> {
    const rows = await sql.query(`${statement} where job_id = $1 and expires_at > now() returning job_id`, [
      this.job_id,
    ]);
    if (rows.length === 0) throw new UploadExpiredError();
  }
}

const IDLE = `interval '${UPLOAD_IDLE_MS} milliseconds'`;
