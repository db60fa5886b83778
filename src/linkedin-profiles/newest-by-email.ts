import type { FetchedLinkedInProfile } from './linkedin-profile.js';

/** Of each address the latest row, as if they were saved one after another: of equal times the later in the list. */
export function newestByEmail(rows: readonly FetchedLinkedInProfile[]): FetchedLinkedInProfile[] {
  const newest = new Map<string, FetchedLinkedInProfile>();
  for (const row of rows) {
    const known = newest.get(row.email);
    if (known === undefined || row.timestamp >= known.timestamp) newest.set(row.email, row);
  }
  return [...newest.values()];
}
