import type { ErrorBody, FieldErrorBody } from '../typescript/src/index.ts';
import { plain } from './output.ts';

/** Exit codes. */
export const FAILED = 1;
export const WRONG_USAGE = 2;

/** A rejection in the words of the service. */
export class ServiceError extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** The service could not be asked. */
export class UnreachableError extends Error {}

/** What went wrong, from the body of an error response or from the error of a call without a response. */
export function serviceFailure(error: unknown, response: Response | undefined, url: string): Error {
  if (response !== undefined) {
    return isErrorBody(error)
      ? new ServiceError(wordsOf(error), response.status)
      : new ServiceError(`The service at ${url} answered with status ${response.status}`, response.status);
  }
  if (error instanceof Error && error.name === 'AbortError') return error;
  return new UnreachableError(
    `The service at ${url} cannot be reached: ${reasonOf(error)}\n  Start it with "npm start", or name another with --url`,
  );
}

/** For a terminal: one line, and one for each detail. */
export function failureText(error: unknown): string {
  return plain(error instanceof Error ? error.message : String(error));
}

function wordsOf({ message, error_code, suggestions, validation_errors = [] }: Rejection): string {
  const fields = validation_errors.map(({ field, message: problem }) => `${field}: ${problem}`);
  return [`${message} (${error_code})`, ...fields, ...(suggestions ?? [])].join('\n  ');
}

type Rejection = ErrorBody & { validation_errors?: FieldErrorBody[] };

function isErrorBody(body: unknown): body is Rejection {
  return typeof body === 'object' && body !== null && 'error_code' in body && 'message' in body;
}

/** Why a connection failed, in a few words. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ECONNREFUSED' ? 'connection refused' : cause.message || code || cause.name;
}
