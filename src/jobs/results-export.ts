import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import { Readable } from 'node:stream';
import { jobError, jobResult } from './job-detail.js';
import type { ItemOutcome } from './job.js';
import { JobStore, type ResultsPage } from './job.store.js';
import { JobsService } from './jobs.service.js';
import { ResultPayloads } from './result-payloads.js';

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
  'profile_id',
  'source',
  'sources_asked',
  'data',
] as const;

/** Streams all results and errors of a job page by page, so that memory use does not grow with the job. */
@Injectable()
export class ResultsExport {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: JobStore,
    private readonly payloads: ResultPayloads,
  ) {}

  /** @throws StoreUnavailableError if the first page cannot be read; a later one that cannot ends the stream with an error */
  async stream(job_id: string, type: ExportType): Promise<Readable> {
    await this.jobs.find(job_id);
    const outcomes = Readable.from(this.outcomes(job_id, await this.page(job_id)));
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

  private async *outcomes(job_id: string, first: ResultsPage): AsyncGenerator<ItemOutcome> {
    let page = first;
    yield* page.outcomes;
    while (page.next_cursor !== null) {
      page = await this.page(job_id, page.next_cursor);
      yield* page.outcomes;
    }
  }

  private async page(job_id: string, cursor?: string): Promise<ResultsPage> {
    const { outcomes, next_cursor } = await this.store.results(job_id, { limit: PAGE, cursor });
    return { outcomes: await this.payloads.join(outcomes), next_cursor };
  }
}

const line = (outcome: ItemOutcome) => (outcome.success ? jobResult(outcome) : jobError(outcome));
