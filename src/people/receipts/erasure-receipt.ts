/** What was removed, in the order in which it is shown. */
export const removedKinds = [
  'profiles',
  'vectors',
  'company_links',
  'raw_payloads',
  'linkedin_profiles',
  'job_items',
  'batch_results',
  'changes',
  'deliveries',
] as const;
export type RemovedKind = (typeof removedKinds)[number];
export type Removed = Record<RemovedKind, number>;

/** A record that a person was erased, which does not say who it was. */
export interface ErasureReceipt {
  /** A UUID. */
  receipt_id: string;
  /** When everything had been erased for the first time; null if that was interrupted and has to be requested again. */
  erased_at: Date | null;
  /** In total over all erasures of the same person. */
  removed: Removed;
  /** Name of the API key of the first request. */
  created_by: string;
  requested_at: Date;
}

/** Counts of all kinds: 0 for those that are not given. */
export function removedOf(counts: Partial<Removed>): Removed {
  return Object.fromEntries(removedKinds.map((kind) => [kind, counts[kind] ?? 0])) as Removed;
}
