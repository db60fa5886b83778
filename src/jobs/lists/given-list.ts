import { setImmediate as turn } from 'node:timers/promises';
import type { CreateBatchRequest, InvalidEmail } from '../dto/create-batch.dto.js';
import { readEmails } from '../email-list.js';
import type { JobColumn, ListItem } from '../job.js';
import { CustomKeys } from './custom-keys.js';
import type { ItemChecker } from './item-checker.js';
import { ListTally, SHOWN_INVALID_ROWS, type ListSummary } from './list-summary.js';

/** Number of rows that are checked before other requests are served. */
const ROWS_AT_ONCE = 1_000;

/** The list in the body of a request. */
export interface GivenList {
  field: 'emails' | 'items';
  items: ListItem[];
  columns: JobColumn[] | null;
  summary: ListSummary;
  invalid_emails: InvalidEmail[];
  /** Equal for lists with the same meaning. */
  meaning: object;
}

/** @throws InvalidRequestError for more email addresses than one job may have */
export async function givenList({ emails, items }: CreateBatchRequest, checker: ItemChecker): Promise<GivenList> {
  return items ? listOfItems(items, checker) : listOfEmails(emails ?? []);
}

async function listOfItems(rows: readonly unknown[], checker: ItemChecker): Promise<GivenList> {
  const tally = new ListTally();
  const keys = new CustomKeys();
  const items: ListItem[] = [];
  for (const [index, row] of rows.entries()) {
    const item = tally.add(index + 1, keys.checked(checker.checkJson(row)));
    if (item) items.push(item);
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await turn();
  }
  return { field: 'items', items, columns: keys.columns, summary: tally, invalid_emails: [], meaning: { items } };
}

function listOfEmails(values: readonly unknown[]): GivenList {
  const { valid, invalid, duplicates } = readEmails(values);
  const summary: ListSummary = {
    rows_read: values.length,
    total: valid.length,
    with_url: 0,
    duplicates,
    invalid_count: invalid.length,
    invalid_rows: invalid.slice(0, SHOWN_INVALID_ROWS),
  };
  const invalid_emails = invalid.map(({ value, reason }) => ({ value, reason }));
  const items = valid.map(emailOnly);
  return { field: 'emails', items, columns: null, summary, invalid_emails, meaning: { emails: valid } };
}

function emailOnly(email: string): ListItem {
  return { email, linkedin_url: null, suggested_role: null, name: null, include_companies: null, custom: null };
}
