import type { PersonKeys } from './person-keys.js';

/** What one place knows a person by. */
export interface PersonTraces extends PersonKeys {
  /** The id of the profile, and ids that were merged into it. */
  profile_ids: string[];
}

export const NO_TRACES: PersonTraces = { slugs: [], linkedin_ids: [], emails: [], profile_ids: [] };

export const traceKinds = ['slugs', 'linkedin_ids', 'emails', 'profile_ids'] as const;
export type TraceKind = (typeof traceKinds)[number];

/** Whether anything of the one leads to the other. */
export function share(one: PersonTraces, other: PersonTraces, kinds: readonly TraceKind[] = traceKinds): boolean {
  return kinds.some((kind) => one[kind].some((key) => other[kind].includes(key)));
}
