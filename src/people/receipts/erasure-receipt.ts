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

/** That a person was erased; says nothing about who it was. */
export interface ErasureReceipt {
  /** A UUID. */
  receipt_id: string;
  /** When everything had been erased for the first time; null if that was interrupted and has to be requested again. */
  erased_at: Date | null;
  /** In sum, if the person was erased several times. */
  removed: Removed;
  /** Name of the API key of the first request. */
  created_by: string;
  requested_at: Date;
}

/** Every kind, those that are not given with 0. */
export function removedOf(counts: Partial<Removed>): Removed {
  return Object.fromEntries(removedKinds.map((kind) => [kind, counts[kind] ?? 0])) as Removed;
}
