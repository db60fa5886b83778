import type { JsonValue } from './json-value.js';

/** The fields of a profile whose changes are kept. */
export const CHANGE_FIELDS = [
  'linkedin_id',
  'url',
  'name',
  'position',
  'about',
  'city',
  'country_code',
  'location',
  'followers',
  'connections',
  'profile_image_url',
  'current_company',
  'experience',
  'education',
  'certifications',
  'languages',
  'skills',
  'suggested_role',
] as const;

export type ChangeField = (typeof CHANGE_FIELDS)[number];

/** How one field of a stored profile changed. */
export interface ProfileChange {
  at: Date;
  field: ChangeField;
  /** The former value, null if it was unknown; of a list, the entries that went. */
  before: JsonValue;
  /** The new value, null if it is unknown now; of a list, the entries that came. */
  after: JsonValue;
  /** Whether before or after is longer than what is kept of it. */
  truncated: boolean;
}
