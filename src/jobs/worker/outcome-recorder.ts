import { Injectable, Logger } from '@nestjs/common';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { CreditsService } from '../../credits/credits.service.js';
import { LinkedInProfilesStore } from '../../linkedin-profiles/linkedin-profiles.store.js';
import type { FetchedLinkedInProfile } from '../../linkedin-profiles/linkedin-profile.js';
import { suppressed } from '../../sources/source.errors.js';
import { Suppressions } from '../../suppression/suppressions.js';
import { foundBy, keysOf } from '../item-lookups.js';
import type { ItemOutcome, ItemResult, Job, ResultByEmail } from '../job.js';
import type { JobStatus } from '../job-state.js';
import { countOutcomes } from '../job-metrics.js';
import { JobStore } from '../job.store.js';
import { ResultPayloads } from '../result-payloads.js';
import { SuppressedRows } from '../suppressed-rows.js';
import { insteadOf } from './item-outcomes.js';
import { PeopleRecorder } from './people-recorder.js';
import type { PreparedItem } from './prepared-item.js';
import { unstorable } from './unstorable-outcome.js';

/** Why a result has no data to save. */
export const DELETED = 'The data of this profile was deleted';

/** Stores outcomes: what they cost, people, then their rows in the LinkedIn profiles table, then items and counters. */
@Injectable()
export class OutcomeRecorder {
  private readonly logger = new Logger(OutcomeRecorder.name);

  constructor(
    private readonly people: PeopleRecorder,
    private readonly profiles: LinkedInProfilesStore,
    private readonly jobs: JobStore,
    private readonly payloads: ResultPayloads,
    private readonly credits: CreditsService,
    private readonly suppressedRows: SuppressedRows,
    private readonly suppressions: Suppressions,
  ) {}

  /**
   * Returns the status of the job; null if it does not exist. An unavailable store of people or rows fails nothing: the items record it, keep their data, and can
   * be saved later. An outcome whose content cannot be stored is found by bisection and fails only its own item.
   * @throws StoreUnavailableError if the job database is unavailable
   */
  async record(job: Job, items: readonly PreparedItem[]): Promise<JobStatus | null> {
    await this.credits.flush(job.job_id);
    return this.finish(job, await this.people.record(job.job_id, items));
  }

  private async finish(job: Job, outcomes: readonly ItemOutcome[]): Promise<JobStatus | null> {
    try {
      const stored = job.config.save_to_dynamodb ? await this.saved(job.job_id, outcomes) : outcomes;
      // Before the item records it: if the process dies in between, the item is processed again.
      if (job.config.save_to_dynamodb) await this.suppressedRows.remove(job.job_id, outcomes.filter(isRefused));
      const finished = await this.jobs.finish(job.job_id, stored.map(withoutStoredData));
      const isRefusedNow = ({ email_number }: ItemOutcome) => finished.suppressed.includes(email_number);
      const refused = outcomes.filter(isResult).filter(isRefusedNow);
      countOutcomes(outcomes.filter((outcome) => !isRefusedNow(outcome)));
      return refused.length === 0 ? finished.status : await this.refuse(job, refused);
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      const [outcome] = outcomes;
      if (outcome !== undefined && outcomes.length === 1) return this.keepAsFailed(job, outcome, error);
      const middle = Math.ceil(outcomes.length / 2);
      await this.finish(job, outcomes.slice(0, middle));
      return this.finish(job, outcomes.slice(middle));
    }
  }

  /** Stores errors in place of results of people who were suppressed since they were looked up, or turned out to be. */
  private async refuse(job: Job, results: readonly ItemResult[]): Promise<JobStatus | null> {
    await this.suppressions.extend(
      results.map((result) =>
        keysOf(
          [foundBy(result)].filter((lookup) => lookup !== null),
          result.identity,
        ),
      ),
    );
    return this.finish(
      job,
      results.map((result) => insteadOf(result, suppressed())),
    );
  }

  private async keepAsFailed(job: Job, outcome: ItemOutcome, error: unknown): Promise<JobStatus | null> {
    const { email_number } = outcome;
    this.logger.error({ err: error, job_id: job.job_id, email_number }, 'The outcome of an item could not be stored');
    const failure = unstorable(outcome, error);
    const { status } = await this.jobs.finish(job.job_id, [failure]);
    countOutcomes([failure]);
    return status;
  }

  private async saved(job_id: string, outcomes: readonly ItemOutcome[]): Promise<ItemOutcome[]> {
    const { results, missing } = await this.withData(outcomes.filter(hasRow));
    const rows = results.filter(({ data }) => data !== null);
    const saves = await this.profiles.saveAll(rows.map((result) => profileRow(job_id, result)));
    const saveOf = new Map(rows.map((result, index) => [result.email_number, saves[index]]));
    return outcomes.map((outcome) => {
      if (!hasRow(outcome)) return outcome;
      const save = saveOf.get(outcome.email_number);
      const isSaved = save?.status === 'saved';
      return { ...outcome, saved_to_linkedin_profiles: isSaved, save_error: isSaved ? null : (save?.error ?? missing) };
    });
  }

  /** The data of people who were not fetched comes from their store. */
  private async withData(results: readonly ResultByEmail[]) {
    try {
      return { results: await this.payloads.join(results), missing: DELETED };
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return { results, missing: 'The profile store is unavailable' };
    }
  }
}

/** Each answer is stored once: the item keeps it only where no other store has it, or the person is still to be stored. */
function withoutStoredData(outcome: ItemOutcome): ItemOutcome {
  if (!outcome.success || outcome.to_store) return outcome;
  const { profile_id, saved_to_linkedin_profiles: isSaved } = outcome;
  return profile_id !== null || isSaved ? { ...outcome, data: null } : outcome;
}

const isResult = (outcome: ItemOutcome): outcome is ItemResult => outcome.success;
const isRefused = (outcome: ItemOutcome) => !outcome.success && outcome.error_type === 'suppressed';

function hasRow(outcome: ItemOutcome): outcome is ResultByEmail {
  return outcome.success && outcome.email !== null;
}

/** ItemResult → row of linkedin_profiles */
export function profileRow(job_id: string, result: ResultByEmail): FetchedLinkedInProfile {
  const { email, timestamp, success, data, token_used, email_number } = result;
  return { email, timestamp, success, profile_data: data, token_used, email_number, job_id };
}
