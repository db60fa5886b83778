/** Message of the error that statements reject with after a breakdown. */
export const BROKEN = 'The embedded Postgres has failed and accepts no more statements';

/** What the thread of the embedded Postgres is asked to do, one after another. */
export type ThreadRequest =
  | { kind: 'open'; path: string; module: object }
  | { kind: 'query'; text: string; values: unknown[]; textTypes: number[]; copied?: string }
  | { kind: 'exec'; script: string }
  | { kind: 'answer'; script: string }
  | { kind: 'close' };

/** Rows, and the names and types (OIDs) of their columns that are text because the caller reads them. */
export interface ThreadRows {
  rows: Record<string, unknown>[];
  texts: [name: string, type: number][];
}

/**
 * `loaded` is the first one, when the modules of the thread are loaded. `answered` and `failed` are about the oldest request that has no
 * answer yet; the others can come at any time.
 */
export type ThreadMessage =
  | { kind: 'loaded' }
  | { kind: 'answered'; value: unknown }
  | { kind: 'failed'; error: SentError }
  | { kind: 'notified'; channel: string; payload: string }
  | { kind: 'panicked' };

/** An error as plain data: a message between threads would lose its code. */
export interface SentError {
  message: string;
  stack?: string;
  /** Such as `code` and `severity`. */
  fields: Record<string, string | number>;
  cause?: SentError;
}

/** Without the statement and its values. */
export function sentError(thrown: unknown): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const fields = Object.entries(error).filter(
    ([name, value]) => name !== 'query' && (typeof value === 'string' || typeof value === 'number'),
  );
  return {
    message: error.message,
    stack: error.stack,
    fields: Object.fromEntries(fields),
    cause: error.cause === undefined ? undefined : sentError(error.cause),
  };
}

export function receivedError({ message, stack, fields, cause }: SentError): Error {
  const error = new Error(message, cause && { cause: receivedError(cause) });
  return Object.assign(error, fields, { stack });
}
