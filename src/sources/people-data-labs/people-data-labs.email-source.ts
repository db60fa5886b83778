import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { EmailAddress } from '../../model/email-address.js';
import type { JsonValue } from '../../model/json-value.js';
import { EmailSource, type BearerSecret, type FetchedByEmail } from '../email-source.js';
import { sourceAt } from '../mapping/json-source.js';
import { namesSomebody } from '../mapping/profile.mapper.js';
import { fields } from '../mapping/record.js';
import { invalidData, type SourceError } from '../source.errors.js';
import type { PdlApi } from './pdl-api.js';
import { personEnrichment } from './pdl-endpoint.js';
import { AccountRefusal } from './pdl-failure.js';
import { personPayload } from './person-payload.js';

/** How often one call checks whether the account is accepted again, in milliseconds: seldom enough not to be a nuisance. */
const ACCOUNT_REST_MS = 60_000;

/**
 * Looks up the person with an email address at People Data Labs, one attempt per call. The credential is the operator's key.
 * While the account is rejected (no credits, a wrong key) one call a minute is made; the others wait until one is accepted.
 */
export class PeopleDataLabsEmailSource extends EmailSource {
  readonly name = 'people-data-labs';
  readonly tokens = 'none';
  private restsUntil = 0;

  constructor(private readonly api: PdlApi) {
    super();
  }

  override async fetchByEmail(
    { value: email }: EmailAddress,
    _token: BearerSecret | null,
    signal: AbortSignal,
  ): Promise<FetchedByEmail> {
    this.restWhileRefused();
    const { json, text } = await this.api.enrich(personEnrichment, { email }, signal).catch((error: unknown) => {
      if (error instanceof AccountRefusal) this.restsUntil = Date.now() + ACCOUNT_REST_MS;
      throw byEmail(error);
    });
    const { data } = fields(json);
    if (!namesSomebody(personPayload(data))) throw invalidData('profile');
    return { data: data as JsonValue, raw: sourceAt(text, ['data']) ?? text, fetched_at: new Date() };
  }

  private restWhileRefused(): void {
    const problem = this.api.problemOf(personEnrichment);
    if (problem === null) return;
    const rest = this.restsUntil - Date.now();
    if (rest > 0) throw accountRests(problem, rest);
    // One caller checks for all of them.
    this.restsUntil = Date.now() + ACCOUNT_REST_MS;
  }
}

function accountRests(problem: string, retryAfterMs: number): SourceError {
  return new UpstreamError('TOKEN_REFUSED', problem, { retryAfterMs });
}

function byEmail(error: unknown): unknown {
  // This says nothing about the address, which is retried when the account is accepted again.
  if (error instanceof AccountRefusal) return accountRests(error.message, ACCOUNT_REST_MS);
  if (error instanceof UpstreamError && error.code === 'INVALID_REQUEST') {
    return new UpstreamError('INVALID_REQUEST', 'The profile source does not accept this email address');
  }
  return error;
}
