import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { hasKeys } from '../../config/rules.js';
import { Config } from '../../config/config.js';
import type { Scope } from '../../config/scopes.js';
import { ACCESS, defaultScope, SCOPE, type Access } from './access.decorators.js';
import { ApiKeys } from './api-keys.js';
import { missingScope, unauthorized } from './unauthorized.js';

/** Requires a key with the scope of the route, for every route without another declaration. */
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
    if (this.isOpen(context)) return true;
    const key = this.keys.keyOf(request);
    if (key === null) throw unauthorized(request);
    const scope = this.scopeOf(context, request.method);
    if (!key.scopes.includes(scope)) throw missingScope(scope, key.scopes);
    return true;
  }

  private scopeOf(context: ExecutionContext, method: string): Scope {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<Scope | undefined>(SCOPE, targets) ?? defaultScope(method);
  }

  private isOpen(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets);
    return access === 'public' || (access === 'open-locally' && this.local);
  }
}
