import type { LinkedInUrl } from '../model/linkedin-url.js';
import type { SuggestedRole } from '../model/suggested-role.js';

/** One profile to fetch, enrich and store. */
export interface IngestRequest {
  url: LinkedInUrl;
  suggested_role: SuggestedRole;
  /** Overrides the name that the source gives. */
  name: string | null;
  include_companies: boolean;
}

/** Whether both ask for the same thing, so that one answer serves both. */
export function sameRequest(a: IngestRequest, b: IngestRequest): boolean {
  return (
    a.url.slug === b.url.slug &&
    a.suggested_role === b.suggested_role &&
    a.name === b.name &&
    a.include_companies === b.include_companies
  );
}
