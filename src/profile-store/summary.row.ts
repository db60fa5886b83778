import { summaryOf, type Summarized } from '../model/profile-summary.js';
import type { StoredSummary } from './profile.store.js';

/** What `profile_summaries` answers for one profile. */
export interface SummaryRow extends Summarized {
  /** Of the stored company that the profile names. */
  linked_domain: string | null;
  source: string;
  fetched_at: string;
}

export function toSummary({ linked_domain, source, fetched_at, ...row }: SummaryRow): StoredSummary {
  const summary = summaryOf(row);
  return {
    ...summary,
    company_domain: summary.company_domain ?? linked_domain,
    source,
    fetched_at: new Date(fetched_at),
  };
}
