import { list } from '../mapping/list.js';
import { fields, type Fields } from '../mapping/record.js';
import { text } from '../mapping/text.js';
import { pdlAddress } from './pdl-address.js';
import { joined, placeName } from './pdl-place.js';

/** A company record (https://docs.peopledatalabs.com/docs/company-schema) with the field names that the company mapper reads. */
export function companyPayload(value: unknown): Fields {
  const record = fields(value);
  const place = fields(record['location']);
  return {
    company_id: record['linkedin_id'],
    // The other name is lowercase, for comparison.
    company_name: text(record['display_name']) ?? record['name'],
    linkedin_url: pdlAddress(record['linkedin_url']) ?? addressOf(record['linkedin_slug']),
    description: record['summary'],
    tagline: record['headline'],
    website: record['website'],
    industries: list(record['industry_v2'] ?? record['industry']),
    specialties: list(record['tags']),
    employee_count: record['employee_count'],
    employee_range: record['size'],
    follower_count: record['linkedin_follower_count'],
    year_founded: record['founded'],
    hq_city: place['locality'],
    hq_region: place['region'],
    hq_country: place['country'],
    hq_full_address: addressLine(place),
  };
}

function addressOf(slug: unknown): string | null {
  const words = text(slug);
  return words === null ? null : `https://www.linkedin.com/company/${encodeURIComponent(words)}`;
}

function addressLine(place: Fields): string | null {
  if (text(place['street_address']) === null) return placeName(place, '');
  const parts = ['street_address', 'address_line_2', 'locality', 'region', 'postal_code', 'country'];
  return joined(parts.map((part) => place[part]));
}
