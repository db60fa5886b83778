import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { hasKeys } from '../../config/rules.js';
import { Config } from '../../config/config.js';
import { ACCESS, type Access } from './access.decorators.js';
import { ApiKeys } from './api-keys.js';
import { unauthorized } from './unauthorized.js';

/** Requires a key for every route without another declaration. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  private readonly local: boolean;

  constructor(
    private readonly keys: ApiKeys,
    private readonly reflector: Reflector,
    config: Config,
  ) {
    this.local = !hasKeys(config);
  }

  canActivate(context: ExecutionContext): boolean {
    // Gateways check the request that opened their connection themselves.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<Request>();
    if (this.isOpen(context) || this.keys.nameFor(request) !== null) return true;
    throw unauthorized(request);
  }

  private isOpen(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets);
    return access === 'public' || (access === 'open-locally' && this.local);
  }
}
