import type { PersonKeys } from './person-keys.js';

/** All identifiers under which one store has data about a person. */
export interface PersonTraces extends PersonKeys {
  /** The id of the profile, and ids that were merged into it. */
  profile_ids: string[];
}

export const NO_TRACES: PersonTraces = { slugs: [], linkedin_ids: [], emails: [], profile_ids: [] };

export const traceKinds = ['slugs', 'linkedin_ids', 'emails', 'profile_ids'] as const;
export type TraceKind = (typeof traceKinds)[number];

/** Whether both have an identifier of one of these kinds in common. */
export function share(one: PersonTraces, other: PersonTraces, kinds: readonly TraceKind[] = traceKinds): boolean {
  return kinds.some((kind) => one[kind].some((key) => other[kind].includes(key)));
}
