import { share, traceKinds, type PersonTraces } from '../../model/person-traces.js';

/** Kinds of identifiers that belong to one member only. An email address may be reassigned, or shared by several people. */
const OF_MEMBERS = ['slugs', 'linkedin_ids', 'profile_ids'] as const;

/** The person with the additional identifiers of a record. */
export function joined(person: PersonTraces, record: PersonTraces): PersonTraces {
  const keys = traceKinds.map((kind) => [kind, [...new Set([...person[kind], ...record[kind]])]]);
  return Object.fromEntries(keys) as PersonTraces;
}

export function sizeOf(person: PersonTraces): number {
  return traceKinds.reduce((sum, kind) => sum + person[kind].length, 0);
}

/** Whether the record is about this member. The number decides, because a slug can pass from one member to another. */
export function isSameMember(person: PersonTraces, record: PersonTraces): boolean {
  const haveNumbers = person.linkedin_ids.length > 0 && record.linkedin_ids.length > 0;
  return share(person, record, haveNumbers ? ['linkedin_ids'] : OF_MEMBERS);
}

/**
 * For a person of whom only email addresses are known: the records about an address that identify the member; none if they are about
 * different members.
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
