import { checkBounds, JsonBoundsError } from '../../common/json/bounded-json.js';
import type { JsonBounds } from '../../common/json/json-scanner.js';
import { boundedText } from '../http-client/bounded-text.js';

/** Timeout of one request including its response, in milliseconds; a store that hangs must not block a batch forever. */
const TIMEOUT = 30_000;
/** Maximum size of a response: a page of a hundred profiles of the largest size, or a batch. */
const MAX_BYTES = 64 * 1024 * 1024;
const BOUNDS: JsonBounds = { depth: 2_000, values: 5_000_000 };

/**
 * A fetch that never throws and returns complete responses. If there is no response, or one that does not come from Supabase, it
 * returns an error in PostgREST's format whose code is Node's, fetch's, NOT_JSON or TOO_LARGE, because supabase-js passes on
 * codes but not thrown errors.
 */
export const nonThrowingFetch: typeof fetch = async (input, init) => {
  const timeout = AbortSignal.timeout(TIMEOUT);
  const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  try {
    const response = await fetch(input, { ...init, signal });
    const text = await boundedText(response, MAX_BYTES);
    if (text === null) return problem('TOO_LARGE', 503);
    if (response.ok && text !== '' && !isJson(response)) return problem('NOT_JSON', 404);
    checkBounds(text, BOUNDS);
    const { status, statusText, headers } = response;
    return new Response(text === '' ? null : text, { status, statusText, headers });
  } catch (error) {
    return problem(error instanceof JsonBoundsError ? 'TOO_LARGE' : codeOf(error), 503);
  }
};

function isJson(response: Response): boolean {
  return /[/+]json\b/i.test(response.headers.get('content-type') ?? '');
}

function problem(code: string, status: number): Response {
  return Response.json({ code, message: 'Supabase did not respond' }, { status });
}

/** Fetch hides the reason in a TypeError; several addresses of one host fail together, usually for the same reason. */
function codeOf(error: unknown): string {
  const { code, cause, errors, name } = error as {
    code?: unknown;
    cause?: unknown;
    errors?: unknown[];
    name?: unknown;
  };
  if (typeof code === 'string') return code;
  const inner = cause ?? errors?.[0];
  return inner === undefined || inner === null ? String(name) : codeOf(inner);
}
