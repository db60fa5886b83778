import { InvalidRequestError } from '../../common/errors/invalid-request.error.js';
import type { FileFormat } from '../../common/export/export-format.js';
import type { RowField } from '../../common/export/row-file.js';
import { PROFILE_FIELDS, type ProfileField } from '../../model/profile-fields.js';
import { profileSummary, type ProfileSummary } from '../../model/profile-summary.js';
import type { ScannedProfile } from '../../profile-store/profile.store.js';

type PersonValue = RowField<ScannedProfile>[1];
type Fields = Readonly<Record<string, PersonValue>>;

const NESTED = ['experience', 'education', 'certifications', 'languages'] as const satisfies readonly ProfileField[];

const ofSummary =
  (name: keyof ProfileSummary): PersonValue =>
  ({ profile }) =>
    profileSummary(profile)[name];

/** Columns that summarize a person for readers of a table; NDJSON has them only if they are chosen. */
const SUMMARY = {
  headline: ofSummary('headline'),
  current_title: ofSummary('current_title'),
  company_domain: ({ profile, company_domain }) => profile.current_company?.domain ?? company_domain,
  linkedin_url: ofSummary('linkedin_url'),
} satisfies Fields;

const PROFILE: Fields = Object.fromEntries(
  PROFILE_FIELDS.map((name): [string, PersonValue] => [name, ({ profile }) => profile[name]]),
);
const emails: PersonValue = (person) => person.emails;

const FIELDS: Readonly<Record<FileFormat, Fields>> = {
  ndjson: { ...PROFILE, emails, ...SUMMARY },
  csv: {
    ...Object.fromEntries(Object.entries(PROFILE).filter(([name]) => !isNested(name))),
    emails,
    ...SUMMARY,
    current_company: ofSummary('current_company'),
  },
};

const DEFAULTS: Readonly<Record<FileFormat, readonly string[]>> = {
  ndjson: [...PROFILE_FIELDS, 'emails'],
  csv: [
    'name',
    'headline',
    'current_title',
    'current_company',
    'company_domain',
    'location',
    'country_code',
    'linkedin_url',
    'emails',
    'suggested_role',
    'skills',
    'source',
    'fetched_at',
    'id',
    'linkedin_id',
    'city',
    'followers',
    'connections',
    'about',
    'profile_image_url',
    'has_embedding',
    'created_at',
    'updated_at',
  ],
};

/** All fields that a file can have, in at least one format. */
export const PERSON_FIELDS: readonly string[] = Object.keys(FIELDS.ndjson);

/**
 * The chosen fields in their order, or those that files have without a choice.
 * @throws InvalidRequestError for nested data in a table
 */
export function personFields(format: FileFormat, chosen?: readonly string[]): RowField<ScannedProfile>[] {
  const names = [...new Set(chosen ?? DEFAULTS[format])];
  const nested = format === 'csv' ? names.filter(isNested) : [];
  if (nested.length > 0) throw new InvalidRequestError(nested.map(onlyInNdjson));
  return names.flatMap((name): RowField<ScannedProfile>[] => {
    const value = FIELDS[format][name];
    return value ? [[name, value]] : [];
  });
}

function isNested(name: string): boolean {
  return (NESTED as readonly string[]).includes(name);
}

function onlyInNdjson(name: string) {
  return { field: 'fields', message: `${name} is only available in NDJSON`, invalid_value: name, error_type: 'enum' };
}
