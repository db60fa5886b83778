import { ApiProperty } from '@nestjs/swagger';
import { ProfileResult } from './profile-result.dto.js';

/** The answer for a whole batch: one result an item, in request order. */
export class BatchResult {
  /** @format uuid */
  batch_id: string;
  total_requested: number;
  successful: number;
  failed: number;
  results: ProfileResult[];
  started_at: Date;
  completed_at: Date;
  /** @example 4.2 */
  processing_time_seconds: number;
}

/** A batch that was accepted to be worked on later; what is accepted survives a restart. */
export class AcceptedBatch {
  /** @format uuid */
  batch_id: string;
  @ApiProperty({ enum: ['pending'] })
  status: 'pending';
  total_requested: number;
  /** @example "/api/v1/profiles/batches/0b0d9c1c-4a34-4a0e-8f4e-0d4d4f1f2a3b" */
  status_url: string;

  constructor(given: { batch_id: string; total_requested: number }) {
    this.batch_id = given.batch_id;
    this.status = 'pending';
    this.total_requested = given.total_requested;
    this.status_url = `/api/v1/profiles/batches/${given.batch_id}`;
  }
}

/** A batch that can be asked for: how far it is and, when it is completed, everything its answer had. */
export class BatchState {
  /** @format uuid */
  batch_id: string;
  @ApiProperty({ enum: ['pending', 'processing', 'completed'] })
  status: 'pending' | 'processing' | 'completed';
  total_requested: number;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  successful?: number;
  failed?: number;
  results?: ProfileResult[];
  processing_time_seconds?: number;
}
