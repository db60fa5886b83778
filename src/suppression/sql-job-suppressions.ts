import { Injectable } from '@nestjs/common';
import { once } from '../common/lifecycle/once.js';
import { SqlDatabase } from '../infrastructure/postgres/sql-database.js';
import type { PersonKeys } from '../model/person-keys.js';
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

  override async areSuppressed(people: readonly Partial<PersonKeys>[]): Promise<boolean[]> {
    if (people.length === 0) return [];
    const digests = people.map((keys) => this.digester.digests(keys));
    await this.open();
    const [row] = await this.database.query<{ found: string[] }>(
      'select jobs.suppressed_among($1::text[], $2) as found',
      [digests.flat(), this.digester.keyCheck],
    );
    const found = new Set(row?.found);
    return digests.map((ofPerson) => ofPerson.some((digest) => found.has(digest)));
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
