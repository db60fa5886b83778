import {
  applyDecorators,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { tap, type Observable } from 'rxjs';
import { linkBase } from '../../common/http/link-base.js';
import { AcceptedBatch, BatchResult } from './dto/batch-result.dto.js';

/** Status and headers of a batch that was accepted for background processing. */
@Injectable()
export class BatchAnswerInterceptor implements NestInterceptor<BatchResult | AcceptedBatch> {
  intercept(
    context: ExecutionContext,
    next: CallHandler<BatchResult | AcceptedBatch>,
  ): Observable<BatchResult | AcceptedBatch> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      tap((answer) => {
        if (!(answer instanceof AcceptedBatch)) return;
        answer.status_url = `${linkBase(request)}${answer.status_url}`;
        response.status(202).header({ Location: answer.status_url, 'Preference-Applied': 'respond-async' });
      }),
    );
  }
}

export const ApiBatchAnswers = () =>
  applyDecorators(
    ApiCreatedResponse({ type: BatchResult, description: 'One result per item, even if all of them failed' }),
    ApiAcceptedResponse({
      type: AcceptedBatch,
      description: 'Accepted for background processing, as requested with `Prefer: respond-async`',
      headers: { Location: { description: 'URL of the batch', schema: { type: 'string' } } },
    }),
  );
