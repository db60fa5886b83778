import { HttpClient } from '../../infrastructure/http-client/http-client.js';
import { HttpStatusError } from '../../infrastructure/http-client/http-status.error.js';
import { companyUrl, type CompanyReference } from '../../model/company-reference.js';
import type { JsonValue } from '../../model/json-value.js';
import { AccountRefusal } from '../account-refusal.js';
import { mapCompany, namesCompany } from '../mapping/company.mapper.js';
import { PersonSource, type FetchedCompany, type FetchedPerson, type Lookup } from '../person-source.js';
import { noPerson } from '../recognition/no-person.js';
import { isAboutSomebody, recognised } from '../recognition/recognise.js';
import { invalidData, notFound, takesNoEmails, type SourceError } from '../source.errors.js';
import { readAnswer, type CassidyPayload, type Expectation } from './cassidy-answer.js';

export interface CassidyOptions {
  /** Both URLs are credentials: they appear in no message. */
  profileWorkflowUrl: string;
  companyWorkflowUrl: string;
}

const PROFILE: Expectation = { subject: 'profile', isUsable: isAboutSomebody, otherwise: failureWithoutPerson };
const COMPANY: Expectation = { subject: 'company', isUsable: namesCompany, otherwise: () => invalidData('company') };

/** The error for payloads that name no person: a step that failed, perhaps temporarily, explains the others. */
function failureWithoutPerson(payloads: readonly unknown[]): SourceError {
  const failures = payloads.map(noPerson);
  return failures.find(({ retryable }) => retryable) ?? failures[0] ?? notFound('profile');
}

/** Fetches by running Cassidy workflows through their webhooks. */
export class CassidySource extends PersonSource {
  readonly name = 'cassidy';
  readonly accepts = { urls: true, emails: false };
  readonly tokens = 'none';
  readonly price = { person: 1, company: 1 };
  private readonly http = new HttpClient('profile source');

  constructor(private readonly options: CassidyOptions) {
    super();
  }

  override async fetchPerson(lookup: Lookup, _token: unknown, signal: AbortSignal): Promise<FetchedPerson> {
    if (lookup.by === 'email') throw takesNoEmails();
    const { payload, raw } = await this.runWorkflow(
      this.options.profileWorkflowUrl,
      lookup.url.toString(),
      PROFILE,
      signal,
    );
    const data = payload as JsonValue;
    return Object.assign(recognised(payload, lookup), { data, raw, fetched_at: new Date() });
  }

  override async fetchCompany(company: CompanyReference, signal: AbortSignal): Promise<FetchedCompany> {
    const workflow = this.options.companyWorkflowUrl;
    const { payload, raw } = await this.runWorkflow(workflow, companyUrl(company), COMPANY, signal);
    return { value: mapCompany(payload, company), raw, fetched_at: new Date() };
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
      throw error instanceof HttpStatusError ? meaningOf(error, expected) : error;
    }
  }
}

function meaningOf(error: HttpStatusError, { subject }: Expectation): Error {
  if (error.status === 404) return notFound(subject);
  if (error.status === 402)
    return new AccountRefusal('The profile source account has no credits left: buy credits from Cassidy');
  if (error.status === 401 || error.status === 403) {
    return new AccountRefusal(
      'The profile source rejected the workflow URL: set the CASSIDY_* settings to the URLs of your workflows and restart the service',
    );
  }
  return error;
}
