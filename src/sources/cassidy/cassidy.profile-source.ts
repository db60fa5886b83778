import { HttpClient } from '../../infrastructure/http-client/http-client.js';
import { HttpStatusError } from '../../infrastructure/http-client/http-status.error.js';
import { companyUrl, type CompanyReference } from '../../model/company-reference.js';
import type { LinkedInUrl } from '../../model/linkedin-url.js';
import { mapCompany, namesCompany } from '../mapping/company.mapper.js';
import { mapProfile, namesSomebody } from '../mapping/profile.mapper.js';
import { ProfileSource, type SourcedCompany, type SourcedProfile } from '../profile-source.js';
import { notFound } from '../source.errors.js';
import { readAnswer, type CassidyPayload, type Expectation } from './cassidy-answer.js';

export interface CassidyOptions {
  /** Both URLs are credentials: they appear in no message. */
  profileWorkflowUrl: string;
  companyWorkflowUrl: string;
}

const PROFILE: Expectation = { subject: 'profile', isUsable: namesSomebody };
const COMPANY: Expectation = { subject: 'company', isUsable: namesCompany };

/** Fetches by running workflows of cassidy over their webhooks, one attempt a call. */
export class CassidyProfileSource extends ProfileSource {
  readonly name = 'cassidy';
  private readonly http = new HttpClient('profile source');

  constructor(private readonly options: CassidyOptions) {
    super();
  }

  async fetchProfile(url: LinkedInUrl, signal: AbortSignal): Promise<SourcedProfile> {
    const { payload, raw } = await this.runWorkflow(this.options.profileWorkflowUrl, url.toString(), PROFILE, signal);
    return { value: mapProfile(payload, url), ...this.origin(raw) };
  }

  async fetchCompany(company: CompanyReference, signal: AbortSignal): Promise<SourcedCompany> {
    const { payload, raw } = await this.runWorkflow(
      this.options.companyWorkflowUrl,
      companyUrl(company),
      COMPANY,
      signal,
    );
    return { value: mapCompany(payload, company), ...this.origin(raw) };
  }

  /** Both workflows take the URL under the same key. */
  private async runWorkflow(
    workflow: string,
    linkedInUrl: string,
    expected: Expectation,
    signal: AbortSignal,
  ): Promise<CassidyPayload> {
    try {
      return readAnswer(await this.http.post({ url: workflow, signal }, { profile: linkedInUrl }), expected);
    } catch (error) {
      throw error instanceof HttpStatusError && error.status === 404 ? notFound(expected.subject) : error;
    }
  }

  private origin(raw: string) {
    return { raw, source: this.name, fetched_at: new Date(), attempts: 1 };
  }
}
