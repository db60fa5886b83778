import { Injectable } from '@nestjs/common';
import { pageBody } from '../common/pagination/page-body.js';
import type { PageQuery } from '../common/pagination/page-query.dto.js';
import type { PageBody } from '../common/pagination/pagination.dto.js';
import { AuditStore } from './audit.store.js';
import type { AuditRecordDto } from './dto/audit-record.dto.js';

/** The audit records as the API presents them. */
@Injectable()
export class AuditService {
  constructor(private readonly store: AuditStore) {}

  async list(query: PageQuery): Promise<PageBody<AuditRecordDto>> {
    return pageBody({ ...(await this.store.list(query)), total: null }, query.limit, (record) => record);
  }
}
