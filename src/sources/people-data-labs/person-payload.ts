import { list } from '../mapping/list.js';
import { fields, type Fields } from '../mapping/record.js';
import { experiencePayload } from './experience-payload.js';
import { pdlAddress } from './pdl-address.js';
import { joined, placeName } from './pdl-place.js';

/**
 * A person record (https://docs.peopledatalabs.com/docs/fields) with the field names that the profile mapper reads. Fields that a
 * plan hides contain `true` if there is a value and `false` if there is none; the mapper ignores both.
 */
export function personPayload(value: unknown): Fields {
  const record = fields(value);
  return {
    public_id: record['linkedin_username'],
    profile_id: record['linkedin_id'],
    linkedin_url: pdlAddress(record['linkedin_url']),
    full_name: record['full_name'],
    first_name: record['first_name'],
    last_name: record['last_name'],
    headline: record['headline'],
    job_title: record['job_title'],
    about: record['summary'],
    city: record['location_locality'],
    country: record['location_country'],
    location: placeName(record, 'location_'),
    connection_count: record['linkedin_connections'],
    company: record['job_company_name'],
    company_id: record['job_company_linkedin_id'],
    company_linkedin_url: pdlAddress(record['job_company_linkedin_url']),
    company_website: record['job_company_website'],
    company_industry: record['job_company_industry_v2'] ?? record['job_company_industry'],
    company_employee_count: record['job_company_employee_count'],
    company_year_founded: record['job_company_founded'],
    experiences: list(record['experience']).map(experiencePayload),
    educations: list(record['education']).map(educationPayload),
    certifications: record['certifications'],
    languages: list(record['languages']).map(languagePayload),
    skills: record['skills'],
  };
}

function educationPayload(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  const entry = fields(value);
  const school = fields(entry['school']);
  return {
    school: entry['school'],
    school_linkedin_url: pdlAddress(school['linkedin_url']),
    degree: joined(list(entry['degrees'])),
    field_of_study: joined(list(entry['majors'])),
    start_date: entry['start_date'],
    end_date: entry['end_date'],
    activities: entry['summary'],
  };
}

/** Language proficiency is a number from 1 to 5, not one of LinkedIn's levels. */
function languagePayload(value: unknown): unknown {
  const { name, proficiency } = fields(value);
  return typeof proficiency === 'number' ? { name, proficiency: `${proficiency} of 5` } : value;
}
