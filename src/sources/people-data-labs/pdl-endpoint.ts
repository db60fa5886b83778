import type { Subject } from '../source.errors.js';

/** A way to ask the API; limits and credits are kept apart for each (https://docs.peopledatalabs.com/docs/usage-limits). */
export interface PdlEndpoint {
  path: string;
  subject: Subject;
  /** Type of the credits that it costs, where an answer does not say so itself. */
  creditType: string;
}

export const personEnrichment: PdlEndpoint = { path: '/v5/person/enrich', subject: 'profile', creditType: 'enrich' };

export const companyEnrichment: PdlEndpoint = {
  path: '/v5/company/enrich',
  subject: 'company',
  creditType: 'enrich_company',
};
