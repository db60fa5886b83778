import { companyReference } from '../../model/company-reference.js';
import { digits, text } from './text.js';

/** LinkedIn's number of a company, from its own field or from a URL in numeric form. */
export function companyIdOf(id: unknown, url: unknown): string | null {
  return digits(id) ?? companyReference(text(url) ?? '')?.linkedin_id ?? null;
}

/** The vanity slug in a company's URL. */
export function companySlugOf(url: unknown): string | null {
  return companyReference(text(url) ?? '')?.slug ?? null;
}

/** Whether a URL that names a company is that of a school. */
export function isSchoolPage(url: unknown): boolean {
  const words = text(url) ?? '';
  return companyReference(words) !== null && /^(?:https?:\/\/)?[^/]+\/school\//i.test(words);
}
