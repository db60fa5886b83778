import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { idempotencyErrors } from '../idempotency/idempotency.errors.js';
import type { IdempotentRequest } from '../idempotency/idempotent-request.js';
import { RequestHashes } from '../idempotency/request-hashes.js';
import { SourceChain } from '../sources/source-chain.js';
import type { CreateBatchRequest } from './dto/create-batch.dto.js';
import type { CreatedJob } from './dto/created-job.dto.js';
import { JobAcceptance } from './job-acceptance.js';
import { comparableConfig, hashOf } from './job-config.js';
import { JobStore } from './job.store.js';
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
    private readonly hashes: RequestHashes,
  ) {}

  /** @param created_by name of the API key */
  async create(
    request: CreateBatchRequest,
    repeatable: IdempotentRequest | undefined,
    created_by: string,
  ): Promise<CreatedJob> {
    const list = await acceptedList(request, this.checker, this.sources);
    const { priority, config } = request;
    const job_id = randomUUID();
    const { invalid_emails } = list;
    const response = { ...(await this.acceptance.answer(job_id, request, list.summary)), invalid_emails };
    const hash = hashOf({ ...list.meaning, priority, config: comparableConfig(config) });
    const idempotency = repeatable ? { ...repeatable.scope, request_hash: this.hashes.keyed(hash), response } : null;
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
    if (!this.hashes.isSame(creation.request_hash, hash)) throw idempotencyErrors.IDEMPOTENCY_KEY_REUSED();
    if (repeatable) repeatable.isReplay = true;
    return creation.response as CreatedJob;
  }
}
