import type { Experience } from '../../model/profile.js';
import { companyIdOf } from './company-identity.js';
import { dateRange } from './date-range.js';
import { flag } from './flag.js';
import { textList } from './list.js';
import { positionsIn } from './nested-positions.js';
import { dateFrom, partialDate } from './partial-date.js';
import type { Fields } from './record.js';
import { firstText, text } from './text.js';

/** All positions with any content, in their original order. */
export function mapExperiences(value: unknown): Experience[] {
  return positionsIn(value).map(mapExperience);
}

function mapExperience(entry: Fields): Experience {
  const { start_date, end_date, is_current } = periodOf(entry);
  const url = firstText(entry['company_linkedin_url'], entry['company_url']);
  return {
    title: firstText(entry['title'], entry['position'], entry['job_title']),
    company: firstText(entry['company'], entry['company_name']),
    company_id: companyIdOf(entry['company_id'], url),
    company_linkedin_url: url,
    company_logo_url: text(entry['company_logo_url']),
    location: text(entry['location']),
    description: text(entry['description']),
    employment_type: firstText(entry['job_type'], entry['employment_type']),
    start_date,
    end_date,
    duration: text(entry['duration']),
    is_current,
    skills: textList(entry['skills'], /[,;|·•\n]/),
  };
}

/** The separate fields take precedence; the text of the range completes them. */
function periodOf(entry: Fields): Pick<Experience, 'start_date' | 'end_date' | 'is_current'> {
  const range = dateRange(entry['date_range']);
  const start = partialDate(entry['start_year'], entry['start_month']) ?? dateFrom(entry['start_date']) ?? range.start;
  const end = partialDate(entry['end_year'], entry['end_month']) ?? dateFrom(entry['end_date']) ?? range.end;
  const is_current = flag(entry['is_current']) ?? (end === null && isOpen(entry));
  return { start_date: start, end_date: is_current ? null : end, is_current };
}

function isOpen(entry: Fields): boolean {
  return [entry['date_range'], entry['end_date'], entry['end_year']].some((value) => dateRange(value).open);
}
