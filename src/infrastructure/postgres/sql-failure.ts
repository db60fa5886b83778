import { DatabaseUnavailableError } from './database-unavailable.error.js';
import { SqlError } from './sql.error.js';

/** Connection lost, no resources, shutting down, cancelled by a timeout, gave way to another transaction. */
const UNAVAILABLE = /^(08...|53...|57P0[1-5]|57014|40001|40P01|XX000)$/;

/** What drivers hang on their errors that names people or shows statements. */
const SENSITIVE_ERROR_FIELDS = ['query', 'params', 'queryOptions', 'detail', 'where', 'internalQuery'];

/** What either driver threw, as an error of this backend. */
export function sqlFailure(cause: unknown): SqlError | DatabaseUnavailableError {
  const code = sqlState(cause);
  if (cause instanceof Error) for (const name of SENSITIVE_ERROR_FIELDS) Reflect.deleteProperty(cause, name);
  if (code === null || UNAVAILABLE.test(code)) return new DatabaseUnavailableError({ cause });
  return new SqlError(code, { cause });
}

/** Null where the server never said anything: only what comes from it has a severity beside its code. */
function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
