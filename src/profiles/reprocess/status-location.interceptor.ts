import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ApiAcceptedResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { linkBase } from '../../common/http/link-base.js';
import { AcceptedReprocess } from './dto/reprocess-run.dto.js';

/** Puts the link to the status, as it works for the client, into the answer and the header `Location`. */
@Injectable()
export class StatusLocation implements NestInterceptor<AcceptedReprocess> {
  intercept(context: ExecutionContext, next: CallHandler<AcceptedReprocess>): Observable<AcceptedReprocess> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map((accepted) => {
        const status_url = `${linkBase(request)}${accepted.status_url}`;
        response.setHeader('Location', status_url);
        return { ...accepted, status_url };
      }),
    );
  }
}

export const ApiAcceptedReprocess = () =>
  ApiAcceptedResponse({
    type: AcceptedReprocess,
    description: 'Accepted for background processing',
    headers: { Location: { description: 'URL of the status', schema: { type: 'string' } } },
  });
