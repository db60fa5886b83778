import { companyUrl, type CompanyReference } from '../../model/company-reference.js';
import type { LinkedInUrl } from '../../model/linkedin-url.js';
import { mapCompany } from '../mapping/company.mapper.js';
import { mapProfile } from '../mapping/profile.mapper.js';
import { fields } from '../mapping/record.js';
import { ProfileSource, type SourcedCompany, type SourcedProfile } from '../profile-source.js';
import { companyPayload } from './company-payload.js';
import type { PdlApi } from './pdl-api.js';
import { companyEnrichment, personEnrichment } from './pdl-endpoint.js';
import { personPayload } from './person-payload.js';

/** Looks up the member or company for a LinkedIn URL at People Data Labs, one attempt per call. */
export class PeopleDataLabsProfileSource extends ProfileSource {
  readonly name = 'people-data-labs';

  constructor(private readonly api: PdlApi) {
    super();
  }

  /** Responses have the form `{ status, likelihood, data }`. */
  async fetchProfile(url: LinkedInUrl, signal: AbortSignal): Promise<SourcedProfile> {
    const { json, text } = await this.api.enrich(personEnrichment, { profile: url.toString() }, signal);
    return { value: mapProfile(personPayload(fields(json)['data']), url), ...this.origin(text) };
  }

  /** Responses are the company itself, with a `status` among its fields. */
  async fetchCompany(company: CompanyReference, signal: AbortSignal): Promise<SourcedCompany> {
    const { json, text } = await this.api.enrich(companyEnrichment, { profile: companyUrl(company) }, signal);
    return { value: mapCompany(companyPayload(json), company), ...this.origin(text) };
  }

  private origin(raw: string) {
    return { raw, source: this.name, fetched_at: new Date(), attempts: 1 };
  }
}
