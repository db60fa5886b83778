import type { ListedBatch, StoredBatch } from './batch.store.js';

type Times = 'created_at' | 'started_at' | 'completed_at';
type TimeTexts = Record<'started_at' | 'completed_at', string | null> & { created_at: string };

/** A row of the table of batches, as the API of the store returns it. */
export type BatchRow = Omit<StoredBatch, Times> & TimeTexts;

/** The same in a list, with its place. */
export type ListedBatchRow = Omit<ListedBatch, Times> & TimeTexts & { seq: number };

/** A batch as the argument of a database function, with its documents as JSON text. */
export interface BatchValues extends BatchRow {
  request: string | null;
  response: string | null;
}

export function toBatchValues(batch: StoredBatch): BatchValues {
  return {
    ...batch,
    request: toJsonText(batch.request),
    response: toJsonText(batch.response),
    created_at: batch.created_at.toISOString(),
    started_at: batch.started_at?.toISOString() ?? null,
    completed_at: batch.completed_at?.toISOString() ?? null,
  };
}

export function toBatch(row: BatchRow): StoredBatch {
  const { request, response, revision } = row;
  return { ...withTimes(row), request, response, revision };
}

export function toListedBatch({ seq: _seq, ...row }: ListedBatchRow): ListedBatch {
  return withTimes(row);
}

function withTimes({ id, status, total_requested, done, failed, ...times }: Omit<ListedBatchRow, 'seq'>): ListedBatch {
  return {
    id,
    status,
    total_requested,
    created_at: new Date(times.created_at),
    started_at: times.started_at === null ? null : new Date(times.started_at),
    completed_at: times.completed_at === null ? null : new Date(times.completed_at),
    done,
    failed,
  };
}

/** Values → StoredBatch */
export function ofBatchValues({ request, response, ...row }: BatchValues): StoredBatch {
  return toBatch({ ...row, request: fromJsonText(request), response: fromJsonText(response) });
}

function toJsonText(document: unknown): string | null {
  return document === null ? null : JSON.stringify(document);
}

function fromJsonText(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}
