import { JsonBoundsError, parseBounded } from '../../common/json/bounded-json.js';
import { boundedText } from './bounded-text.js';
import { HttpStatusError } from './http-status.error.js';
import { UpstreamError } from './upstream.error.js';

const ACCEPTED = 202;
const NO_CONTENT = 204;
/** What Node and undici say when there was no connection, so that nothing was sent. */
const NOT_CONNECTED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Far above the largest profile; a body without an end must not exhaust the memory. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

export interface HttpRequest {
  url: string;
  headers?: Record<string, string>;
  signal: AbortSignal;
  /** Receives status and headers of every response, whatever the status; must not throw. */
  onResponse?: (head: Pick<Response, 'status' | 'headers'>) => void;
}

export interface JsonAnswer {
  json: unknown;
  /** The body as received. */
  text: string;
}

/**
 * JSON over HTTP, one attempt per call. Throws UpstreamError (HttpStatusError for an error status), or the signal's reason. No
 * message contains a URL because it may contain the credential. Redirects are not followed for the same reason.
 */
export class HttpClient {
  constructor(
    /** As messages name it after `the`: `profile source`. */
    private readonly service: string,
    private readonly maxBodyBytes: number = MAX_BODY_BYTES,
  ) {}

  get(request: HttpRequest): Promise<JsonAnswer> {
    return this.send(request, { method: 'GET' });
  }

  post(request: HttpRequest, body: unknown): Promise<JsonAnswer> {
    return this.send(request, { method: 'POST', body: JSON.stringify(body) });
  }

  private async send({ url, headers, signal, onResponse }: HttpRequest, init: RequestInit): Promise<JsonAnswer> {
    const contentType = init.body === undefined ? {} : { 'content-type': 'application/json' };
    try {
      const response = await fetch(url, {
        ...init,
        headers: { accept: 'application/json', ...contentType, ...headers },
        redirect: 'manual',
        signal,
      });
      onResponse?.(response);
      return await this.read(response);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof UpstreamError ? error : this.unreachable(error);
    }
  }

  private async read(response: Response): Promise<JsonAnswer> {
    if (!response.ok) {
      await response.body?.cancel();
      throw new HttpStatusError(response.status, this.service, response.headers.get('retry-after'));
    }
    if (response.status === ACCEPTED) {
      await response.body?.cancel();
      throw this.unfinished();
    }
    if (response.status === NO_CONTENT) return { json: null, text: 'null' };
    const text = await boundedText(response, this.maxBodyBytes);
    if (text === null) throw this.tooMuch();
    try {
      return { json: parseBounded(text), text };
    } catch (error) {
      if (!(error instanceof JsonBoundsError)) throw this.unreadable(text.trim());
      throw error.problem === 'values' ? this.tooMuch() : this.tooDeep();
    }
  }

  private unfinished(): UpstreamError {
    return new UpstreamError('UPSTREAM_ERROR', `The ${this.service} has not finished the request (HTTP ${ACCEPTED})`, {
      retryable: true,
      isAnswer: true,
    });
  }

  private tooMuch(): UpstreamError {
    return new UpstreamError('INVALID_DATA', `The ${this.service} returned a response that is too large`);
  }

  private tooDeep(): UpstreamError {
    return new UpstreamError('INVALID_DATA', `The ${this.service} returned data that is nested too deeply`);
  }

  private unreadable(text: string): UpstreamError {
    // Gateways respond with pages or a few words, and broken connections truncate a response: all of it is temporary.
    if (text === '' || text.startsWith('<') || isTruncated(text)) {
      return new UpstreamError('UPSTREAM_ERROR', `The ${this.service} returned an incomplete response`, {
        retryable: true,
        isUnanswered: true,
      });
    }
    const notJson = `The ${this.service} returned a response that is not JSON`;
    return looksLikeJson(text)
      ? new UpstreamError('INVALID_DATA', notJson)
      : new UpstreamError('UPSTREAM_ERROR', notJson, { retryable: true });
  }

  /** The error of fetch may quote the URL, so only its code is kept. */
  private unreachable(error: unknown): UpstreamError {
    const { code } = (error as { cause?: { code?: unknown } }).cause ?? {};
    return new UpstreamError('UPSTREAM_ERROR', `The ${this.service} cannot be reached`, {
      retryable: true,
      isUnanswered: !NOT_CONNECTED.has(code),
      details: typeof code === 'string' ? code : undefined,
    });
  }
}

function looksLikeJson(text: string): boolean {
  return text.startsWith('{') || text.startsWith('[');
}

function isTruncated(text: string): boolean {
  if (text.startsWith('{')) return !text.endsWith('}');
  return text.startsWith('[') && !text.endsWith(']');
}
