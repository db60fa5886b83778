import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { PostgresModule } from '../infrastructure/postgres/postgres.module.js';
import { UpkeepTasksModule } from '../infrastructure/upkeep/upkeep-tasks.module.js';
import { AuditController } from './audit.controller.js';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditRetention } from './audit-retention.js';
import { AuditService } from './audit.service.js';
import { AuditStore } from './audit.store.js';
import { SqlAuditStore } from './sql-audit.store.js';

/** Records what routes with `@Audited` do. */
@Module({
  imports: [PostgresModule, UpkeepTasksModule],
  controllers: [AuditController],
  providers: [
    { provide: AuditStore, useClass: SqlAuditStore },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
    AuditService,
    AuditRetention,
  ],
})
export class AuditModule {}
