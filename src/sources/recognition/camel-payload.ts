import { list } from '../mapping/list.js';
import { dateFrom } from '../mapping/partial-date.js';
import { fields, type Fields } from '../mapping/record.js';
import { text } from '../mapping/text.js';

/**
 * A person in camel case, as bearer APIs send one, with the field names that the profile mapper reads: `{ id, displayName, firstName, lastName,
 * headline, summary, location, linkedInUrl, photoUrl, positions: { positionHistory }, schools: { educationHistory } }`.
 */
export function camelPayload(record: Fields): Fields {
  return {
    profile_id: firstSaid(record['memberId'], record['memberUrn'], record['objectUrn'], record['id']),
    public_id: firstSaid(record['publicIdentifier'], record['vanityName'], record['publicId']),
    linkedin_url: firstSaid(record['linkedInUrl'], record['linkedinUrl'], record['profileUrl']),
    full_name: firstSaid(record['displayName'], record['fullName']),
    first_name: record['firstName'],
    last_name: record['lastName'],
    headline: record['headline'],
    about: record['summary'],
    location: record['location'],
    country: firstSaid(record['country'], record['countryCode'], fields(record['location'])['countryCode']),
    follower_count: firstSaid(record['followerCount'], record['followersCount']),
    connection_count: firstSaid(record['connectionCount'], record['connectionsCount']),
    profile_image_url: firstSaid(record['photoUrl'], record['pictureUrl']),
    experiences: historyIn(record['positions'], 'positionHistory').map(positionPayload),
    educations: historyIn(record['schools'], 'educationHistory').map(educationPayload),
  };
}

function historyIn(value: unknown, key: string): unknown[] {
  const history = fields(value)[key];
  return list(history === undefined ? value : history);
}

function positionPayload(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  const entry = fields(value);
  const company = fields(entry['company']);
  const dates = fields(entry['startEndDate']);
  return {
    ...entry,
    company: firstSaid(entry['companyName'], company['companyName'], company['name'], entry['company']),
    company_id: firstSaid(company['companyId'], company['id']),
    company_linkedin_url: firstSaid(company['linkedInUrl'], company['linkedinUrl'], entry['companyLinkedInUrl']),
    company_logo_url: firstSaid(company['companyLogo'], company['logoUrl'], entry['companyLogo']),
    location: firstSaid(entry['companyLocation'], entry['location']),
    start_date: firstSaid(dates['start'], entry['startDate']),
    end_date: firstSaid(dates['end'], entry['endDate']),
    is_current: firstSaid(entry['isCurrent'], isHeld(dates)),
  };
}

/** A position that began and has no end is held; one without dates may be over. */
function isHeld({ start, end }: Fields): boolean | null {
  if (isSaid(end)) return null;
  return dateFrom(start) === null ? null : true;
}

function educationPayload(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  const entry = fields(value);
  const school = fields(entry['school']);
  const dates = fields(entry['startEndDate']);
  return {
    ...entry,
    school: firstSaid(entry['schoolName'], school['schoolName'], entry['school']),
    school_linkedin_url: firstSaid(school['linkedInUrl'], school['linkedinUrl'], entry['schoolLinkedInUrl']),
    degree: firstSaid(entry['degreeName'], entry['degree']),
    field_of_study: entry['fieldOfStudy'],
    start_date: firstSaid(dates['start'], entry['startDate']),
    end_date: firstSaid(dates['end'], entry['endDate']),
    activities: firstSaid(entry['activities'], entry['description']),
  };
}

function firstSaid(...values: unknown[]): unknown {
  return values.find(isSaid);
}

/** Sources spell "nothing" as `null`, `""`, `{}` and `{ year: null }`. */
function isSaid(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'object') return typeof value === 'boolean' || text(value) !== null;
  return Object.values(value).some((inner) => inner !== null && inner !== undefined && inner !== '');
}
