import { Injectable, Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { mergeMap, type Observable } from 'rxjs';
import { ApiKeys } from '../common/access/api-keys.js';
import { requestId } from '../common/http/request-id.js';
import { withTimeout } from '../common/lifecycle/with-timeout.js';
import { addressClass } from './address-class.js';
import { AuditStore } from './audit.store.js';
import type { AuditContext, AuditEntry } from './audit-record.js';
import { AUDITED, type Describe, type Done } from './audited.decorator.js';

/** Longest wait for a record to be stored, in milliseconds. */
const TIMEOUT_MS = 5_000;

/**
 * Records what the routes with `@Audited` did, before they answer. If the record cannot be stored, it is logged as an error and
 * the operation is not undone: deleting a person must not depend on a second store.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Audit');

  constructor(
    private readonly reflector: Reflector,
    private readonly store: AuditStore,
    private readonly keys: ApiKeys,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const describe = this.reflector.get<Describe | undefined>(AUDITED, context.getHandler());
    if (describe === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<Request<Record<string, string>>>();
    return next.handle().pipe(
      mergeMap(async (result: unknown) => {
        const done: Done = { result, params: request.params };
        await this.record([describe(done as Done<never>)].flat(), this.contextOf(request));
        return result;
      }),
    );
  }

  private contextOf(request: Request<Record<string, string>>): AuditContext {
    const key_name = this.keys.nameFor(request as Request) ?? 'local';
    return { key_name, address: addressClass(request.ip ?? ''), request_id: requestId(request as Request) };
  }

  private async record(entries: readonly AuditEntry[], context: AuditContext): Promise<void> {
    if (entries.length === 0) return;
    try {
      await withTimeout(TIMEOUT_MS, () => this.store.add(entries, context));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      for (const entry of entries) {
        this.logger.error({ audit: { ...context, ...entry }, reason }, 'An audit record could not be stored');
      }
    }
  }
}
