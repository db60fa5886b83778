import { isLinkedIn, MAX_URL_LENGTH, slugAfter } from './linkedin-url.js';

/** Identifies a company. LinkedIn has a number and a vanity slug for each. */
export interface CompanyReference {
  /** LinkedIn's number of the company, digits only. */
  readonly linkedin_id: string | null;
  readonly slug: string | null;
}

const COMPANY_PATHS = ['company', 'school', 'showcase', 'organization'];

/** Reads either form, `/company/1035/` and `/company/microsoft/`; null if the text is not a company URL. */
export function companyReference(url: string): CompanyReference | null {
  if (url.length > MAX_URL_LENGTH) return null;
  const text = /^https?:\/\//i.test(url.trim()) ? url.trim() : `https://${url.trim()}`;
  if (!URL.canParse(text)) return null;
  const parsed = new URL(text);
  if (!isLinkedIn(parsed)) return null;
  const slug = COMPANY_PATHS.map((path) => slugAfter(path, parsed)).find((found) => found !== null);
  if (slug === undefined || slug === null) return null;
  return /^\d+$/.test(slug) ? { linkedin_id: slug, slug: null } : { linkedin_id: null, slug };
}

/** The vanity form if it is known, because people recognize it. */
export function companyUrl({ linkedin_id, slug }: CompanyReference): string {
  return `https://www.linkedin.com/company/${encodeURIComponent(slug ?? linkedin_id ?? '')}/`;
}

/** Keys under which a company can be looked up; two references that share one are the same company. */
export function companyKeys({ linkedin_id, slug }: CompanyReference): string[] {
  return [...(linkedin_id === null ? [] : [`id:${linkedin_id}`]), ...(slug === null ? [] : [`slug:${slug}`])];
}
