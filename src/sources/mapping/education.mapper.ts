import type { Education } from '../../model/profile.js';
import { dateRange } from './date-range.js';
import { list } from './list.js';
import { year } from './partial-date.js';
import { fields } from './record.js';
import { firstText, text } from './text.js';

export function mapEducations(value: unknown): Education[] {
  return list(value).map((entry) => mapEducation(entry));
}

function mapEducation(value: unknown): Education {
  const entry = typeof value === 'object' ? fields(value) : { school: value };
  const range = dateRange(entry['date_range']);
  return {
    school: firstText(entry['school'], entry['school_name'], entry['title']),
    school_linkedin_url: firstText(entry['school_linkedin_url'], entry['school_url']),
    degree: text(entry['degree']),
    field_of_study: firstText(entry['field_of_study'], entry['field']),
    start_year: year(entry['start_year']) ?? year(entry['start_date']) ?? year(range.start),
    end_year: year(entry['end_year']) ?? year(entry['end_date']) ?? year(range.end),
    activities: text(entry['activities']) ?? (list(entry['activities']).map(text).filter(Boolean).join(', ') || null),
  };
}
