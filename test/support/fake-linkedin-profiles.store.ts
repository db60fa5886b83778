import { StoreUnavailableError } from '../../src/common/errors/store-unavailable.error.js';
import type { FetchedLinkedInProfile, StoredLinkedInProfile } from '../../src/linkedin-profiles/linkedin-profile.js';
import {
  LinkedInProfilesStore,
  type LinkedInProfilesPage,
  type SaveOutcome,
} from '../../src/linkedin-profiles/linkedin-profiles.store.js';

/** The table of LinkedIn profiles in memory, with a single page. */
export class FakeLinkedInProfilesStore extends LinkedInProfilesStore {
  override readonly table = 'linkedin_profiles';
  /** Why it cannot be used; null if it can. */
  override problem: string | null = null;
  readonly rows = new Map<string, StoredLinkedInProfile>();
  /** How often the row for each address was to be saved. */
  readonly saves: FetchedLinkedInProfile[][] = [];
  /** Why a row is rejected; null for a row that is saved. */
  refusal: (row: FetchedLinkedInProfile) => string | null = () => null;
  /** What a save waits for before it returns. */
  gate: () => Promise<void> = async () => {};

  override get available(): boolean {
    return this.problem === null;
  }

  override async saveAll(rows: readonly FetchedLinkedInProfile[]): Promise<SaveOutcome[]> {
    this.saves.push([...rows]);
    const outcomes = rows.map((row) => this.save(row));
    await this.gate();
    return outcomes;
  }

  override async find(email: string): Promise<StoredLinkedInProfile | null> {
    this.reach();
    return this.rows.get(email) ?? null;
  }

  override async findAll(emails: readonly string[]): Promise<(StoredLinkedInProfile | null)[]> {
    return Promise.all(emails.map((email) => this.find(email)));
  }

  override async list({ job_id }: { job_id?: string }): Promise<LinkedInProfilesPage> {
    this.reach();
    const rows = [...this.rows.values()].filter((row) => job_id === undefined || row.job_id === job_id);
    return { rows, next_cursor: null };
  }

  override async delete(email: string): Promise<boolean> {
    this.reach();
    return this.rows.delete(email);
  }

  override async check(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.reach();
  }

  private save(row: FetchedLinkedInProfile): SaveOutcome {
    if (this.problem !== null) return { status: 'failed', error: this.problem, retryable: true };
    const error = this.refusal(row);
    if (error !== null) return { status: 'failed', error, retryable: false };
    const saved_at = new Date();
    const known = this.rows.get(row.email);
    if (!known || known.timestamp <= row.timestamp) this.rows.set(row.email, { ...row, saved_at });
    return { status: 'saved', saved_at };
  }

  private reach(): void {
    if (this.problem !== null) throw new StoreUnavailableError(this.problem);
  }
}
