import type { StoredProfile } from './profile.js';

/** A stored profile as responses show it: without the slug, which is part of the URL. */
export type ShownProfile = Omit<StoredProfile, 'public_id'>;
export type ProfileField = keyof ShownProfile;
/** A profile of which a request chose some fields. */
export type ChosenProfile = Partial<ShownProfile> & Pick<ShownProfile, 'id'>;

const FIELDS: Record<ProfileField, true> = {
  id: true,
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
  suggested_role: true,
  source: true,
  fetched_at: true,
  has_embedding: true,
  created_at: true,
  updated_at: true,
};

export const PROFILE_FIELDS = Object.keys(FIELDS) as readonly ProfileField[];

/** StoredProfile → its response; the ID and the chosen fields, or all without a choice. */
export function shownProfile(profile: StoredProfile, fields: readonly ProfileField[] | undefined): ChosenProfile {
  const { public_id: _slug, ...shown } = profile;
  if (fields === undefined) return shown;
  const chosen = new Set<string>(['id', ...fields]);
  return Object.fromEntries(Object.entries(shown).filter(([name]) => chosen.has(name))) as ChosenProfile;
}
