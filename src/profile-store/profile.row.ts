import type { Profile, StoredProfile } from '../model/profile.js';
import { picker } from './picker.js';
import { toStored, type StoredRow } from './stored.row.js';

/** A row of `stored_profiles` as it comes in JSON. */
export type ProfileRow = StoredRow<StoredProfile> & { aliases: string[] };

export const toStoredProfile = ({ aliases: _aliases, ...row }: ProfileRow): StoredProfile => toStored(row);

/** The columns that are the profile itself, and no others. */
export const toProfileColumns = picker<Profile>({
  public_id: true,
  linkedin_id: true,
  url: true,
  name: true,
  position: true,
  about: true,
  city: true,
  country_code: true,
  location: true,
  followers: true,
  connections: true,
  profile_image_url: true,
  current_company: true,
  experience: true,
  education: true,
  certifications: true,
  languages: true,
  skills: true,
});
