import { HttpClient, type HttpRequest, type JsonAnswer } from '../../infrastructure/http-client/http-client.js';
import type { JsonValue } from '../../model/json-value.js';
import {
  PersonSource,
  type BearerSecret,
  type FetchedCompany,
  type FetchedPerson,
  type Lookup,
} from '../person-source.js';
import { recognised } from '../recognition/recognise.js';
import { takesNoUrls } from '../source.errors.js';
import { bearerApiFailure } from './bearer-api-failure.js';

/** Placeholder for the address in BEARER_API_URL. */
const PLACE = '{email}';

/** Calls an API that the operator is entitled to use, with the operator's tokens: `Authorization: Bearer`. */
export class BearerApiSource extends PersonSource {
  readonly name = 'bearer-api';
  readonly accepts = { urls: false, emails: true };
  readonly tokens = 'required';
  readonly price = { person: 1, company: 0 };
  private readonly http = new HttpClient('profile source');

  /** @param url if it contains `{email}`, the API is called with GET, otherwise with POST and `{ "email": "…" }` */
  constructor(private readonly url: string) {
    super();
  }

  override async fetchPerson(lookup: Lookup, token: BearerSecret | null, signal: AbortSignal): Promise<FetchedPerson> {
    if (lookup.by === 'url') throw takesNoUrls('member');
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token.reveal()}` };
    const answer = await this.ask(lookup.email.value, { headers, signal }).catch((error: unknown) => {
      throw bearerApiFailure(error);
    });
    const data = answer.json as JsonValue;
    return Object.assign(recognised(data, lookup), { data, raw: answer.text, fetched_at: new Date() });
  }

  override fetchCompany(): Promise<FetchedCompany> {
    return Promise.reject(takesNoUrls('company'));
  }

  private ask(email: string, request: Omit<HttpRequest, 'url'>): Promise<JsonAnswer> {
    if (!this.url.includes(PLACE)) return this.http.post({ ...request, url: this.url }, { email });
    return this.http.get({ ...request, url: this.url.replaceAll(PLACE, () => encodeURIComponent(email)) });
  }
}
