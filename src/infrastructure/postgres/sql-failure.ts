import { DatabaseUnavailableError } from './database-unavailable.error.js';
import { SqlError } from './sql.error.js';

/** Connection lost, insufficient resources, shutting down, canceled by a timeout, deadlock or serialization failure. */
const UNAVAILABLE = /^(08...|53...|57P0[1-5]|57014|40001|40P01|XX000)$/;

const DISK_FULL = '53100';
const FULL = 'The disk of the job database is full: free some space, or get a larger disk';

/** Raised by src/suppression/migrations. */
const OTHER_SUPPRESSION_KEY = '55000';
const WRONG_KEY =
  'The list of suppressed people in the job database was made with another key: set SUPPRESSION_KEY to that key in all processes and restart';

/** Fields of driver errors that reveal personal data or statements. */
const SENSITIVE_ERROR_FIELDS = ['query', 'params', 'queryOptions', 'detail', 'where', 'internalQuery'];

/** Converts an error of either driver. */
export function sqlFailure(cause: unknown): SqlError | DatabaseUnavailableError {
  const code = sqlState(cause);
  if (cause instanceof Error) for (const name of SENSITIVE_ERROR_FIELDS) Reflect.deleteProperty(cause, name);
  if (code === DISK_FULL) return new DatabaseUnavailableError({ message: FULL, cause });
  if (code === OTHER_SUPPRESSION_KEY) return new DatabaseUnavailableError({ message: WRONG_KEY, cause });
  if (code === null || UNAVAILABLE.test(code)) return new DatabaseUnavailableError({ cause });
  return new SqlError(code, { cause });
}

/** Null if the error does not come from the server: only its errors have both a severity and a code. */
function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
