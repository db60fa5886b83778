import { Injectable } from '@nestjs/common';
import { once } from '../common/lifecycle/once.js';
import { SqlDatabase } from '../infrastructure/postgres/sql-database.js';
import { JobSuppressions } from './job-suppressions.js';
import { PersonDigester } from './person-digester.js';
import { applySuppressionSchema } from './apply-suppression-schema.js';

/** In the database of the queue; its tables are created at the first use. */
@Injectable()
export class SqlJobSuppressions extends JobSuppressions {
  private readonly open = once(() => applySuppressionSchema(this.database));

  constructor(
    private readonly database: SqlDatabase,
    private readonly digester: PersonDigester,
  ) {
    super();
  }

  override async find(digests: readonly string[]): Promise<Set<string>> {
    if (digests.length === 0) return new Set();
    await this.open();
    const [row] = await this.database.query<{ found: string[] }>(
      'select jobs.suppressed_among($1::text[], $2) as found',
      [digests, this.digester.keyCheck],
    );
    return new Set(row?.found);
  }

  override async add(digests: readonly string[]): Promise<void> {
    await this.open();
    await this.database.query('select jobs.suppress($1::text[], $2)', [digests, this.digester.keyCheck]);
  }

  override async remove(digests: readonly string[]): Promise<void> {
    await this.open();
    await this.database.query('delete from jobs.suppressions where digest = any ($1::text[])', [digests]);
  }
}
