import { Injectable, Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../common/errors/store-unavailable.error.js';
import { CreditsService } from '../credits/credits.service.js';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { LinkedInDataPipeline } from '../pipeline/linkedin-data.pipeline.js';
import { keysOfEnriched } from '../profile-store/enriched-keys.js';
import { ProfileStore, type EnrichedProfile, type SaveOutcome } from '../profile-store/profile.store.js';
import type { CreditAccess } from '../sources/credit-access.js';
import { recognise } from '../sources/recognition/recognise.js';
import { Suppressions } from '../suppression/suppressions.js';
import { intakeItem } from './intake-item.js';
import { foundBy } from './item-lookups.js';
import type { ItemToStore } from './job.js';
import { JobStore } from './job.store.js';
import { SuppressedRows } from './suppressed-rows.js';

/** People stored in one call, and calls per round; the next round continues. */
const PAGE = 25;
const PAGES_A_ROUND = 200;

interface Prepared {
  item: ItemToStore;
  /** Null if the person can never be stored. */
  profile: EnrichedProfile | null;
}

/** Stores the people whose store was unavailable when a job fetched them, from the answers that the items kept. */
@Injectable()
export class UnstoredPeople implements UpkeepTask {
  readonly name = 'unstored-people';
  readonly cron = '* * * * *';
  private readonly logger = new Logger(UnstoredPeople.name);

  constructor(
    private readonly jobs: JobStore,
    private readonly pipeline: LinkedInDataPipeline,
    private readonly people: ProfileStore,
    private readonly credits: CreditsService,
    private readonly suppressedRows: SuppressedRows,
    private readonly suppressions: Suppressions,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(signal: AbortSignal): Promise<void> {
    let stored = 0;
    for (let page = 0; page < PAGES_A_ROUND; page += 1) {
      signal.throwIfAborted();
      const items = await this.jobs.toStore(PAGE);
      if (items.length === 0 || !(await this.store(items, signal))) break;
      stored += items.length;
    }
    if (stored > 0)
      this.logger.log({ people: stored }, 'People stored that jobs had fetched while their store was unavailable');
  }

  /** False while the store is still unavailable. */
  private async store(items: readonly ItemToStore[], signal: AbortSignal): Promise<boolean> {
    const jobs = Map.groupBy(items, ({ job_id }) => job_id);
    const ofJobs = [...jobs].map(([job_id, ofJob]) => this.preparedOf(job_id, ofJob, signal));
    const prepared = (await Promise.all(ofJobs)).flat();
    const profiles = prepared.flatMap(({ profile }) => profile ?? []);
    const saves = await this.saveAll(profiles);
    if (saves === null) return false;
    const saveOf = new Map(profiles.map((profile, index) => [profile, saves[index]]));
    const isRefused = ({ profile }: Prepared) => profile !== null && saveOf.get(profile)?.status === 'suppressed';
    for (const [job_id, ofJob] of Map.groupBy(prepared, ({ item }) => item.job_id)) {
      await this.refuse(job_id, ofJob.filter(isRefused));
      const known = ofJob
        .filter((person) => !isRefused(person))
        .map(({ item: { email_number }, profile }) => ({
          email_number,
          profile_id: profile && profileId(saveOf.get(profile)),
        }));
      await this.jobs.markStored(job_id, known);
    }
    return true;
  }

  /** Removes the answers of suppressed people, and records errors in their place. */
  private async refuse(job_id: string, people: readonly Prepared[]): Promise<void> {
    if (people.length === 0) return;
    await this.suppressions.extend(people.flatMap(({ profile }) => (profile ? keysOfEnriched(profile) : [])));
    await this.suppressedRows.remove(
      job_id,
      people.map(({ item }) => item),
    );
    await this.jobs.refuseToStore(
      job_id,
      people.map(({ item }) => item.email_number),
    );
    await this.jobs.complete(job_id);
  }

  /** The job pays for the companies of its people. */
  private async preparedOf(job_id: string, items: readonly ItemToStore[], signal: AbortSignal): Promise<Prepared[]> {
    const job = await this.jobs.find(job_id);
    // Deleted in the meantime, with its items.
    if (job === null) return [];
    await this.credits.enter(job);
    try {
      const credits = this.credits.ofJob(job);
      return await Promise.all(
        items.map(async (item) => ({ item, profile: await this.prepared(item, credits, signal) })),
      );
    } finally {
      await this.credits.leave(job);
    }
  }

  /** Null if the person can never be stored: the item keeps the answer. */
  private async prepared(
    item: ItemToStore,
    credits: CreditAccess,
    signal: AbortSignal,
  ): Promise<EnrichedProfile | null> {
    const lookup = foundBy(item);
    const { source, data, timestamp: fetched_at } = item;
    if (lookup === null || source === null) return null;
    const intake = intakeItem(item, lookup, {
      ...item,
      store_profile: true,
      max_age_hours: null,
      force_refresh: false,
    });
    try {
      const profile = recognise(data, lookup);
      const person = { profile, raw: JSON.stringify(data), source, fetched_at };
      return await this.pipeline.complete(intake, person, credits, signal);
    } catch {
      signal.throwIfAborted();
      // By the rules of this release, the answer does not identify a person.
      return null;
    }
  }

  private async saveAll(profiles: readonly EnrichedProfile[]): Promise<SaveOutcome[] | null> {
    if (profiles.length === 0) return [];
    try {
      return await this.people.saveAll(profiles);
    } catch (error) {
      if (error instanceof StoreUnavailableError) return null;
      throw error;
    }
  }
}

/** Null for a member who hides the name by now, or data that the database rejects: nothing is stored, and the item keeps the answer. */
function profileId(save: SaveOutcome | undefined): string | null {
  return save?.status === 'saved' ? save.saved.profile.id : null;
}
