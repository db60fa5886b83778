import { list, LONGEST_LIST } from './list.js';
import { fields, type Fields } from './record.js';
import { firstText } from './text.js';

const KEYS_OF_POSITIONS = ['roles', 'positions'] as const;
/** Fields of the company that apply to all positions there. Dates and titles of the group do not apply to a single position. */
const OF_THE_COMPANY =
  'company|company_name|company_id|company_linkedin_url|company_url|company_logo_url|location'.split('|');

/** Individual positions, even if a source groups them by company: `{ company, roles: [...] }`. */
export function positionsIn(value: unknown): Fields[] {
  return list(value)
    .flatMap((entry) => (typeof entry === 'object' ? takenApart(fields(entry)) : [{ title: entry }]))
    .slice(0, LONGEST_LIST);
}

function takenApart(entry: Fields): Fields[] {
  const positions = KEYS_OF_POSITIONS.map((key) => nestedIn(entry[key])).find((nested) => nested.length > 0);
  if (positions === undefined) return [entry];
  const company = companyOf(entry);
  const nested = positions.map((position) => withCompany(position, company));
  return isPositionOfItsOwn(entry, nested) ? [entry, ...nested] : nested;
}

function nestedIn(value: unknown): Fields[] {
  if (typeof value !== 'object') return [];
  return list(value).flatMap((position): Fields[] => {
    if (typeof position === 'string') return [{ title: position }];
    return typeof position === 'object' ? [fields(position)] : [];
  });
}

function companyOf(entry: Fields): Fields {
  const named = { ...entry, company: entry['company'] ?? entry['company_name'] ?? entry['name'] };
  return Object.fromEntries(
    Object.entries(named).filter(([key, value]) => OF_THE_COMPANY.includes(key) && says(value)),
  );
}

/** The fields of the position take precedence; empty ones are ignored. */
function withCompany(position: Fields, company: Fields): Fields {
  const own = Object.entries(position).filter(([key, value]) => !OF_THE_COMPANY.includes(key) || says(value));
  return namesAnotherCompany(position) ? position : { ...company, ...Object.fromEntries(own) };
}

function namesAnotherCompany(position: Fields): boolean {
  return firstText(position['company'], position['company_name']) !== null;
}

function says(value: unknown): boolean {
  return firstText(value) !== null;
}

/** Some sources repeat the newest title, or the company's name, as the title of the group. */
function isPositionOfItsOwn(entry: Fields, nested: readonly Fields[]): boolean {
  const title = titleOf(entry);
  const others = [...nested.map(titleOf), firstText(entry['company']), firstText(entry['company_name'])];
  return title !== null && !others.includes(title);
}

function titleOf(entry: Fields): string | null {
  return firstText(entry['title'], entry['position'], entry['job_title']);
}
