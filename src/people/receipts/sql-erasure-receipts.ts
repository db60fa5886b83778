import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { once } from '../../common/lifecycle/once.js';
import { decodeCursor, encodeCursor } from '../../common/pagination/cursor.js';
import type { PageRequest } from '../../common/pagination/page.js';
import { isUuid } from '../../common/validation/uuid.js';
import { addEvents } from '../../events/outbox/add-events.js';
import { applyEventSchema } from '../../events/outbox/apply-event-schema.js';
import { migrate } from '../../infrastructure/postgres/migrations/migrate.js';
import { readMigrations } from '../../infrastructure/postgres/migrations/migrations.js';
import { schemaHistory } from '../../infrastructure/postgres/migrations/schema-history.js';
import { sqlDatabaseExecutor } from '../../infrastructure/postgres/migrations/sql-database-executor.js';
import { SqlDatabase, type SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import { removedKinds, removedOf, type ErasureReceipt, type Removed } from './erasure-receipt.js';
import { ErasureReceipts, type ReceiptsPage } from './erasure-receipts.js';

const FOLDER = fileURLToPath(new URL('../migrations/', import.meta.url));
const COLUMNS = 'receipt_id, erased_at, removed, created_by, requested_at';

type Row = Omit<ErasureReceipt, 'removed'> & { removed: Partial<Removed> };

/** In the database of the queue; its table is created at the first use. */
@Injectable()
export class SqlErasureReceipts extends ErasureReceipts {
  private readonly prepare = once(() => this.migrate());

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async open(digests: readonly string[], created_by: string): Promise<ErasureReceipt> {
    return this.exclusively(async (sql) => {
      const [known] = await sql.query<Row>(
        `select ${COLUMNS} from jobs.erasures where digests && $1::text[] order by seq limit 1`,
        [digests],
      );
      if (known) return receiptOf(known);
      const [created] = await sql.query<Row>(
        `insert into jobs.erasures (receipt_id, digests, created_by) values ($1, $2::text[], $3) returning ${COLUMNS}`,
        [randomUUID(), digests, created_by],
      );
      return receiptOf(created as Row);
    });
  }

  override async add(receipt_id: string, digests: readonly string[], removed: Partial<Removed>): Promise<void> {
    await this.exclusively(async (sql) => {
      const [row] = await sql.query<Row>(`select ${COLUMNS} from jobs.erasures where receipt_id = $1`, [receipt_id]);
      const sum = removedKinds.map((kind) => [kind, (row?.removed[kind] ?? 0) + (removed[kind] ?? 0)]);
      await sql.query(
        `update jobs.erasures
         set digests = array(select unnest(digests) union select unnest($2::text[])), removed = $3::text::json
         where receipt_id = $1`,
        [receipt_id, digests, JSON.stringify(Object.fromEntries(sum))],
      );
    });
  }

  override async finish(receipt_id: string): Promise<ErasureReceipt & { erased_at: Date }> {
    return this.exclusively(async (sql) => {
      const [ended] = await sql.query<Row>(
        'update jobs.erasures set erased_at = now() where receipt_id = $1 and erased_at is null returning receipt_id',
        [receipt_id],
      );
      if (ended) await addEvents(sql, [{ type: 'person.erased', subject: null, data: { receipt_id } }]);
      const [row] = await sql.query<Row>(`select ${COLUMNS} from jobs.erasures where receipt_id = $1`, [receipt_id]);
      return receiptOf(row as Row) as ErasureReceipt & { erased_at: Date };
    });
  }

  override async find(receipt_id: string): Promise<ErasureReceipt | null> {
    if (!isUuid(receipt_id)) return null;
    const [row] = await this.query<Row>(`select ${COLUMNS} from jobs.erasures where receipt_id = $1`, [receipt_id]);
    return row ? receiptOf(row) : null;
  }

  override async list({ limit, cursor }: PageRequest): Promise<ReceiptsPage> {
    const [before] = cursor === undefined ? [null] : decodeCursor(cursor, 1);
    const rows = await this.query<Row & { seq: number }>(
      `select ${COLUMNS}, seq::float8 as seq from jobs.erasures
       where $1::bigint is null or erasures.seq < $1 order by erasures.seq desc limit $2`,
      [before, limit + 1],
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next_cursor = rows.length > limit && last !== undefined ? encodeCursor([last.seq]) : null;
    return { rows: page.map(({ seq: _seq, ...row }) => receiptOf(row)), next_cursor };
  }

  override async known(digests: readonly string[]): Promise<Set<string>> {
    if (digests.length === 0) return new Set();
    const rows = await this.query<{ digest: string }>(
      `select distinct digest from jobs.erasures, unnest(digests) as digest
       where digests && $1::text[] and digest = any ($1::text[])`,
      [digests],
    );
    return new Set(rows.map(({ digest }) => digest));
  }

  override async latest(): Promise<Date | null> {
    const [row] = await this.query<{ at: Date | null }>('select max(requested_at) as at from jobs.erasures');
    return row?.at ?? null;
  }

  /** Runs one call at a time, so that concurrent erasures of a person share one receipt. */
  private async exclusively<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    await this.prepare();
    return this.database.transaction(async (sql) => {
      await sql.query(`select pg_advisory_xact_lock(hashtextextended('people:receipts', 0))`);
      return work(sql);
    });
  }

  private async query<Found>(statement: string, values: readonly unknown[] = []): Promise<Found[]> {
    await this.prepare();
    return this.database.query<Found>(statement, values);
  }

  private async migrate(): Promise<void> {
    await migrate(sqlDatabaseExecutor(this.database), await readMigrations(FOLDER), schemaHistory('erasure_versions'));
    await applyEventSchema(this.database);
  }
}

function receiptOf({ removed, ...row }: Row): ErasureReceipt {
  return { ...row, removed: removedOf(removed) };
}
