import { Injectable, Optional } from '@nestjs/common';
import { Residue } from '../infrastructure/residue/residue.js';
import { LinkedInProfilesStore } from '../linkedin-profiles/linkedin-profiles.store.js';
import type { ItemOutcome } from './job.js';

/** Removes from the LinkedIn profiles table what a job wrote there about people before it knew that they are suppressed. */
@Injectable()
export class SuppressedRows {
  constructor(
    private readonly rows: LinkedInProfilesStore,
    @Optional() private readonly residue?: Residue,
  ) {}

  /** Rows of other jobs stay. @throws StoreUnavailableError if the table is unavailable */
  async remove(job_id: string, outcomes: readonly Pick<ItemOutcome, 'email'>[]): Promise<void> {
    const emails = [...new Set(outcomes.flatMap(({ email }) => email ?? []))];
    if (emails.length === 0) return;
    const rows = await this.rows.findAll(emails);
    const written = rows.filter((row) => row?.job_id === job_id);
    for (const row of written) if (row) await this.rows.delete(row.email);
    if (written.length > 0) await this.residue?.request();
  }
}
