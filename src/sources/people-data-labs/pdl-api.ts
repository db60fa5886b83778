import { HttpClient, type HttpRequest, type JsonAnswer } from '../../infrastructure/http-client/http-client.js';
import type { ReportCredits } from '../person-source.js';
import type { SourceAccount } from '../source-account.js';
import { CallWindow } from './call-window.js';
import { noteCredits } from './credit-headers.js';
import { pdlFailure, rateLimited } from './pdl-failure.js';
import type { PdlEndpoint } from './pdl-endpoint.js';
import { readRateLimit } from './rate-limit-headers.js';

export interface PdlOptions {
  /** The credential of every call; no message contains it. */
  apiKey: string;
  baseUrl: string;
  account: SourceAccount;
}

/** What identifies a person or company. */
export type PdlQuery = { profile: string } | { email: string };

interface PdlCall {
  signal: AbortSignal;
  report: ReportCredits | undefined;
}

/** The API of People Data Labs, one attempt per call: observes its limits, and records what it reports about the account. */
export class PdlApi {
  private readonly http = new HttpClient('profile source');
  private readonly windows = new Map<PdlEndpoint, CallWindow>();

  constructor(private readonly options: PdlOptions) {}

  /**
   * The body of a response with status 200, which is a match.
   * @throws UpstreamError; RATE_LIMITED also without a call, if the limit is known to be reached
   */
  async enrich(endpoint: PdlEndpoint, query: PdlQuery, call: PdlCall): Promise<JsonAnswer> {
    call.signal.throwIfAborted();
    const window = this.windowOf(endpoint);
    const wait = window.enter();
    if (wait > 0) throw rateLimited(wait);
    try {
      return await this.ask(endpoint, query, window, call);
    } finally {
      window.leave();
    }
  }

  private async ask(
    endpoint: PdlEndpoint,
    query: PdlQuery,
    window: CallWindow,
    { signal, report }: PdlCall,
  ): Promise<JsonAnswer> {
    const { account } = this.options;
    let resetsIn: number | null = null;
    const onResponse: HttpRequest['onResponse'] = ({ headers }) => {
      const limit = readRateLimit(headers);
      resetsIn = limit.resetsIn;
      if (limit.remaining !== null && resetsIn !== null) window.learn({ remaining: limit.remaining, resetsIn });
      const spent = noteCredits(account, headers, endpoint);
      if (spent !== null) report?.(spent);
    };
    try {
      return await this.http.get({ ...this.request(endpoint, query), signal, onResponse });
    } catch (error) {
      const failure = pdlFailure(error, endpoint.subject, resetsIn);
      const limited = failure as { code?: unknown; retryAfterMs?: number };
      if (limited.code === 'RATE_LIMITED') window.learn({ remaining: 0, resetsIn: limited.retryAfterMs ?? 0 });
      throw failure;
    }
  }

  /**
   * All data is stored in lowercase there. The API is asked to capitalize it (`titlecase`) because it knows its names better than
   * a rule of ours could, and data is stored and shown as received. It may still write Cto.
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
