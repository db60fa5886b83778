import { list } from '../mapping/list.js';
import { fields, type Fields } from '../mapping/record.js';
import { text } from '../mapping/text.js';
import { pdlAddress } from './pdl-address.js';

/** A position of a person record with the field names that the position mapper reads. */
export function experiencePayload(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  const entry = fields(value);
  const company = fields(entry['company']);
  return {
    title: entry['title'],
    company: entry['company'],
    company_id: company['linkedin_id'],
    company_linkedin_url: pdlAddress(company['linkedin_url']),
    location: list(entry['location_names'])[0],
    description: entry['summary'],
    start_date: entry['start_date'],
    end_date: entry['end_date'],
    is_current: isHeld(entry),
  };
}

/** A missing end means a current position, but also a position of which only the name is known. */
function isHeld(entry: Fields): boolean {
  const end = entry['end_date'];
  const hasEnd = end === true || text(end) !== null;
  return !hasEnd && (entry['is_primary'] === true || text(entry['start_date']) !== null);
}
