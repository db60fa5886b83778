import { closest } from './closest.js';

/** What a key may do: add and change work and profiles, read, delete what is stored, or manage the service. */
export const SCOPES = ['ingest', 'read', 'erase', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Reads `ingest+read`; a string describes the problem without repeating the text, which may be a misplaced secret. */
export function parseScopes(text: string): readonly Scope[] | string {
  const scopes = new Set<Scope>();
  for (const part of text.split('+').map((name) => name.trim())) {
    const scope = SCOPES.find((known) => known === part);
    if (scope === undefined) return problemOf(part);
    scopes.add(scope);
  }
  return [...scopes];
}

function problemOf(name: string): string {
  const meant = closest(name, SCOPES);
  return `has an unknown scope; ${meant === null ? `use one or more of ${SCOPES.join(', ')}, joined by "+"` : `did you mean ${meant}?`}`;
}
