import { Injectable } from '@nestjs/common';
import { LinkedInProfilesStore } from '../linkedin-profiles/linkedin-profiles.store.js';
import type { ItemOutcome } from './job.js';

/** Removes from the LinkedIn profiles table what a job wrote there about people before it knew that they are suppressed. */
@Injectable()
export class SuppressedRows {
  constructor(private readonly rows: LinkedInProfilesStore) {}

  /** Rows of other jobs stay. @throws StoreUnavailableError if the table is unavailable */
  async remove(job_id: string, outcomes: readonly Pick<ItemOutcome, 'email'>[]): Promise<void> {
    const emails = [...new Set(outcomes.flatMap(({ email }) => email ?? []))];
    if (emails.length === 0) return;
    const rows = await this.rows.findAll(emails);
    for (const row of rows) if (row?.job_id === job_id) await this.rows.delete(row.email);
  }
}
