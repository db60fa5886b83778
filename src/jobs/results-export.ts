import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import { Readable } from 'node:stream';
import { jobResult } from './job-detail.js';
import type { ItemOutcome } from './job.js';
import { JobStore } from './job.store.js';
import { JobsService } from './jobs.service.js';

export const exportTypes = ['application/x-ndjson', 'text/csv'] as const;
export type ExportType = (typeof exportTypes)[number];

const PAGE = 500;
const COLUMNS = [
  'email_number',
  'email',
  'success',
  'timestamp',
  'token_used',
  'saved_to_linkedin_profiles',
  'save_error',
  'error',
  'error_type',
  'retryable',
  'attempts',
  'data',
] as const;

/** Streams all results and errors of a job page by page, so that memory use does not grow with the job. */
@Injectable()
export class ResultsExport {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: JobStore,
  ) {}

  async stream(job_id: string, type: ExportType): Promise<Readable> {
    await this.jobs.find(job_id);
    const outcomes = Readable.from(this.outcomes(job_id));
    if (type === 'application/x-ndjson')
      return outcomes.map((outcome: ItemOutcome) => `${JSON.stringify(line(outcome))}\n`);
    // A spreadsheet would evaluate a cell that starts like a formula.
    const csv = stringify({
      header: true,
      columns: [...COLUMNS],
      escape_formulas: true,
      cast: { boolean: String, date: (date) => date.toISOString(), object: (value) => JSON.stringify(value) },
    });
    outcomes.on('error', (error) => csv.destroy(error));
    return outcomes.pipe(csv);
  }

  private async *outcomes(job_id: string): AsyncGenerator<ItemOutcome> {
    let cursor: string | undefined;
    do {
      const page = await this.store.results(job_id, { limit: PAGE, cursor });
      yield* page.outcomes;
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }
}

const line = (outcome: ItemOutcome) => (outcome.success ? jobResult(outcome) : outcome);
