import { DatabaseUnavailableError } from '../database-unavailable.error.js';
import { pgProblem } from './pg-problem.js';
import { sqlFailure } from '../sql-failure.js';
import type { SqlError } from '../sql.error.js';

/** Converts an error of pg; the message says what to do. */
export function pgFailure(cause: unknown): SqlError | DatabaseUnavailableError {
  const failure = sqlFailure(cause);
  const problem = pgProblem(cause);
  return problem === null ? failure : new DatabaseUnavailableError({ message: problem.message, cause });
}
