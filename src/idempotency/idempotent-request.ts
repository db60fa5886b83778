import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Where an idempotency key is unique. */
export interface IdempotencyScope {
  /** Name of the API key. */
  caller: string;
  /** Method and pattern: `POST /jobs/create-batch`. */
  route: string;
  key: string;
}

/** A request with an idempotency key, for a handler that stores its response itself. */
export class IdempotentRequest {
  /** Set by the handler if it returns the response to an earlier request. */
  isReplay = false;

  constructor(readonly scope: IdempotencyScope) {}
}

const requests = new WeakMap<Request, IdempotentRequest>();

export function setIdempotentRequest(request: Request, idempotent: IdempotentRequest): void {
  requests.set(request, idempotent);
}

/** Undefined without the header `Idempotency-Key`. */
export const Idempotency = createParamDecorator((_: unknown, context: ExecutionContext) =>
  requests.get(context.switchToHttp().getRequest<Request>()),
);
