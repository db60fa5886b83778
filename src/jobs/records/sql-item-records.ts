import { decodeCursor, encodeCursor } from '../../common/pagination/cursor.js';
import { storable } from '../../common/text/storable.js';
import { isUuid } from '../../common/validation/uuid.js';
import { suppressed } from '../../sources/source.errors.js';
import type { PersonDigester } from '../../suppression/person-digester.js';
import type { ItemError, ItemOutcome, ItemResult, ItemToStore, JobItem, ResultByEmail } from '../job.js';
import { listed } from '../job-state.js';
import { allLookupsOf, keysOf } from '../item-lookups.js';
import {
  JobStore,
  type Finished,
  type ItemSave,
  type RecentOutcomes,
  type ResultsPage,
  type StoredItem,
} from '../job.store.js';
import { scanInGrowingWindows } from './growing-windows.js';
import {
  ENDED_IN_RANGE,
  FINISH,
  MARK_SAVED,
  MARK_STORED,
  REFUSE_TO_STORE,
  TO_STORE,
  UNSAVED_IN_RANGE,
} from './item-statements.js';
import { known, type JobDatabase } from './job-database.js';
import { ITEM_COLUMNS } from './new-items.js';
import {
  ENDED_COLUMNS,
  itemToStoreOf,
  outcomeOf,
  resultOf,
  type DoneRow,
  type EndedRow,
  type ToStoreRow,
} from './rows.js';

const newest = (status: 'done' | 'failed') => `
  (select ${ENDED_COLUMNS} from jobs.items
   where job_id = job.id and status = ${listed(status)} and status <> ${listed('pending')}
   order by ended_at desc, email_number desc limit $2)`;

/** Per job, along the index of finished items; one statement for a whole list of jobs. */
const RECENT = `
  select job.id, ended.*
  from json_array_elements_text($1::text::json) as given (text)
  cross join lateral (select given.text::uuid as id) as job
  cross join lateral (${newest('done')} union all ${newest('failed')}) as ended
  order by ended_at desc, email_number desc`;

/** The part of the store that deals with items. */
export abstract class SqlItemRecords extends JobStore {
  constructor(
    protected readonly database: JobDatabase,
    private readonly digester: PersonDigester,
  ) {
    super();
  }

  override unfinished(job_id: string, from: number, to: number): Promise<JobItem[]> {
    return this.database.query<JobItem>(
      `select job_id, email_number, attempts, ${ITEM_COLUMNS} from jobs.items join jobs.jobs using (job_id)
       where job_id = $1 and email_number between $2 and $3 and items.status = ${listed('pending')} order by email_number`,
      [known(job_id), from, to],
    );
  }

  override async finish(job_id: string, outcomes: readonly ItemOutcome[]): Promise<Finished> {
    const numbers = outcomes.map(({ email_number }) => email_number);
    const people = outcomes.map((outcome) => this.digestsOf(outcome));
    const rows = outcomes.map((outcome, index) => ({ ...given(outcome), person: people[index] }));
    const values = [known(job_id), JSON.stringify(rows), numbers, people.flat(), this.digester.keyCheck];
    const [job] = await this.database.query<Finished>(FINISH, values);
    return job ?? { status: null, suppressed: [] };
  }

  override async results(job_id: string, { limit, cursor }: { limit: number; cursor?: string }): Promise<ResultsPage> {
    const [after = 0] = cursor === undefined ? [] : decodeCursor(cursor, 1);
    const total = await this.totalOf(job_id);
    // One extra row shows whether there is another page.
    const rows = await scanInGrowingWindows({ after, total, limit: limit + 1 }, (from, to, most) =>
      this.database.query<EndedRow>(ENDED_IN_RANGE, [known(job_id), from, to, most]),
    );
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const next_cursor = rows.length > limit && last ? encodeCursor([last.email_number]) : null;
    return { outcomes: shown.map(outcomeOf), next_cursor };
  }

  override async recent(job_ids: readonly string[], count: number): Promise<RecentOutcomes[]> {
    const ids = job_ids.filter(isUuid).map((id) => id.toLowerCase());
    const rows =
      ids.length === 0
        ? []
        : await this.database.query<EndedRow & { id: string }>(RECENT, [JSON.stringify(ids), count]);
    const rowsOf = Map.groupBy(rows, ({ id }) => id);
    return job_ids.map((job_id) => {
      const outcomes = (rowsOf.get(job_id.toLowerCase()) ?? []).map(outcomeOf);
      return { results: outcomes.filter(isResult), errors: outcomes.filter(isError) };
    });
  }

  override async unsaved(
    job_id: string,
    { after_number, limit, force }: { after_number: number; limit: number; force: boolean },
  ): Promise<ResultByEmail[]> {
    const total = await this.totalOf(job_id);
    const rows = await scanInGrowingWindows({ after: after_number, total, limit }, (from, to, most) =>
      this.database.query<DoneRow & { email: string }>(UNSAVED_IN_RANGE, [known(job_id), from, to, most, force]),
    );
    return rows.map((row) => ({ ...resultOf(row), email: row.email }));
  }

  override async markSaved(job_id: string, saves: readonly ItemSave[]): Promise<void> {
    const numbers = saves.map(({ email_number }) => email_number);
    await this.database.query(MARK_SAVED, [known(job_id), JSON.stringify(storable([...saves])), numbers]);
  }

  override async toStore(limit: number): Promise<ItemToStore[]> {
    return (await this.database.query<ToStoreRow>(TO_STORE, [limit])).map(itemToStoreOf);
  }

  override async markStored(job_id: string, items: readonly StoredItem[]): Promise<void> {
    const numbers = items.map(({ email_number }) => email_number);
    await this.database.query(MARK_STORED, [known(job_id), JSON.stringify(items), numbers]);
  }

  override async refuseToStore(job_id: string, numbers: readonly number[]): Promise<void> {
    await this.database.query(REFUSE_TO_STORE, [known(job_id), numbers, suppressed().message]);
  }

  /** None for an error, which contains nothing about the person. */
  private digestsOf(outcome: ItemOutcome): string[] {
    return outcome.success ? this.digester.digests(keysOf(allLookupsOf(outcome), outcome.identity)) : [];
  }

  private async totalOf(job_id: string): Promise<number> {
    const [job] = await this.database.query<{ total_emails: number }>(
      'select total_emails from jobs.jobs where job_id = $1',
      [known(job_id)],
    );
    return job?.total_emails ?? 0;
  }
}

const isResult = (outcome: ItemOutcome): outcome is ItemResult => outcome.success;
const isError = (outcome: ItemOutcome): outcome is ItemError => !outcome.success;

/** Arguments of FINISH for one outcome; absent fields are null. */
function given(outcome: ItemOutcome): object {
  const { email_number, attempts, token_used, timestamp, sources_asked } = outcome;
  const common = { email_number, attempts, token_used, ended_at: timestamp.toISOString(), sources_asked };
  if (!outcome.success) {
    const { error, error_type, retryable } = outcome;
    return { ...common, status: 'failed', error: storable(error), error_type, retryable };
  }
  const { data, saved_to_linkedin_profiles: saved, save_error, profile_id, source, to_store } = outcome;
  return {
    ...common,
    status: 'done',
    data: data === null ? null : JSON.stringify(data),
    saved,
    save_error: storable(save_error),
    profile_id,
    source,
    // The index holds only the items whose person is still to be stored.
    to_store: to_store || null,
  };
}
