import type { Company, StoredCompany } from '../../src/model/company.js';
import { companyUrl } from '../../src/model/company-reference.js';
import type { TextEmbedding } from '../../src/model/embedding.js';
import type { Profile } from '../../src/model/profile.js';
import type {
  EnrichedProfile,
  FetchedCompany,
  LinkedCompany,
  ProfileStore,
  SavedProfile,
} from '../../src/profile-store/profile.store.js';

export const MODEL = 'test-model';

/** A unit vector in the plane of the first two dimensions, at an angle in degrees. */
export function vectorAt(degrees: number, model = MODEL): TextEmbedding {
  const angle = (degrees * Math.PI) / 180;
  return { vector: [Math.cos(angle), Math.sin(angle)], model, text_hash: `hash-${degrees}` };
}

export function aProfile(slug: string, given: Partial<Profile> = {}): Profile {
  return {
    public_id: slug,
    linkedin_id: null,
    url: `https://www.linkedin.com/in/${slug}/`,
    name: `Name of ${slug}`,
    position: 'Engineer',
    about: null,
    city: 'Berlin',
    country_code: 'DE',
    location: 'Berlin, Germany',
    followers: 10,
    connections: 5,
    profile_image_url: null,
    current_company: null,
    experience: [],
    education: [],
    certifications: [],
    languages: [{ name: 'German', proficiency: null }],
    skills: ['SQL'],
    ...given,
  };
}

export function currentCompany(name: string): Profile['current_company'] {
  return {
    name,
    company_id: null,
    linkedin_url: null,
    domain: null,
    website: null,
    industry: null,
    employee_count: null,
    year_founded: null,
    logo_url: null,
  };
}

/** Everything about a profile; `values` overrides fields of the profile itself. */
export function enriched(
  slug: string,
  given: Partial<EnrichedProfile> & { values?: Partial<Profile> } = {},
): EnrichedProfile {
  const { values, ...rest } = given;
  return {
    profile: aProfile(slug, values),
    raw: JSON.stringify({ public_id: slug }),
    source: 'test',
    fetched_at: new Date('2026-01-01T00:00:00.000Z'),
    requested_slug: slug,
    email: null,
    stated_email: null,
    name_override: null,
    suggested_role: 'CTO',
    companies: [],
    embedding: null,
    ...rest,
  };
}

/** A point in time; later for a larger number. */
export const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number));

/** An answer that gives the member's number, or null, at a time. */
export function numbered(
  slug: string,
  linkedin_id: string | null,
  fetched_at: Date,
  values: Partial<Profile> = {},
  given: Partial<EnrichedProfile> = {},
): EnrichedProfile {
  return enriched(slug, { values: { linkedin_id, ...values }, fetched_at, ...given });
}

/** Saves a profile that the store accepts. */
export async function saved(profiles: ProfileStore, profile: EnrichedProfile): Promise<SavedProfile> {
  const outcome = await profiles.save(profile);
  if (outcome.status !== 'saved') throw new Error('The profile was not saved', { cause: outcome });
  return outcome.saved;
}

export function aCompany(reference: { linkedin_id?: string; slug?: string }, given: Partial<Company> = {}): Company {
  const keys = { linkedin_id: reference.linkedin_id ?? null, slug: reference.slug ?? null };
  return {
    ...keys,
    company_name: 'Acme',
    linkedin_url: companyUrl(keys),
    description: null,
    tagline: null,
    domain: null,
    website: null,
    industries: ['Software'],
    specialties: [],
    employee_count: 100,
    employee_range: null,
    followers: null,
    year_founded: null,
    logo_url: null,
    city: null,
    region: null,
    country_code: null,
    address: null,
    ...given,
  };
}

export function fetched(value: Company, given: Partial<FetchedCompany> = {}): FetchedCompany {
  return {
    value,
    raw: '{}',
    source: 'test',
    fetched_at: new Date('2026-01-01T00:00:00.000Z'),
    embedding: null,
    ...given,
  };
}

export function workedAt(company: FetchedCompany | StoredCompany, title: string | null = 'Engineer'): LinkedCompany {
  return { company, positions: [{ title, start_date: '2020-01', end_date: null, is_current: true }] };
}
