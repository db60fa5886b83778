import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { once } from '../common/lifecycle/once.js';
import { decodeCursor, encodeCursor } from '../common/pagination/cursor.js';
import type { PageRequest } from '../common/pagination/page.js';
import { migrate } from '../infrastructure/postgres/migrations/migrate.js';
import { readMigrations } from '../infrastructure/postgres/migrations/migrations.js';
import { schemaHistory } from '../infrastructure/postgres/migrations/schema-history.js';
import { sqlDatabaseExecutor } from '../infrastructure/postgres/migrations/sql-database-executor.js';
import { SqlDatabase } from '../infrastructure/postgres/sql-database.js';
import { AuditStore } from './audit.store.js';
import type { AuditContext, AuditEntry, AuditRecord } from './audit-record.js';

const FOLDER = fileURLToPath(new URL('migrations/', import.meta.url));

/** In the database of the queue; its table is created at the first use. */
@Injectable()
export class SqlAuditStore extends AuditStore {
  private readonly open = once(() => this.migrate());

  constructor(private readonly database: SqlDatabase) {
    super();
  }

  override async add(entries: readonly AuditEntry[], context: AuditContext): Promise<void> {
    await this.open();
    const rows = entries.map(({ action, target, details = {} }) => ({ action, target, details }));
    await this.database.query(
      `insert into jobs.audit_records (key_name, address, action, target, details, request_id)
       select $1, $2, action, target, details, $3
       from json_to_recordset($4::json) as entry (action text, target text, details json)`,
      [context.key_name, context.address, context.request_id, JSON.stringify(rows)],
    );
  }

  override async list({ limit, cursor }: PageRequest) {
    const [before] = cursor === undefined ? [null] : decodeCursor(cursor, 1);
    await this.open();
    const rows = await this.database.query<AuditRecord>(
      `select id::text, at, key_name, address, action, target, details, request_id from jobs.audit_records
       where $1::bigint is null or id < $1 order by audit_records.id desc limit $2`,
      [before, limit + 1],
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next_cursor = rows.length > limit && last !== undefined ? encodeCursor([Number(last.id)]) : null;
    return { rows: page, next_cursor };
  }

  override async removeBefore(time: Date): Promise<number> {
    await this.open();
    const [row] = await this.database.query<{ removed: number }>(
      `with removed as (delete from jobs.audit_records where at < $1 returning 1)
       select count(*)::int as removed from removed`,
      [time],
    );
    return row?.removed ?? 0;
  }

  private async migrate(): Promise<void> {
    await migrate(sqlDatabaseExecutor(this.database), await readMigrations(FOLDER), schemaHistory('audit_versions'));
  }
}
