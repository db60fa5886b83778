import type { StoredBatch } from './batch.store.js';

/** A row of the table of batches, as the API of the store returns it. */
export interface BatchRow extends Omit<StoredBatch, 'created_at' | 'started_at' | 'completed_at'> {
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
}

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

export function toBatch({ id, status, request, response, total_requested, ...row }: BatchRow): StoredBatch {
  return {
    id,
    status,
    request,
    response,
    total_requested,
    created_at: new Date(row.created_at),
    started_at: row.started_at === null ? null : new Date(row.started_at),
    completed_at: row.completed_at === null ? null : new Date(row.completed_at),
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
