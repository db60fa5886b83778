import type { ItemOutcome } from '../job.js';

/** The status of an item as clients see it; `erased` if the person was erased, whatever the outcome was. */
export const shownStatuses = ['completed', 'failed', 'erased'] as const;
export type ShownStatus = (typeof shownStatuses)[number];

export const statusOf = ({ success, is_erased }: ItemOutcome): ShownStatus =>
  is_erased ? 'erased' : success ? 'completed' : 'failed';
