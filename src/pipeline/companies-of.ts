import { companyKeys, companyReference, type CompanyReference } from '../model/company-reference.js';
import type { Profile } from '../model/profile.js';
import type { Position } from '../profile-store/company.store.js';

/** A company that a profile names, under every key it uses for it, with the positions held there. */
export interface CompanyMention {
  reference: CompanyReference;
  /** Its name in messages. */
  name: string | null;
  positions: Position[];
}

/** The companies of a profile, the current one first, then in the order of experience, without duplicates. */
export function companiesOf(profile: Profile): CompanyMention[] {
  const named: CompanyMention[] = [];
  const current = profile.current_company;
  if (current) add(named, current.company_id, current.linkedin_url, current.name);
  for (const {
    company_id,
    company_linkedin_url,
    company,
    title,
    start_date,
    end_date,
    is_current,
  } of profile.experience) {
    add(named, company_id, company_linkedin_url, company, { title, start_date, end_date, is_current });
  }
  return named.map((company) => withPosition(company, profile));
}

function add(
  named: CompanyMention[],
  id: string | null,
  url: string | null,
  name: string | null,
  position?: Position,
): void {
  const reference = merged([
    { linkedin_id: id, slug: null },
    (url === null ? null : companyReference(url)) ?? { linkedin_id: null, slug: null },
  ]);
  if (companyKeys(reference).length === 0) return;
  const positions = position ? [position] : [];
  const known = named.filter((other) => isSame(other.reference, reference));
  const [first, ...others] = known;
  if (first === undefined) {
    named.push({ reference, name, positions });
    return;
  }
  // A reference with both keys may connect two entries that had no key in common.
  first.reference = merged([first.reference, ...others.map((other) => other.reference), reference]);
  first.name ??= name;
  first.positions.push(...others.flatMap((other) => other.positions), ...positions);
  for (const other of others) named.splice(named.indexOf(other), 1);
}

/** LinkedIn's number decides; the slug only if a number is missing. */
export function isSame(a: CompanyReference, b: CompanyReference): boolean {
  if (a.linkedin_id !== null && b.linkedin_id !== null) return a.linkedin_id === b.linkedin_id;
  return a.slug !== null && a.slug === b.slug;
}

function merged(references: readonly CompanyReference[]): CompanyReference {
  return {
    linkedin_id: references.find(({ linkedin_id }) => linkedin_id !== null)?.linkedin_id ?? null,
    slug: references.find(({ slug }) => slug !== null)?.slug ?? null,
  };
}

/** A current company that no experience mentions is still a position the member holds. */
function withPosition(company: CompanyMention, { position }: Profile): CompanyMention {
  if (company.positions.length > 0) return company;
  return { ...company, positions: [{ title: position, start_date: null, end_date: null, is_current: true }] };
}
