import { list } from '../mapping/list.js';
import { fields, type Fields } from '../mapping/record.js';

/** Keys under which an answer holds who was found; `persons` comes first and alone, as it names what it holds. */
const PERSONS = 'persons';
const WRAPPERS = [
  'people',
  'person',
  'profiles',
  'profile',
  'data',
  'results',
  'result',
  'response',
  'payload',
] as const;
const DEPTH = 3;
/** More than anybody is asked for at once. */
const MOST_RECORDS = 100;

/** Every object of an answer that may be about a person, the innermost first. */
export function personRecords(answer: unknown, depth: number = DEPTH): Fields[] {
  if (Array.isArray(answer))
    return list(answer)
      .slice(0, MOST_RECORDS)
      .flatMap((one) => personRecords(one, depth - 1));
  const record = fields(answer);
  if (depth <= 0 || Object.keys(record).length === 0) return Object.keys(record).length === 0 ? [] : [record];
  if (PERSONS in record) return personRecords(list(record[PERSONS]), depth - 1);
  const wrapped = WRAPPERS.map((key) => record[key]).filter((value) => typeof value === 'object' && value !== null);
  return [...wrapped.flatMap((value) => personRecords(value, depth - 1)), record].slice(0, MOST_RECORDS);
}
