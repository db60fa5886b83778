import type { ClientBase, QueryResult } from 'pg';

/** How long a transaction may be idle before the server ends it, in milliseconds. */
const IDLE_IN_TRANSACTION_TIMEOUT = 60_000;

/** The server's own message at a write; used here when a connection is opened. */
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
 * Prepares a new connection. Uses statements because poolers reject or drop startup parameters; behind a pooler in transaction
 * mode nothing is set because it would affect other clients.
 * @throws ReadOnlyServerError for a standby, or a server whose disk is full
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
