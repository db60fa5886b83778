import type { IdempotencyScope } from '../../src/idempotency/idempotent-request.js';
import type { ItemError, ItemOutcome, ItemResult, ItemToStore, Job, JobItem } from '../../src/jobs/job.js';
import { isActive } from '../../src/jobs/job-state.js';
import type { ItemSave, NewJob, StoredItem } from '../../src/jobs/job.store.js';
import type { JsonValue } from '../../src/model/json-value.js';
import { insteadOf } from '../../src/jobs/worker/item-outcomes.js';
import { suppressed } from '../../src/sources/source.errors.js';
import { storable } from '../../src/common/text/storable.js';

interface Item extends Omit<JobItem, 'job_id'> {
  /** Null while it is processing. */
  outcome: ItemOutcome | null;
}

/** One job with its items; its counters are derived from the items. */
/** One text for where the key is unique. */
export const keyOf = ({ caller, route, key }: IdempotencyScope) => JSON.stringify([caller, route, key]);

export class InMemoryJob {
  readonly idempotencyKey: string | null;
  private readonly kept: Pick<
    Job,
    'job_id' | 'priority' | 'config' | 'columns' | 'file_name' | 'created_by' | 'created_at'
  >;
  private readonly items: Item[];
  private status: Job['status'] = 'pending';
  private current_email: string | null = null;
  private waiting_for: Job['waiting_for'] = null;
  private started_at: Date | null = null;
  private completed_at: Date | null = null;

  constructor({ items, idempotency, config, columns, file_name, ...job }: NewJob) {
    this.idempotencyKey = idempotency && keyOf(idempotency);
    const { job_id, priority, created_by } = job;
    this.kept = {
      job_id,
      priority,
      config: { ...config },
      columns: columns ? [...columns] : null,
      file_name: storable(file_name ?? null),
      created_by,
      created_at: new Date(),
    };
    this.items = items.map((item, index) => ({
      ...storable(item),
      custom: item.custom,
      email_number: index + 1,
      attempts: 0,
      outcome: null,
    }));
  }

  get isOpen(): boolean {
    return isActive(this.status);
  }

  get outcomes(): ItemOutcome[] {
    return this.items.flatMap(({ outcome }) => (outcome ? [{ ...outcome }] : []));
  }

  read(): Job {
    const { status, current_email, waiting_for, started_at, completed_at } = this;
    const [results, errors] = [this.outcomes.filter(isResult), this.outcomes.filter(isError)];
    return {
      ...this.kept,
      status,
      total_emails: this.items.length,
      processed_emails: results.length + errors.length,
      failed_emails: errors.length,
      saved_profiles: results.filter(({ saved_to_linkedin_profiles }) => saved_to_linkedin_profiles).length,
      failed_saves: results.filter(({ save_error }) => save_error !== null).length,
      current_email,
      waiting_for,
      started_at,
      completed_at,
    };
  }

  begin(): void {
    this.status = 'processing';
    this.started_at ??= new Date();
    this.waiting_for = null;
  }

  wait(waitingFor: Job['waiting_for']): void {
    if (this.status === 'processing') this.waiting_for = waitingFor;
  }

  setMaxCredits(max_credits: number | null): void {
    this.kept.config.max_credits = max_credits;
  }

  cancel(): void {
    this.end('cancelled');
  }

  unfinished(from: number, to: number): JobItem[] {
    const { job_id } = this.kept;
    return this.items
      .slice(from - 1, to)
      .filter(({ outcome }) => outcome === null)
      .map(({ outcome: _outcome, ...item }) => ({ job_id, ...item }));
  }

  finish(outcomes: readonly ItemOutcome[]): void {
    const ended = outcomes.flatMap((outcome) => {
      const item = this.items[outcome.email_number - 1];
      if (!item || item.outcome !== null) return [];
      const { email, linkedin_url, custom } = item;
      Object.assign(item, {
        attempts: outcome.attempts,
        outcome: { ...asKept(outcome), email, linkedin_url, custom },
      });
      return [{ ...outcome, email: item.email }];
    });
    this.current_email = ended.toSorted(newestFirst)[0]?.email ?? this.current_email;
  }

  complete(): void {
    if (!this.isOpen || this.items.some(({ outcome }) => outcome === null)) return;
    const errors = this.outcomes.filter(isError);
    const isFailed =
      errors.length === this.items.length &&
      errors.every(({ error_type }) => error_type !== 'not_found' && error_type !== 'suppressed');
    this.end(isFailed ? 'failed' : 'completed');
  }

  /** The ranges of failed items that may be retried. */
  retryable(chunkSize: number): { from: number; to: number }[] {
    if (this.status === 'cancelled') return [];
    const chunks: number[][] = [];
    let chunk: number[] = [];
    for (const { email_number, outcome } of this.items) {
      // A range never includes an item that is already pending, because that one is in a message of its own.
      if (outcome === null || chunk.length === chunkSize) chunk = [];
      if (!isRetryable(outcome)) continue;
      if (chunk.length === 0) chunks.push(chunk);
      chunk.push(email_number);
    }
    return chunks.map((numbers) => ({ from: numbers[0] ?? 0, to: numbers.at(-1) ?? 0 }));
  }

  retry(): void {
    for (const item of this.items) if (isRetryable(item.outcome)) item.outcome = null;
    this.status = 'processing';
    this.completed_at = null;
  }

  markSaved(saves: readonly ItemSave[]): void {
    for (const { email_number, saved, save_error } of saves) {
      const outcome = this.items[email_number - 1]?.outcome;
      if (!outcome || !isResult(outcome)) continue;
      Object.assign(outcome, { saved_to_linkedin_profiles: saved, save_error: storable(save_error) });
    }
  }

  get toStore(): ItemToStore[] {
    const { job_id, config } = this.kept;
    return this.items.flatMap(({ outcome, custom: _custom, attempts: _attempts, ...item }) => {
      if (!outcome || !isResult(outcome) || !outcome.to_store) return [];
      const { data, source, timestamp, token_used } = outcome;
      const include_companies = item.include_companies ?? config.include_companies;
      return [{ job_id, ...item, data, source, timestamp, token_used, include_companies }];
    });
  }

  markStored(items: readonly StoredItem[]): void {
    for (const { email_number, profile_id } of items) {
      const outcome = this.items[email_number - 1]?.outcome;
      if (!outcome || !isResult(outcome) || !outcome.to_store) continue;
      Object.assign(outcome, { to_store: false, profile_id, ...(profile_id !== null && { data: null }) });
    }
  }

  refuseToStore(numbers: readonly number[]): void {
    for (const number of numbers) {
      const item = this.items[number - 1];
      if (!item?.outcome || !isResult(item.outcome) || !item.outcome.to_store) continue;
      item.outcome = insteadOf(item.outcome, suppressed());
    }
  }

  private end(status: Job['status']): void {
    this.status = status;
    this.completed_at = new Date();
    this.waiting_for = null;
  }
}

export const isResult = (outcome: ItemOutcome): outcome is ItemResult => outcome.success;
export const isError = (outcome: ItemOutcome): outcome is ItemError => !outcome.success;

function isRetryable(outcome: ItemOutcome | null): boolean {
  return outcome !== null && isError(outcome) && outcome.retryable;
}

export function newestFirst(one: ItemOutcome, other: ItemOutcome): number {
  return other.timestamp.getTime() - one.timestamp.getTime() || other.email_number - one.email_number;
}

function asKept(outcome: ItemOutcome): ItemOutcome {
  if (isError(outcome)) return { ...outcome, error: storable(outcome.error) };
  const { identity: _identity, ...result } = outcome;
  const data = JSON.parse(JSON.stringify(outcome.data)) as JsonValue;
  return { ...result, data, save_error: storable(outcome.save_error) };
}
