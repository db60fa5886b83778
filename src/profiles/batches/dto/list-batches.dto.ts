import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { PageQuery } from '../../../common/pagination/page-query.dto.js';
import { Optional } from '../../../common/validation/presence.decorators.js';
import { batchStatuses, type BatchStatus } from '../../../profile-store/batch.store.js';

export class ListBatches extends PageQuery {
  @ApiPropertyOptional({ enum: batchStatuses })
  @Optional()
  @IsIn(batchStatuses)
  status?: BatchStatus;
}
