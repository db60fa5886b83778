import { list } from '../mapping/list.js';
import { nameOf, namesSomebody } from '../mapping/member-identity.js';
import { fields, type Fields } from '../mapping/record.js';
import { personPayload } from './person-payload.js';

/** Keys under which an answer contains the people that were found; fields next to `persons` do not belong to a person. */
const PERSONS = 'persons';
const WRAPPERS = ['person', 'profile', 'data', 'result', 'response', 'payload'] as const;
/** A person may have these as well, for other people or other sites. */
const PLURAL_WRAPPERS = ['people', 'profiles', 'results'] as const;
const DEPTH = 3;
/** Maximum number of records that are read; no request asks for so many people. */
const MOST_RECORDS = 100;

/** The objects of an answer that may be about one person, the outermost first. */
export type PersonGroup = readonly Fields[];

/** The people that an answer may be about, in order. */
export function personGroups(answer: unknown, depth: number = DEPTH): PersonGroup[] {
  if (Array.isArray(answer)) {
    return list(answer)
      .slice(0, MOST_RECORDS)
      .flatMap((one) => personGroups(one, depth - 1));
  }
  const record = fields(answer);
  if (depth <= 0 || Object.keys(record).length === 0) return Object.keys(record).length === 0 ? [] : [[record]];
  if (PERSONS in record) return personGroups(list(record[PERSONS]), depth - 1);
  const inside = wrappersOf(record)
    .map((key) => record[key])
    .filter((value) => typeof value === 'object' && value !== null)
    .flatMap((value) => personGroups(value, depth - 1));
  const isEnvelope = inside.length > 1 && !namesSomebody(personPayload(record));
  return (isEnvelope ? [[record], ...inside] : [[record, ...inside.flat()]]).slice(0, MOST_RECORDS);
}

function wrappersOf(record: Fields): readonly string[] {
  const payload = personPayload(record);
  if (nameOf(payload) !== null) return [];
  return namesSomebody(payload) ? WRAPPERS : [...WRAPPERS, ...PLURAL_WRAPPERS];
}
