import { storable } from '../../common/text/storable.js';
import { copyCsv } from '../../infrastructure/postgres/copy-csv.js';
import type { SqlExecutor } from '../../infrastructure/postgres/sql-database.js';
import type { ListItem } from '../job.js';

/** The columns of a new item, for `select`. */
export const ITEM_COLUMNS = 'email, linkedin_url, suggested_role, name, include_companies, custom';

const TARGET = `jobs.items (job_id, email_number, ${ITEM_COLUMNS})`;

/** Items copied at a time: few enough that their temporary objects are collected in the young generation. */
const AT_ONCE = 1_000;

/** Adds items, numbered after the given number. */
export async function addItems(sql: SqlExecutor, job_id: string, items: readonly ListItem[], after = 0): Promise<void> {
  // An erasure waits for this transaction and finds the items, or it was finished before they were added.
  await sql.query('select jobs.keep_suppressions_away()');
  for (let first = 0; first < items.length; first += AT_ONCE) {
    const rows = items
      .slice(first, first + AT_ONCE)
      .map((item, index) => [job_id, after + first + index + 1, ...valuesOf(item)]);
    await sql.copyIn(TARGET, copyCsv(rows));
  }
}

function valuesOf({ email, linkedin_url, suggested_role, name, include_companies, custom }: ListItem) {
  const customJson = custom === null ? null : JSON.stringify(custom);
  return [storable(email), storable(linkedin_url), suggested_role, storable(name), include_companies, customJson];
}
