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
  /** The former value, null if it was unknown; for a list, the removed entries. */
  before: JsonValue;
  /** The new value, null if it is unknown now; for a list, the added entries. */
  after: JsonValue;
  /** Whether `before` or `after` was too long and was cut. */
  truncated: boolean;
}
