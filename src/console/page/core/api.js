import { keptKey } from './key.js';
import { serviceUrl } from './url.js';

/** An error response of the service, with its message. */
export class ApiError extends Error {
  /**
   * @param {string} code
   * @param {{ status?: number, message: string, suggestions?: string[] | null, details?: any, validation_errors?: any[] }} answer
   */
  constructor(code, { status = 0, message, suggestions = null, details = {}, validation_errors = [] }) {
    super(message);
    this.code = code;
    this.status = status;
    this.suggestions = suggestions ?? [];
    this.details = details ?? {};
    /** @type {{ field: string, message: string }[]} */
    this.problems = validation_errors;
  }
}

/** @type {() => void} */
let onRejectedKey = () => undefined;

/** @param {() => void} listener called when the kept key is not valid */
export function whenKeyIsRejected(listener) {
  onRejectedKey = listener;
}

/** @param {string} path @param {Record<string, unknown>} [query] */
export const addressOf = (path, query) => serviceUrl(document.baseURI, path, query);

/**
 * @param {string} method
 * @param {string} path
 * @param {{ query?: Record<string, unknown>, body?: unknown, signal?: AbortSignal, headers?: Record<string, string>, key?: string | null }} [given]
 * `body` is sent as JSON unless it is a form
 * @returns {Promise<Response>} a response with a status from 200 to 299
 * @throws {ApiError}
 */
export async function send(method, path, { query, body, signal, headers = {}, key = keptKey() } = {}) {
  const isForm = body instanceof FormData;
  const response = await fetch(addressOf(path, query), {
    method,
    signal,
    headers: {
      ...(key && { 'X-API-Key': key }),
      ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
  }).catch((error) => {
    throw signal?.aborted ? error : unreachable();
  });
  if (response.ok) return response;
  const error = await failure(response);
  if (error.code === 'UNAUTHORIZED' && key && key === keptKey()) onRejectedKey();
  throw error;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Parameters<typeof send>[2]} [given]
 * @returns {Promise<any>} the body
 */
export async function call(method, path, given) {
  const response = await send(method, path, given);
  return response.status === 204 ? null : await response.json();
}

/** @param {string} path @param {Record<string, unknown>} [query] @param {AbortSignal} [signal] */
export const get = (path, query, signal) => call('GET', path, { query, signal });

/** @param {string} path @param {unknown} [body] */
export const post = (path, body) => call('POST', path, { body });

const unreachable = () =>
  new ApiError('UNREACHABLE', {
    message: 'The service cannot be reached',
    suggestions: ['Check that it is running and that this device is online'],
  });

/** @param {Response} response */
async function failure(response) {
  const body = await response.json().catch(() => null);
  const status = response.status;
  if (body?.error_code) return new ApiError(body.error_code, { status, ...body });
  return new ApiError('UNEXPECTED', { status, message: `Unexpected response with status ${status}` });
}
