import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { companyUrl, type CompanyReference } from '../../model/company-reference.js';
import type { JsonValue } from '../../model/json-value.js';
import { mapCompany } from '../mapping/company.mapper.js';
import { sourceAt } from '../mapping/json-source.js';
import {
  PersonSource,
  type FetchedCompany,
  type FetchedPerson,
  type Lookup,
  type ReportCredits,
} from '../person-source.js';
import { recognised } from '../recognition/recognise.js';
import { shownData } from '../shown-data.js';
import { companyPayload } from './company-payload.js';
import type { PdlApi } from './pdl-api.js';
import { companyEnrichment, personEnrichment } from './pdl-endpoint.js';

/** Looks up members and companies by LinkedIn URL, and people by email address, at People Data Labs. The credential is the operator's key. */
export class PeopleDataLabsSource extends PersonSource {
  readonly name = 'people-data-labs';
  readonly accepts = { urls: true, emails: true };
  readonly tokens = 'none';
  readonly price = { person: 1, company: 1 };

  constructor(private readonly api: PdlApi) {
    super();
  }

  /** Responses have the form `{ status, likelihood, data }`. A job shows the `data` alone. */
  override async fetchPerson(
    lookup: Lookup,
    _token: unknown,
    signal: AbortSignal,
    report?: ReportCredits,
  ): Promise<FetchedPerson> {
    const query = lookup.by === 'url' ? { profile: lookup.url.toString() } : { email: lookup.email.value };
    const { json, text } = await this.api
      .enrich(personEnrichment, query, { signal, report })
      .catch((error: unknown) => {
        throw lookup.by === 'email' ? ofEmail(error) : error;
      });
    const person = recognised(json, lookup);
    const raw = lookup.by === 'url' ? text : (sourceAt(text, ['data']) ?? text);
    return Object.assign(person, { data: shownData(this.name, json as JsonValue), raw, fetched_at: new Date() });
  }

  /** Responses are the company itself, with a `status` among its fields. */
  override async fetchCompany(
    company: CompanyReference,
    signal: AbortSignal,
    report?: ReportCredits,
  ): Promise<FetchedCompany> {
    const query = { profile: companyUrl(company) };
    const { json, text } = await this.api.enrich(companyEnrichment, query, { signal, report });
    return { value: mapCompany(companyPayload(json), company), raw: text, fetched_at: new Date() };
  }
}

function ofEmail(error: unknown): unknown {
  if (!(error instanceof UpstreamError) || error.code !== 'INVALID_REQUEST') return error;
  return new UpstreamError('INVALID_REQUEST', 'The profile source does not accept this email address');
}
