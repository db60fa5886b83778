import type { Profile, StoredProfile } from '../model/profile.js';

/** A row of `stored_profiles` as it comes in JSON. */
export interface ProfileRow extends Omit<StoredProfile, 'fetched_at' | 'created_at' | 'updated_at'> {
  seq: number;
  aliases: string[];
  fetched_at: string;
  created_at: string;
  updated_at: string;
}

export function toStoredProfile({ seq: _seq, aliases: _aliases, ...row }: ProfileRow): StoredProfile {
  return {
    ...row,
    fetched_at: new Date(row.fetched_at),
    created_at: new Date(row.created_at),
    updated_at: new Date(row.updated_at),
  };
}

/** The columns that are the profile itself, and nothing else that the value may carry along. */
export function toProfileColumns(profile: Profile): Profile {
  const {
    public_id,
    linkedin_id,
    url,
    name,
    position,
    about,
    city,
    country_code,
    location,
    followers,
    connections,
    profile_image_url,
    current_company,
    experience,
    education,
    certifications,
    languages,
    skills,
  } = profile;
  return {
    public_id,
    linkedin_id,
    url,
    name,
    position,
    about,
    city,
    country_code,
    location,
    followers,
    connections,
    profile_image_url,
    current_company,
    experience,
    education,
    certifications,
    languages,
    skills,
  };
}
