import type { ClientBase, QueryResult } from 'pg';

/** How long a transaction may be left alone by a process that forgot it, in milliseconds. */
const IDLE_IN_TRANSACTION_TIMEOUT = 60_000;

/** Said by the server when something is written; said here already when a connection is opened. */
export class ReadOnlyServerError extends Error {
  override readonly name = 'ReadOnlyServerError';
  /** SQLSTATE read_only_sql_transaction. */
  readonly code = '25006';
  readonly severity = 'ERROR';

  constructor() {
    super('The server is read-only');
  }
}

/**
 * Prepares a new connection. By statements, as poolers refuse or drop what is asked for in the start-up message; through
 * one that pools by transaction nothing is set, as it would be another client's too.
 * @throws ReadOnlyServerError for a standby, or one whose disk is full
 */
export async function beginSession(
  client: ClientBase,
  { statementTimeoutMs, keepsSession }: { statementTimeoutMs: number; keepsSession: boolean },
): Promise<void> {
  const settings = keepsSession
    ? `set statement_timeout = ${statementTimeoutMs};
       set idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_TIMEOUT};`
    : '';
  const answers: unknown = await client.query(`${settings} ${READ_ONLY}`);
  refuseReadOnly((Array.isArray(answers) ? answers.at(-1) : answers) as QueryResult<ReadOnly>);
}

interface ReadOnly {
  read_only: 'on' | 'off';
}

/** One row for `refuseReadOnly`. */
export const READ_ONLY = `select current_setting('transaction_read_only') as read_only`;

export function refuseReadOnly({ rows: [row] }: QueryResult<ReadOnly>): void {
  if (row?.read_only === 'on') throw new ReadOnlyServerError();
}
