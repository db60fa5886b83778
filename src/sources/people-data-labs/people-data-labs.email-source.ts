import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import type { EmailAddress } from '../../model/email-address.js';
import type { JsonValue } from '../../model/json-value.js';
import { EmailSource, type BearerSecret, type FetchedByEmail } from '../email-source.js';
import { sourceAt } from '../mapping/json-source.js';
import { namesSomebody } from '../mapping/profile.mapper.js';
import { fields } from '../mapping/record.js';
import { invalidData } from '../source.errors.js';
import type { PdlApi } from './pdl-api.js';
import { personEnrichment } from './pdl-endpoint.js';
import { AccountRefusal } from './pdl-failure.js';
import { personPayload } from './person-payload.js';

/** How long to wait until the account may be in order again, in milliseconds: long enough not to be a nuisance. */
const ACCOUNT_REST_MS = 300_000;

/**
 * Asks People Data Labs for the person behind an email address, one attempt a call. The credential is the operator's key; what a
 * caller brings along as a token is not used.
 */
export class PeopleDataLabsEmailSource extends EmailSource {
  readonly name = 'people-data-labs';

  constructor(private readonly api: PdlApi) {
    super();
  }

  override async fetchByEmail(
    { value: email }: EmailAddress,
    _token: BearerSecret | null,
    signal: AbortSignal,
  ): Promise<FetchedByEmail> {
    const { json, text } = await this.api.enrich(personEnrichment, { email }, signal).catch((error: unknown) => {
      throw byEmail(error);
    });
    const { data } = fields(json);
    if (!namesSomebody(personPayload(data))) throw invalidData('profile');
    return { data: data as JsonValue, raw: sourceAt(text, ['data']) ?? text, fetched_at: new Date() };
  }
}

function byEmail(error: unknown): unknown {
  // It says nothing about the address, which has to be asked for again when the account is in order.
  if (error instanceof AccountRefusal) {
    return new UpstreamError('TOKEN_REFUSED', error.message, { retryAfterMs: ACCOUNT_REST_MS });
  }
  if (error instanceof UpstreamError && error.code === 'INVALID_REQUEST') {
    return new UpstreamError('INVALID_REQUEST', 'The profile source does not accept this email address');
  }
  return error;
}
