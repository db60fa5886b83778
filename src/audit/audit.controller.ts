import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OpenLocally, RequireScope } from '../common/access/access.decorators.js';
import { ApiFailures } from '../common/errors/api-failures.decorator.js';
import { commonErrors } from '../common/errors/common.errors.js';
import { ApiPage } from '../common/pagination/api-page.decorator.js';
import { PageQuery } from '../common/pagination/page-query.dto.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { AuditService } from './audit.service.js';
import { AuditRecordDto } from './dto/audit-record.dto.js';

@ApiTags('System')
@OpenLocally()
@RequireScope('admin')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('system/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  /** Lists deletions, token operations and cleanups: who performed them and when, newest first. */
  @Get()
  @ApiPage(AuditRecordDto)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listAuditEntries(@Query() query: PageQuery): Promise<PageBody<AuditRecordDto>> {
    return this.audit.list(query);
  }
}
