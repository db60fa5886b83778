import type { Subject } from '../source.errors.js';

/** An endpoint of the API; limits and credits are separate for each (https://docs.peopledatalabs.com/docs/usage-limits). */
export interface PdlEndpoint {
  path: string;
  subject: Subject;
  /** Type of the credits that it costs, if a response does not specify it. */
  creditType: string;
}

export const personEnrichment: PdlEndpoint = { path: '/v5/person/enrich', subject: 'profile', creditType: 'enrich' };

export const companyEnrichment: PdlEndpoint = {
  path: '/v5/company/enrich',
  subject: 'company',
  creditType: 'enrich_company',
};
