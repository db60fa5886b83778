import type { EnrichedProfile } from '../../profile-store/profile.store.js';
import type { ItemError, ItemOutcome, ItemResult } from '../job.js';

/** The outcome of an item, before anything of it is stored. */
export type PreparedItem = PreparedResult | { outcome: ItemError; profile: null };

export interface PreparedResult {
  /** With its data. */
  outcome: ItemResult;
  /** The person to store; null if the job stores none, or the answer does not identify a person. */
  profile: EnrichedProfile | null;
}

export const outcomesOf = (items: readonly PreparedItem[]): ItemOutcome[] => items.map(({ outcome }) => outcome);
