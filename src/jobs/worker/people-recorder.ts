import { Injectable, Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { StageTimes } from '../../pipeline/stage-times.js';
import { keysOfEnriched } from '../../profile-store/enriched-keys.js';
import { ProfileStore, type EnrichedProfile, type SaveOutcome } from '../../profile-store/profile.store.js';
import { restricted, suppressed } from '../../sources/source.errors.js';
import { Suppressions } from '../../suppression/suppressions.js';
import type { ItemError, ItemOutcome, ItemResult } from '../job.js';
import { insteadOf } from './item-outcomes.js';
import { outcomesOf, type PreparedItem } from './prepared-item.js';

/** How long an unavailable store is not tried again, in milliseconds: a store that answers too late would hold up every group. */
const COOLDOWN_MS = 2_000;

/** Stores the people of a job in groups. An unavailable store does not delay jobs: the upkeep task stores the people later. */
@Injectable()
export class PeopleRecorder {
  private readonly logger = new Logger(PeopleRecorder.name);
  private cooldownUntil = 0;

  constructor(
    private readonly people: ProfileStore,
    private readonly suppressions: Suppressions,
    private readonly times: StageTimes,
  ) {}

  /** The outcomes of the items, in order: results with their profile, or to be stored later. */
  async record(job_id: string, items: readonly PreparedItem[]): Promise<ItemOutcome[]> {
    const profiles = items.flatMap(({ profile }) => profile ?? []);
    if (profiles.length === 0) return outcomesOf(items);
    const saves = await this.saveAll(profiles);
    const isRefused = (_: EnrichedProfile, index: number) => saves?.[index]?.status === 'suppressed';
    await this.suppressions.extend(profiles.filter(isRefused).map(keysOfEnriched));
    const saveOf = new Map(profiles.map((profile, index) => [profile, saves?.[index]]));
    return items.map(({ outcome, profile }) => {
      if (profile === null || !outcome.success) return outcome;
      const save = saveOf.get(profile);
      return save ? this.stored(job_id, outcome, save) : { ...outcome, to_store: true };
    });
  }

  /** Null while the store is unavailable. */
  private async saveAll(profiles: readonly EnrichedProfile[]): Promise<SaveOutcome[] | null> {
    if (Date.now() < this.cooldownUntil) return null;
    try {
      return await this.times.measure('store', () => this.people.saveAll(profiles), profiles.length);
    } catch (error) {
      // A defect: what was fetched is kept with the items.
      if (!(error instanceof StoreUnavailableError)) return profiles.map(() => ({ status: 'rejected', error }));
      this.cooldownUntil = Date.now() + COOLDOWN_MS;
      return null;
    }
  }

  private stored(job_id: string, result: ItemResult, save: SaveOutcome): ItemOutcome {
    if (save.status === 'saved') return { ...result, profile_id: save.saved.profile.id };
    if (save.status === 'masked') return masked(result);
    if (save.status === 'suppressed') return insteadOf(result, suppressed());
    // What was fetched is kept with the item.
    const { email_number } = result;
    this.logger.error({ err: save.error, job_id, email_number }, 'A fetched profile could not be stored');
    return result;
  }
}

/** The answer has no name, although the member is known by one: the member hides it now. */
function masked(result: ItemResult): ItemError {
  const sources_asked = result.sources_asked.map((asked) =>
    asked.source === result.source && asked.outcome === 'found' ? { ...asked, outcome: 'restricted' as const } : asked,
  );
  return insteadOf({ ...result, sources_asked }, restricted('profile'));
}
