import { Injectable } from '@nestjs/common';
import { LinkedInProfilesStore } from '../linkedin-profiles/linkedin-profiles.store.js';
import type { PersonKeys } from '../model/person-keys.js';
import { identityIn } from '../sources/recognition/recognise.js';
import { suppressed } from '../sources/source.errors.js';
import { JobSuppressions } from '../suppression/job-suppressions.js';
import type { SaveError, SavedJob } from './dto/job-results.dto.js';
import type { ResultByEmail } from './job.js';
import { isActive } from './job-state.js';
import { JobStore } from './job.store.js';
import { allLookupsOf, foundBy, keysOf } from './item-lookups.js';
import { JobsService } from './jobs.service.js';
import { jobStateErrors } from './jobs.errors.js';
import { ResultPayloads } from './result-payloads.js';
import { SuppressedRows } from './suppressed-rows.js';
import { DELETED, profileRow } from './worker/outcome-recorder.js';

/** Results saved at a time: enough for a few concurrent writes to DynamoDB, few enough to need little memory. */
const PAGE = 250;
const SHOWN_ERRORS = 10;
const CHECK_TIMEOUT_MS = 5_000;

@Injectable()
export class ManualSaveService {
  constructor(
    private readonly jobsService: JobsService,
    private readonly jobs: JobStore,
    private readonly profiles: LinkedInProfilesStore,
    private readonly payloads: ResultPayloads,
    private readonly suppressions: JobSuppressions,
    private readonly suppressedRows: SuppressedRows,
  ) {}

  /** @param force also saves results that are saved already */
  async save(job_id: string, force: boolean): Promise<SavedJob> {
    const job = await this.jobsService.find(job_id);
    if (isActive(job.status)) throw jobStateErrors.JOB_NOT_COMPLETED({ job_id, status: job.status });
    await this.profiles.check(AbortSignal.timeout(CHECK_TIMEOUT_MS));
    const save_errors: SaveError[] = [];
    let saved_count = 0;
    let failed_count = 0;
    for await (const page of this.pages(job_id, force)) {
      const errors = await this.savePage(job_id, page);
      saved_count += page.length - errors.length;
      failed_count += errors.length;
      save_errors.push(...errors.slice(0, SHOWN_ERRORS - save_errors.length));
    }
    await this.jobs.complete(job_id);
    return {
      success: failed_count === 0,
      message: 'Batch save completed',
      job_id,
      total_results: job.processed_emails - job.failed_emails,
      saved_count,
      failed_count,
      save_errors,
      linkedin_profiles_table: this.profiles.table,
    };
  }

  private async withoutSuppressed(page: readonly ResultByEmail[]): Promise<ResultByEmail[]> {
    const areSuppressed = await this.suppressions.areSuppressed(page.map(personOf));
    return page.filter((_, index) => !areSuppressed[index]);
  }

  private async *pages(job_id: string, force: boolean): AsyncGenerator<ResultByEmail[]> {
    let after_number = 0;
    for (;;) {
      const page = await this.jobs.unsaved(job_id, { after_number, limit: PAGE, force });
      if (page.length > 0) yield await this.payloads.join(page);
      if (page.length < PAGE) return;
      after_number = page.at(-1)?.email_number ?? after_number;
    }
  }

  private async savePage(job_id: string, page: readonly ResultByEmail[]): Promise<SaveError[]> {
    const allowed = await this.withoutSuppressed(page);
    const rows = allowed.filter(({ data }) => data !== null).map((result) => profileRow(job_id, result));
    const outcomes = await this.profiles.saveAll(rows);
    const outcomeOf = new Map(rows.map(({ email_number }, index) => [email_number, outcomes[index]]));
    // A suppression in the meantime may have searched the table before the row was saved.
    const stillAllowed = new Set(await this.withoutSuppressed(allowed));
    await this.suppressedRows.remove(
      job_id,
      page.filter((result) => !stillAllowed.has(result)),
    );
    const saves = page.map((result) => {
      const { email_number, email } = result;
      const outcome = outcomeOf.get(email_number);
      const problem = outcome?.status === 'saved' ? null : (outcome?.error ?? DELETED);
      const save_error = stillAllowed.has(result) ? problem : suppressed().message;
      return { email_number, email, saved: save_error === null, save_error };
    });
    await this.jobs.markSaved(
      job_id,
      saves.map(({ email_number, saved, save_error }) => ({ email_number, saved, save_error })),
    );
    return saves.flatMap(({ email, save_error }) => (save_error === null ? [] : [{ email, error: save_error }]));
  }
}

function personOf(result: ResultByEmail): PersonKeys {
  const lookup = foundBy(result);
  return keysOf(allLookupsOf(result), lookup && identityIn(result.data, lookup));
}
