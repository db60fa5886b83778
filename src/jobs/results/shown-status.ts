import type { ItemOutcome } from '../job.js';

/** What became of an item, as clients are told; `erased`: whatever it was, the person was erased since. */
export const shownStatuses = ['completed', 'failed', 'erased'] as const;
export type ShownStatus = (typeof shownStatuses)[number];

export const statusOf = ({ success, is_erased }: ItemOutcome): ShownStatus =>
  is_erased ? 'erased' : success ? 'completed' : 'failed';
