import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { InvalidRequestError, type FieldError } from '../common/errors/invalid-request.error.js';
import { SourceChain } from '../sources/source-chain.js';
import type { CreateBatchRequest } from './dto/create-batch.dto.js';
import type { CreatedJob } from './dto/created-job.dto.js';
import { JobAcceptance } from './job-acceptance.js';
import { comparableConfig, hashOf } from './job-config.js';
import { JobStore } from './job.store.js';
import { createErrors } from './jobs.errors.js';
import { givenList, type GivenList } from './lists/given-list.js';
import { ItemChecker } from './lists/item-checker.js';

/** Items per queue message: few enough that an urgent job starts soon, enough to keep a worker busy. */
export const CHUNK_SIZE = 100;
const SHOWN_INVALID = 10;

@Injectable()
export class JobCreationService {
  constructor(
    private readonly jobs: JobStore,
    private readonly checker: ItemChecker,
    private readonly acceptance: JobAcceptance,
    private readonly sources: SourceChain,
  ) {}

  /** @param created_by name of the API key */
  async create(
    request: CreateBatchRequest,
    idempotencyKey: string | undefined,
    created_by: string,
  ): Promise<CreatedJob> {
    if (!request.items && this.sources.sourcesBy('email').length === 0) throw createErrors.SOURCE_TAKES_NO_EMAILS();
    const list = await givenList(request, this.checker);
    if (list.items.length === 0) throw new InvalidRequestError(fieldErrors(list));
    const { priority, config } = request;
    const job_id = randomUUID();
    const { invalid_emails } = list;
    const response = { ...(await this.acceptance.answer(job_id, request, list.summary)), invalid_emails };
    const request_hash = hashOf({ ...list.meaning, priority, config: comparableConfig(config) });
    const idempotency = idempotencyKey ? { key: idempotencyKey, request_hash, response } : null;
    const creation = await this.jobs.create(
      {
        job_id,
        priority,
        config,
        items: list.items,
        created_by,
        ...(list.columns && { columns: list.columns }),
        idempotency,
      },
      CHUNK_SIZE,
    );
    if (creation.created) return response;
    if (creation.request_hash !== request_hash) throw createErrors.IDEMPOTENCY_KEY_REUSED();
    return creation.response as CreatedJob;
  }
}

/** A few of the rows of a list without a valid one. */
function fieldErrors({ field, summary }: GivenList): FieldError[] {
  return summary.invalid_rows
    .slice(0, SHOWN_INVALID)
    .map(({ row, value, reason }) =>
      field === 'emails'
        ? { field, message: reason, invalid_value: value, error_type: 'email' }
        : { field: `${field}.${row - 1}`, message: reason, invalid_value: value, error_type: 'invalid_item' },
    );
}
