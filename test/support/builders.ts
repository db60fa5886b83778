import type { Company } from '../../src/model/company.js';
import { companyUrl } from '../../src/model/company-reference.js';
import type { Experience, Profile, StoredProfile } from '../../src/model/profile.js';

/** A minimal profile; pass the fields that the test is about. */
export function aProfile(given: Partial<Profile> = {}): Profile {
  const public_id = given.public_id ?? 'ann';
  return {
    public_id,
    linkedin_id: null,
    url: `https://www.linkedin.com/in/${public_id}/`,
    name: 'Ann Example',
    position: 'Chief Technology Officer',
    about: null,
    city: null,
    country_code: null,
    location: null,
    followers: null,
    connections: null,
    profile_image_url: null,
    current_company: null,
    experience: [],
    education: [],
    certifications: [],
    languages: [],
    skills: [],
    ...given,
  };
}

export function aStoredProfile(given: Partial<StoredProfile> = {}): StoredProfile {
  const stored_at = new Date('2026-01-31T12:00:00Z');
  return {
    ...aProfile(given),
    id: '00000000-0000-4000-8000-000000000001',
    suggested_role: 'CTO',
    source: 'sandbox',
    fetched_at: stored_at,
    has_embedding: true,
    created_at: stored_at,
    updated_at: stored_at,
    ...given,
  };
}

export function anExperience(given: Partial<Experience> = {}): Experience {
  return {
    title: 'CTO',
    company: null,
    company_id: null,
    company_linkedin_url: null,
    company_logo_url: null,
    location: null,
    description: null,
    employment_type: null,
    start_date: null,
    end_date: null,
    duration: null,
    is_current: false,
    skills: [],
    ...given,
  };
}

export function aCompany(given: Partial<Company> = {}): Company {
  const { linkedin_id = null, slug = 'acme' } = given;
  return {
    linkedin_id,
    slug,
    company_name: 'Acme',
    linkedin_url: companyUrl({ linkedin_id, slug }),
    description: null,
    tagline: null,
    domain: null,
    website: null,
    industries: [],
    specialties: [],
    employee_count: null,
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
