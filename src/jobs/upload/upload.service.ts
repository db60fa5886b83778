import { Injectable, Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { commonErrors } from '../../common/errors/common.errors.js';
import { InvalidRequestError } from '../../common/errors/invalid-request.error.js';
import { idempotencyErrors } from '../../idempotency/idempotency.errors.js';
import type { IdempotentRequest } from '../../idempotency/idempotent-request.js';
import { RequestHashes } from '../../idempotency/request-hashes.js';
import { JobAcceptance } from '../job-acceptance.js';
import { comparableConfig, hashOf } from '../job-config.js';
import { CHUNK_SIZE } from '../job-creation.service.js';
import { JobStore, UploadExpiredError, type JobUpload } from '../job.store.js';
import { ItemChecker } from '../lists/item-checker.js';
import type { ListSummary } from '../lists/list-summary.js';
import type { UploadedJob } from './dto/uploaded-job.dto.js';
import { unreadableFile } from './file-problems.js';
import { ListReading } from './list-reading.js';
import type { ReceivedList } from './request/received-list.js';
import { uploadStarted } from './upload-journal.js';

const SHOWN_INVALID = 10;

export interface UploadOptions {
  /** Whether nothing is to be created. */
  dry_run: boolean;
  repeatable: IdempotentRequest | undefined;
  /** Name of the API key. */
  created_by: string;
}

/** Creates jobs from files that are too long for a request body in memory. */
@Injectable()
export class UploadService {
  private readonly logger = new Logger(UploadService.name);

  constructor(
    private readonly jobs: JobStore,
    private readonly checker: ItemChecker,
    private readonly acceptance: JobAcceptance,
    private readonly hashes: RequestHashes,
  ) {}

  /** Nothing of the job is visible before the whole file was read and found valid. */
  async create(list: ReceivedList, options: UploadOptions): Promise<UploadedJob> {
    const reading = new ListReading(list.file, this.checker);
    const job_id = randomUUID();
    const journal = uploadStarted({ job_id, dry_run: options.dry_run, key: options.created_by });
    let upload: JobUpload | null = null;
    try {
      for await (const items of reading.items()) {
        if (options.dry_run) continue;
        upload ??= await this.jobs.openUpload(job_id);
        await upload.add(items);
      }
      const answer = await this.finished(list, reading, upload, job_id, options);
      journal.completed(reading, answer.job_id);
      return answer;
    } catch (error) {
      journal.failed(reading, error);
      await this.discard(upload);
      throw error instanceof UploadExpiredError ? commonErrors.REQUEST_TIMEOUT() : error;
    }
  }

  /** What cannot be removed now is removed by an upkeep task. */
  private async discard(upload: JobUpload | null): Promise<void> {
    await upload?.discard().catch((error: unknown) => this.logger.warn(error, 'An upload could not be removed'));
  }

  private async finished(
    list: ReceivedList,
    reading: ListReading,
    upload: JobUpload | null,
    job_id: string,
    { repeatable, created_by }: UploadOptions,
  ): Promise<UploadedJob> {
    const { priority, config } = await list.settings();
    const { summary, columns } = reading;
    if (summary.total === 0) throw withoutItems(summary);
    const accepted = await this.acceptance.answer(job_id, { priority, config }, summary);
    const response = { ...accepted, invalid_emails: [], columns };
    if (!upload) return { ...response, job_id: null, message: NOTHING_CREATED };
    const hash = hashOf({ file: reading.digest(), columns, priority, config: comparableConfig(config) });
    const creation = await upload.commit(
      {
        priority,
        config,
        created_by,
        columns,
        ...(list.file.name !== null && { file_name: list.file.name }),
        idempotency: repeatable ? { ...repeatable.scope, request_hash: this.hashes.keyed(hash), response } : null,
      },
      CHUNK_SIZE,
    );
    if (creation.created) return response;
    await this.discard(upload);
    if (!this.hashes.isSame(creation.request_hash, hash)) throw idempotencyErrors.IDEMPOTENCY_KEY_REUSED();
    if (repeatable) repeatable.isReplay = true;
    return creation.response as UploadedJob;
  }
}

const NOTHING_CREATED = 'Dry run: the file was read and checked, and no job was created';

/** The error for a list without a valid row, with the first of its invalid rows. */
export function withoutItems({ rows_read, invalid_rows }: ListSummary): InvalidRequestError {
  if (rows_read === 0) return unreadableFile('The file has a header, and no rows below it', 'file_empty');
  return new InvalidRequestError(
    invalid_rows.slice(0, SHOWN_INVALID).map(({ row, value, reason }) => ({
      field: 'file',
      message: `Row ${row}: ${reason}`,
      invalid_value: value,
      error_type: 'invalid_item',
    })),
  );
}
