import type { ProfileStore, StoredSummary } from '../../src/profile-store/profile.store.js';
import { StoreUnavailableError } from '../../src/common/errors/store-unavailable.error.js';

/** Stored people as exports read them: raw payloads, as JSON text, by profile and source, and summaries by profile. */
export class FakePayloads implements Pick<ProfileStore, 'payloads' | 'summaries'> {
  isAway = false;
  /** How many were asked for in each call. */
  readonly calls: number[] = [];
  readonly people = new Map<string, StoredSummary>();
  private readonly texts = new Map<string, string>();

  get asStore(): ProfileStore {
    return this as unknown as ProfileStore;
  }

  set(profile_id: string, source: string, text: string): this {
    this.texts.set(`${profile_id} ${source}`, text);
    return this;
  }

  async payloads(references: readonly { profile_id: string; source: string }[]): Promise<(string | null)[]> {
    this.calls.push(references.length);
    if (this.isAway) throw new StoreUnavailableError('The profile store is away');
    return references.map(({ profile_id, source }) => this.texts.get(`${profile_id} ${source}`) ?? null);
  }

  async summaries(ids: readonly string[]): Promise<(StoredSummary | null)[]> {
    if (this.isAway) throw new StoreUnavailableError('The profile store is away');
    return ids.map((id) => this.people.get(id) ?? null);
  }
}
