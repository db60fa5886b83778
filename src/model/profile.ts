import type { SuggestedRole } from './suggested-role.js';

/**
 * A member as this service understands one, whichever source it came from. Stored and transmitted data is in
 * snake_case everywhere, so a field has the same name in the database and in responses. `null` means unknown.
 */
export interface Profile {
  /** The member's slug, decoded, in lower case; null where only the number is known. */
  public_id: string | null;
  /** LinkedIn's number of the member, digits only. */
  linkedin_id: string | null;
  /** `https://www.linkedin.com/in/<slug>/`; null without a slug. */
  url: string | null;
  name: string | null;
  position: string | null;
  about: string | null;
  city: string | null;
  /** ISO 3166-1 alpha-2, upper case. */
  country_code: string | null;
  /** In the words of the source, for people to read. */
  location: string | null;
  followers: number | null;
  connections: number | null;
  profile_image_url: string | null;
  current_company: CurrentCompany | null;
  experience: Experience[];
  education: Education[];
  certifications: Certification[];
  languages: Language[];
  skills: string[];
}

/** What tells members apart. */
export type MemberIdentity = Pick<Profile, 'public_id' | 'linkedin_id'>;

/** Whether the profile identifies its member, by a slug or a number. */
export function isStorable({ public_id, linkedin_id }: MemberIdentity): boolean {
  return public_id !== null || linkedin_id !== null;
}

export interface CurrentCompany {
  name: string | null;
  /** LinkedIn's numeric ID of the company. */
  company_id: string | null;
  linkedin_url: string | null;
  domain: string | null;
  website: string | null;
  industry: string | null;
  employee_count: number | null;
  year_founded: number | null;
  logo_url: string | null;
}

export interface Experience {
  title: string | null;
  company: string | null;
  company_id: string | null;
  company_linkedin_url: string | null;
  company_logo_url: string | null;
  location: string | null;
  description: string | null;
  employment_type: string | null;
  /** `2020-03`, or `2020` where the month is unknown. */
  start_date: string | null;
  /** Same format as start_date; null for a current position. */
  end_date: string | null;
  /** In the words of the source. */
  duration: string | null;
  is_current: boolean;
  skills: string[];
}

export interface Education {
  school: string | null;
  school_linkedin_url: string | null;
  degree: string | null;
  field_of_study: string | null;
  start_year: number | null;
  end_year: number | null;
  activities: string | null;
}

export interface Certification {
  name: string;
  issuer: string | null;
  /** `2020-03`, or `2020` where the month is unknown. */
  issued_date: string | null;
  expires_date: string | null;
  credential_id: string | null;
  url: string | null;
}

export interface Language {
  name: string;
  proficiency: string | null;
}

export interface StoredProfile extends Profile {
  id: string;
  suggested_role: SuggestedRole | null;
  /** The source it came from last, and when. */
  source: string;
  fetched_at: Date;
  has_embedding: boolean;
  created_at: Date;
  updated_at: Date;
}
