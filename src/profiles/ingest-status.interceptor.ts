import {
  applyDecorators,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { tap, type Observable } from 'rxjs';
import { CompletedProfile } from './dto/profile-result.dto.js';

/** 200 instead of 201 if a stored profile was returned, so that nothing was created or updated. */
@Injectable()
export class IngestStatusInterceptor implements NestInterceptor<CompletedProfile> {
  intercept(context: ExecutionContext, next: CallHandler<CompletedProfile>): Observable<CompletedProfile> {
    const response = context.switchToHttp().getResponse<Response>();
    return next
      .handle()
      .pipe(tap(({ stale, pipeline_metadata }) => void ((stale || pipeline_metadata.cached) && response.status(200))));
  }
}

export const ApiIngestStatus = () =>
  applyDecorators(
    ApiCreatedResponse({ type: CompletedProfile, description: 'Fetched and stored' }),
    ApiOkResponse({
      type: CompletedProfile,
      description: 'Already stored and recent enough, or stored and the sources failed (`on_error=stored`)',
    }),
  );
