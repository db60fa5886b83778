import { Injectable } from '@nestjs/common';
import { BOM } from '../../common/export/csv.js';
import type { FileFormat } from '../../common/export/export-format.js';
import { exportedFile, type ExportedFile } from '../../common/export/exported-file.js';
import { PageSize } from '../../common/export/page-size.js';
import type { ItemOutcome, Job } from '../job.js';
import { JobStore } from '../job.store.js';
import { JobsService } from '../jobs.service.js';
import { CustomColumns } from '../lists/custom-columns.js';
import { ResultPayloads } from '../result-payloads.js';
import { CsvTable, type CsvPart } from './csv-table.js';
import { dataSize } from './data-size.js';
import { isStored, ResultPeople } from './result-people.js';
import { resultsName } from './results-name.js';
import { jobError, jobResult } from './shown-outcome.js';

export interface ExportOptions {
  format: FileFormat;
  /** Of CSV. */
  include: readonly CsvPart[];
  /** Whether a CSV file begins with a byte order mark, which tells spreadsheets that it is UTF-8. */
  bom: boolean;
}

/** Part of a file, made of one page of outcomes; `size` is about how long their data are, in characters. */
interface Written {
  text: string;
  size: number;
}

/** Outcomes of a page. */
const MOST = { withData: 50, withoutData: 100 };

/** Streams all results and errors of a job page by page, so that memory use does not grow with the job. */
@Injectable()
export class ResultsExport {
  constructor(
    private readonly jobs: JobsService,
    private readonly store: JobStore,
    private readonly payloads: ResultPayloads,
    private readonly people: ResultPeople,
  ) {}

  /**
   * @throws StoreUnavailableError if the first page cannot be read; a later one that cannot ends the stream with an error, and so does
   * the deletion of the job
   */
  async open(job_id: string, options: ExportOptions): Promise<ExportedFile> {
    const job = await this.jobs.find(job_id);
    const parts = options.format === 'csv' ? this.csv(job, options) : this.ndjson(job);
    return exportedFile(resultsName(job), options.format, parts);
  }

  private ndjson({ job_id, columns }: Job): AsyncGenerator<string> {
    const custom = new CustomColumns(columns);
    const line = (outcome: ItemOutcome) => (outcome.success ? jobResult(outcome, custom) : jobError(outcome, custom));
    return this.pages(job_id, MOST.withData, async (outcomes) => {
      const joined = await this.payloads.join(outcomes);
      const text = joined.map((outcome) => `${JSON.stringify(line(outcome))}\n`).join('');
      return { text, size: text.length };
    });
  }

  private async *csv(job: Job, { include, bom }: ExportOptions): AsyncGenerator<string> {
    const table = new CsvTable(job, include);
    const withData = include.includes('data');
    let before = `${bom ? BOM : ''}${table.header}`;
    const most = withData ? MOST.withData : MOST.withoutData;
    const rows = this.pages(job.job_id, most, async (outcomes) => {
      const joined = withData ? await this.payloads.join(outcomes) : await this.unstored(outcomes);
      const text = table.rows(joined, await this.people.of(joined));
      return { text, size: withData ? text.length : text.length + dataSize(joined) };
    });
    for await (const text of rows) {
      yield `${before}${text}`;
      before = '';
    }
    if (before !== '') yield before;
  }

  /** Data of people who are stored are not needed. */
  private async unstored(outcomes: readonly ItemOutcome[]): Promise<ItemOutcome[]> {
    const joined = await this.payloads.join(outcomes.filter((outcome) => !isStored(outcome)));
    const joinedOf = new Map(joined.map((outcome) => [outcome.email_number, outcome]));
    return outcomes.map((outcome) => joinedOf.get(outcome.email_number) ?? outcome);
  }

  private async *pages(
    job_id: string,
    most: number,
    write: (outcomes: readonly ItemOutcome[]) => Promise<Written>,
  ): AsyncGenerator<string> {
    const page = new PageSize(most);
    let cursor: string | undefined;
    do {
      const { outcomes, next_cursor } = await this.store.results(job_id, { limit: page.rows, cursor });
      const { text, size } = await write(outcomes);
      if (text !== '') yield text;
      page.learn(outcomes.length, size);
      cursor = next_cursor ?? undefined;
    } while (cursor !== undefined);
    // Of a job that was deleted meanwhile, the last pages were empty: a file that ends early must not look complete.
    await this.jobs.find(job_id);
  }
}
