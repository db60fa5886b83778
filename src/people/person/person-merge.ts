import { share, traceKinds, type PersonTraces } from '../../model/person-traces.js';

/** What belongs to one member only. An email address may change hands, or be that of several people. */
const OF_MEMBERS = ['slugs', 'linkedin_ids', 'profile_ids'] as const;

/** The person with everything that one record knows in addition. */
export function joined(person: PersonTraces, record: PersonTraces): PersonTraces {
  const keys = traceKinds.map((kind) => [kind, [...new Set([...person[kind], ...record[kind]])]]);
  return Object.fromEntries(keys) as PersonTraces;
}

export function sizeOf(person: PersonTraces): number {
  return traceKinds.reduce((sum, kind) => sum + person[kind].length, 0);
}

/** Whether the record is about this member. The number decides: one slug may have led to two members, one after the other. */
export function isSameMember(person: PersonTraces, record: PersonTraces): boolean {
  const haveNumbers = person.linkedin_ids.length > 0 && record.linkedin_ids.length > 0;
  return share(person, record, haveNumbers ? ['linkedin_ids'] : OF_MEMBERS);
}

/**
 * Of the records about an address of a person of whom nothing else is known, those that say which member it is; none of them if
 * they are not about the same one.
 */
export function leadingOn(person: PersonTraces, records: readonly PersonTraces[]): PersonTraces[] {
  if (isMember(person)) return [];
  const [first, ...others] = records.filter(isMember);
  if (first === undefined || !others.every((record) => isSameMember(first, record))) return [];
  return [first, ...others];
}

function isMember(record: PersonTraces): boolean {
  return OF_MEMBERS.some((kind) => record[kind].length > 0);
}
