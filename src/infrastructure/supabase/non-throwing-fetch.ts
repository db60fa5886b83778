import { checkBounds, JsonBoundsError, type JsonBounds } from '../../common/json/bounded-json.js';
import { boundedText } from '../http-client/bounded-text.js';

/** Longest time for one request with its answer, in milliseconds; a store that hangs must not hold a batch for ever. */
const TIMEOUT = 30_000;
/** Most of one answer: a page of a hundred profiles of the largest size, or a batch. */
const MAX_BYTES = 64 * 1024 * 1024;
const BOUNDS: JsonBounds = { depth: 2_000, values: 5_000_000 };

/**
 * Fetch that always answers, and whole: where there is no answer, or one that Supabase does not give, it makes an error of
 * PostgREST's form whose code is that of Node, its fetch, NOT_JSON or TOO_LARGE. supabase-js passes codes on, but no thrown errors.
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

/** Fetch hides the reason behind a TypeError; several addresses of one host fail together, mostly for one reason. */
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
