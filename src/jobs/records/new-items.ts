import { storable } from '../../common/text/storable.js';
import type { ListItem } from '../job.js';

/** What an item is when it comes, for `select` and `insert`. */
export const ITEM_COLUMNS = 'email, linkedin_url, suggested_role, name, include_companies, custom';

/** Numbered from 1. `$1` is the job, `$2` comes from `itemsJson`. */
export const INSERT_ITEMS = `
  insert into jobs.items (job_id, email_number, ${ITEM_COLUMNS})
  select $1::uuid, (row_number() over ())::int, ${ITEM_COLUMNS}
  from json_to_recordset($2::text::json) as given (
    email text, linkedin_url text, suggested_role text, name text, include_companies boolean, custom json)`;

export function itemsJson(items: readonly ListItem[]): string {
  return JSON.stringify(storable([...items]));
}
