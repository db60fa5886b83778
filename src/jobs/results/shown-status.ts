import type { ItemOutcome } from '../job.js';

/** What became of an item, as clients are told. */
export const shownStatuses = ['completed', 'failed'] as const;
export type ShownStatus = (typeof shownStatuses)[number];

export const statusOf = ({ success }: ItemOutcome): ShownStatus => (success ? 'completed' : 'failed');
