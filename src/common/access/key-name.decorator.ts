import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { Request } from 'express';
import { ApiKeys } from './api-keys.js';

@Injectable()
class NameOfKey implements PipeTransform<Request, string> {
  constructor(private readonly keys: ApiKeys) {}

  transform(request: Request): string {
    return this.keys.nameFor(request) ?? 'local';
  }
}

const RequestOfRoute = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<Request>(),
);

/** The name of the API key of a request; `local` for a request without a key in local mode. */
export const KeyName = () => RequestOfRoute(NameOfKey);
