import {
  applyDecorators,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { linkBase } from '../http/link-base.js';
import type { PageRows } from './page.js';

/** Answers with the rows of a page as a list; the next page is in the header `Link` (RFC 8288). */
@Injectable()
class NextPageLink implements NestInterceptor<PageRows<unknown>> {
  intercept(context: ExecutionContext, next: CallHandler<PageRows<unknown>>): Observable<unknown[]> {
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(
      map(({ rows, next_cursor }) => {
        if (next_cursor !== null) response.setHeader('Link', `<${urlOf(request, next_cursor)}>; rel="next"`);
        return rows;
      }),
    );
  }
}

function urlOf(request: Request, cursor: string): string {
  // Only the path and the query are used.
  const url = new URL(request.originalUrl, 'http://service');
  url.searchParams.set('cursor', cursor);
  return `${linkBase(request)}${url.pathname}${url.search}`;
}

/** For a list whose body is an array: the handler returns PageRows. */
export const ListWithNextPage = (dto: Type<object>) =>
  applyDecorators(
    UseInterceptors(NextPageLink),
    ApiOkResponse({
      type: [dto],
      description: 'One page',
      headers: {
        Link: {
          description: 'URL of the next page with `rel="next"`; absent on the last page',
          schema: { type: 'string' },
        },
      },
    }),
  );
