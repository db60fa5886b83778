import { ApiProperty } from '@nestjs/swagger';
import { Integer, NullableInteger, Uuid } from '../../../common/openapi/fields.js';
import { totalRelations, type TotalRelation } from '../../../common/pagination/page.js';
import { reprocessStatuses, type ReprocessStatus } from '../../../profile-store/reprocess.store.js';

/** Reprocessing that was accepted. It survives a restart. */
export class AcceptedReprocess {
  @Uuid()
  reprocess_id: string;
  @ApiProperty({ enum: ['pending'] })
  status: 'pending';
  /**
   * Absolute if the service knows its public URL.
   * @example "/api/v1/profiles/reprocess/0b0d9c1c-4a34-4a0e-8f4e-0d4d4f1f2a3b"
   */
  status_url: string;
}

/** Progress of reprocessing. */
export class ReprocessState {
  @Uuid()
  reprocess_id: string;
  @ApiProperty({ enum: reprocessStatuses })
  status: ReprocessStatus;
  /** Whether embeddings are created, too. */
  embeddings: boolean;
  @NullableInteger(4200)
  total: number | null;
  @ApiProperty({
    enum: totalRelations,
    nullable: true,
    description: '`at_least` while there are more profiles than were counted',
  })
  total_relation: TotalRelation | null;
  @ApiProperty({ type: 'integer', example: 1200, description: 'Sum of `changed`, `unchanged` and `failed`' })
  done: number;
  @ApiProperty({ type: 'integer', example: 37, description: 'Profiles that are different now: see their changes' })
  changed: number;
  @Integer(1160)
  unchanged: number;
  @ApiProperty({
    type: 'integer',
    example: 3,
    description: 'Profiles with a stored answer that can no longer be read; they are not changed',
  })
  failed: number;
  @ApiProperty({ type: 'integer', example: 41, description: 'New embeddings' })
  embedded: number;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
}
