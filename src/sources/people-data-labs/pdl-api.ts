import { HttpClient, type HttpRequest, type JsonAnswer } from '../../infrastructure/http-client/http-client.js';
import type { SourceAccount } from '../source-account.js';
import { CallWindow } from './call-window.js';
import { noteCredits } from './credit-headers.js';
import { AccountRefusal, pdlFailure, rateLimited } from './pdl-failure.js';
import type { PdlEndpoint } from './pdl-endpoint.js';
import { readRateLimit } from './rate-limit-headers.js';

export interface PdlOptions {
  /** The credential of every call: it appears in no message. */
  apiKey: string;
  baseUrl: string;
  account: SourceAccount;
}

/** What a person or company is known by. */
export type PdlQuery = { profile: string } | { email: string };

/** The API of People Data Labs, one attempt a call: keeps to its limits, and notes what it tells of the account. */
export class PdlApi {
  private readonly http = new HttpClient('profile source');
  private readonly windows = new Map<PdlEndpoint, CallWindow>();

  constructor(private readonly options: PdlOptions) {}

  /** Why the account is refused, as long as no other call was taken since. */
  problemOf({ creditType }: PdlEndpoint): string | null {
    return this.options.account.problemOf(creditType);
  }

  /**
   * The body of an answer with status 200, which is a match.
   * @throws UpstreamError; RATE_LIMITED also without a call, where one is known to be in vain
   */
  async enrich(endpoint: PdlEndpoint, query: PdlQuery, signal: AbortSignal): Promise<JsonAnswer> {
    signal.throwIfAborted();
    const window = this.windowOf(endpoint);
    const wait = window.enter();
    if (wait > 0) throw rateLimited(wait);
    try {
      return await this.ask(endpoint, query, window, signal);
    } finally {
      window.leave();
    }
  }

  private async ask(
    endpoint: PdlEndpoint,
    query: PdlQuery,
    window: CallWindow,
    signal: AbortSignal,
  ): Promise<JsonAnswer> {
    const { account } = this.options;
    let resetsIn: number | null = null;
    const onResponse: HttpRequest['onResponse'] = ({ status, headers }) => {
      const limit = readRateLimit(headers);
      resetsIn = limit.resetsIn;
      if (limit.remaining !== null && resetsIn !== null) window.learn({ remaining: limit.remaining, resetsIn });
      noteCredits(account, headers, endpoint);
      if (status === 200 || status === 404) account.accept(endpoint.creditType);
    };
    try {
      return await this.http.get({ ...this.request(endpoint, query), signal, onResponse });
    } catch (error) {
      const failure = pdlFailure(error, endpoint.subject, resetsIn);
      if (failure instanceof AccountRefusal) account.refuse(endpoint.creditType, failure.message);
      const told = failure as { code?: unknown; retryAfterMs?: number };
      if (told.code === 'RATE_LIMITED') window.learn({ remaining: 0, resetsIn: told.retryAfterMs ?? 0 });
      throw failure;
    }
  }

  /**
   * All data are kept in lower case there. Capitals are asked of the API (`titlecase`): it knows more about its names than a rule
   * of ours could, and what is stored as it came is what is shown. It may still write Cto.
   */
  private request({ path }: PdlEndpoint, query: PdlQuery): Pick<HttpRequest, 'url' | 'headers'> {
    const { apiKey, baseUrl } = this.options;
    const parameters = new URLSearchParams({ ...query, titlecase: 'true' });
    return { url: `${baseUrl.replace(/\/+$/, '')}${path}?${parameters.toString()}`, headers: { 'x-api-key': apiKey } };
  }

  private windowOf(endpoint: PdlEndpoint): CallWindow {
    const window = this.windows.get(endpoint) ?? new CallWindow();
    this.windows.set(endpoint, window);
    return window;
  }
}
