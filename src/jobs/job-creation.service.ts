import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { SourceChain } from '../sources/source-chain.js';
import type { CreateBatchRequest } from './dto/create-batch.dto.js';
import type { CreatedJob } from './dto/created-job.dto.js';
import { JobAcceptance } from './job-acceptance.js';
import { comparableConfig, hashOf } from './job-config.js';
import { JobStore } from './job.store.js';
import { createErrors } from './jobs.errors.js';
import { acceptedList } from './lists/accepted-list.js';
import { ItemChecker } from './lists/item-checker.js';

/** Items per queue message: few enough that an urgent job starts soon, enough to keep a worker busy. */
export const CHUNK_SIZE = 100;

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
    const list = await acceptedList(request, this.checker, this.sources);
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
