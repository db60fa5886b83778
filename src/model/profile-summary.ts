import type { CurrentCompany, Experience, Profile } from './profile.js';

/** The columns of a spreadsheet that describe a person. */
export interface ProfileSummary {
  name: string | null;
  headline: string | null;
  current_title: string | null;
  current_company: string | null;
  company_domain: string | null;
  location: string | null;
  /** ISO 3166-1 alpha-2. */
  country_code: string | null;
  linkedin_url: string | null;
}

type Position = Pick<Experience, 'title' | 'company'>;

/** The parts of a profile that a summary is made of. */
export interface Summarized extends Pick<Profile, 'name' | 'position' | 'location' | 'country_code' | 'url'> {
  current_company: Pick<CurrentCompany, 'name' | 'domain'> | null;
  /** Current positions, in order. */
  positions: Position[];
}

export function summaryOf({ name, position, location, country_code, url, ...work }: Summarized): ProfileSummary {
  const company = work.current_company;
  const current = work.positions.find((held) => isAt(held, company)) ?? work.positions[0];
  return {
    name,
    headline: position,
    current_title: current?.title ?? null,
    current_company: company?.name ?? current?.company ?? null,
    company_domain: company?.domain ?? null,
    location,
    country_code,
    linkedin_url: url,
  };
}

export function profileSummary(profile: Profile): ProfileSummary {
  return summaryOf({ ...profile, positions: profile.experience.filter(({ is_current }) => is_current) });
}

function isAt(position: Position, company: Summarized['current_company']): boolean {
  const name = company?.name?.toLowerCase();
  return name !== undefined && position.company?.toLowerCase() === name;
}
