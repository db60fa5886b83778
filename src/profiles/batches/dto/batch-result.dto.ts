import { Integer, OptionalInteger, Uuid } from '../../../common/openapi/fields.js';
import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import { batchStatuses, type BatchStatus } from '../../../profile-store/batch.store.js';
import {
  ApiProfileResults,
  CompletedProfile,
  FailedProfile,
  type ProfileResult,
} from '../../dto/profile-result.dto.js';

/** The result of a batch: one result per item, in request order. */
@ApiExtraModels(CompletedProfile, FailedProfile)
export class BatchResult {
  @Uuid()
  batch_id: string;
  @Integer(2)
  total_requested: number;
  @Integer(1)
  successful: number;
  @Integer(1)
  failed: number;
  @ApiProfileResults()
  results: ProfileResult[];
  started_at: Date;
  completed_at: Date;
  /** @example 4.2 */
  processing_time_seconds: number;
}

/** A batch that was accepted for background processing. Accepted batches survive a restart. */
export class AcceptedBatch {
  @Uuid()
  batch_id: string;
  @ApiProperty({ enum: ['pending'] })
  status: 'pending';
  @Integer(2)
  total_requested: number;
  /**
   * Absolute if the service knows its public URL.
   * @example "/api/v1/profiles/batches/0b0d9c1c-4a34-4a0e-8f4e-0d4d4f1f2a3b"
   */
  status_url: string;

  constructor(given: { batch_id: string; total_requested: number }) {
    this.batch_id = given.batch_id;
    this.status = 'pending';
    this.total_requested = given.total_requested;
    this.status_url = `/api/v1/profiles/batches/${given.batch_id}`;
  }
}

export class BatchProgress {
  @ApiProperty({ type: 'integer', example: 1, description: 'Items that were processed, including those that failed' })
  done: number;
  @Integer(2)
  total: number;
  @Integer(0)
  failed: number;
}

/** A batch without its results. */
export class BatchSummary {
  @Uuid()
  batch_id: string;
  @ApiProperty({ enum: batchStatuses })
  status: BatchStatus;
  @Integer(2)
  total_requested: number;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  progress: BatchProgress;
}

/** A batch whose failed items were queued again. */
export class RetriedBatch {
  @Uuid()
  batch_id: string;
  @ApiProperty({ enum: batchStatuses })
  status: BatchStatus;
  @Integer(1)
  items_requeued: number;
  /** @example "Failed items were queued for another attempt" */
  message: string;
}

/** The status of a batch and, once it has ended, its full result. */
export class BatchState extends BatchSummary {
  @OptionalInteger(1)
  successful?: number;
  @OptionalInteger(1)
  failed?: number;
  @ApiProfileResults({ required: false })
  results?: ProfileResult[];
  processing_time_seconds?: number;
}
