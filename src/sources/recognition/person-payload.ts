import { list } from '../mapping/list.js';
import { fields, type Fields } from '../mapping/record.js';
import { text } from '../mapping/text.js';
import { personPayload as pdlPayload } from '../people-data-labs/person-payload.js';
import { camelPayload } from './camel-payload.js';

const CAMEL_KEYS = [
  'displayName',
  'firstName',
  'lastName',
  'fullName',
  'linkedInUrl',
  'linkedinUrl',
  'publicIdentifier',
  'memberId',
];
const PDL_KEYS = ['linkedin_username', 'job_company_name', 'location_name', 'job_title_role'];

/**
 * The fields of a person under the names that the profile mapper reads, whichever of the known shapes the record has: flat keys, those of
 * People Data Labs, or camel case. Keys of no shape stay as they are.
 */
export function personPayload(record: Fields): Fields {
  return {
    ...flatPayload(record),
    ...(CAMEL_KEYS.some((key) => key in record) ? withoutBlanks(camelPayload(record)) : {}),
    ...(isPdlRecord(record) ? withoutBlanks(pdlPayload(record)) : {}),
  };
}

/** Flat keys, some under the names that other services give them. */
function flatPayload(record: Fields): Fields {
  const others = {
    profile_id: record['linkedin_id'] ?? record['member_id'],
    full_name: typeof record['name'] === 'string' ? record['name'] : undefined,
    linkedin_url: record['profile_url'] ?? record['url'],
    about: record['summary'],
    experiences: record['experience'],
    educations: record['education'],
  };
  return { ...withoutBlanks(others), ...withoutBlanks(record) };
}

function isPdlRecord(record: Fields): boolean {
  if (PDL_KEYS.some((key) => key in record)) return true;
  return list(record['experience']).some((entry) => text(fields(fields(entry)['company'])['name']) !== null);
}

/** Without blank values, so that another shape's value for the same field is not lost. */
function withoutBlanks(payload: Fields): Fields {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => !isBlank(value)));
}

function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null
    ? Object.keys(value).length === 0
    : value === null || value === undefined || value === '';
}
