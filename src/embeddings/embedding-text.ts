import type { Company } from '../model/company.js';
import type { Profile } from '../model/profile.js';

/** The searchable text of a profile: first who the member is, then their experience. */
export function profileText(profile: Profile): string {
  return lines([
    profile.name,
    profile.position,
    phrase([profile.current_company?.name, profile.current_company?.industry]),
    profile.location ?? phrase([profile.city, profile.country_code]),
    profile.about,
    ...profile.experience.map(({ title, company, location, start_date, end_date, is_current, description }) =>
      lines([phrase([title, company, location, period(start_date, end_date, is_current)]), description]),
    ),
    ...profile.education.map(({ degree, field_of_study, school }) => phrase([degree, field_of_study, school])),
    ...profile.certifications.map(({ name, issuer }) => phrase([name, issuer])),
    list('Skills', profile.skills),
    list(
      'Languages',
      profile.languages.map(({ name }) => name),
    ),
  ]);
}

export function companyText(company: Company): string {
  return lines([
    company.company_name,
    company.tagline,
    list('Industries', company.industries),
    list('Specialties', company.specialties),
    phrase([company.city, company.region, company.country_code]),
    phrase([company.employee_range && `${company.employee_range} employees`, company.domain]),
    company.description,
  ]);
}

function period(start: string | null, end: string | null, isCurrent: boolean): string | null {
  const until = isCurrent ? 'today' : end;
  if (start === null) return until === null ? null : `until ${until}`;
  return until === null ? `since ${start}` : `${start} to ${until}`;
}

function list(title: string, items: readonly string[]): string | null {
  return items.length > 0 ? `${title}: ${items.join(', ')}` : null;
}

const phrase = (parts: readonly (string | null | undefined)[]) => parts.filter(Boolean).join(', ') || null;
const lines = (parts: readonly (string | null | undefined)[]) => parts.filter(Boolean).join('\n');
