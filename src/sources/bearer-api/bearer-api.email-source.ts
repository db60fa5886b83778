import { HttpClient, type HttpRequest, type JsonAnswer } from '../../infrastructure/http-client/http-client.js';
import type { EmailAddress } from '../../model/email-address.js';
import { EmailSource, type BearerSecret, type FetchedByEmail } from '../email-source.js';
import { bearerApiFailure } from './bearer-api-failure.js';
import { foundData } from './found-data.js';

/** Where the address goes in a URL that has room for it. */
const PLACE = '{email}';

/** Asks an API that its operator may use, with that operator's tokens: `Authorization: Bearer`, one attempt a call. */
export class BearerApiEmailSource extends EmailSource {
  readonly name = 'bearer-api';
  readonly tokens = 'required';
  private readonly http = new HttpClient('profile source');

  /** @param url with `{email}` in it the API is asked with GET, else with POST and `{ "email": "…" }` */
  constructor(private readonly url: string) {
    super();
  }

  override async fetchByEmail(
    { value: email }: EmailAddress,
    token: BearerSecret | null,
    signal: AbortSignal,
  ): Promise<FetchedByEmail> {
    const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token.reveal()}` };
    const answer = await this.ask(email, { headers, signal }).catch((error: unknown) => {
      throw bearerApiFailure(error);
    });
    return { data: foundData(answer.json), raw: answer.text, fetched_at: new Date() };
  }

  private ask(email: string, request: Omit<HttpRequest, 'url'>): Promise<JsonAnswer> {
    if (!this.url.includes(PLACE)) return this.http.post({ ...request, url: this.url }, { email });
    return this.http.get({ ...request, url: this.url.replaceAll(PLACE, () => encodeURIComponent(email)) });
  }
}
