import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ApiKeys } from '../../common/access/api-keys.js';
import { localRefusal } from '../../common/access/local-origin.js';
import { providedKey } from '../../common/access/provided-key.js';
import { missingScope, unauthorized } from '../../common/access/unauthorized.js';
import type { ApplicationError } from '../../common/errors/application.error.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { Config } from '../../config/config.js';
import { hasKeys } from '../../config/rules.js';

/** Decides who may open a WebSocket, before it is opened. */
@Injectable()
export class SocketHandshake {
  constructor(
    private readonly keys: ApiKeys,
    private readonly config: Config,
  ) {}

  /** Null for a client that may; it may still lack a key, because browsers cannot send headers. */
  refusal(request: IncomingMessage): ApplicationError | null {
    const { ROLE, CORS_ORIGINS } = this.config;
    if (ROLE === 'worker') return commonErrors.NOT_FOUND();
    const local = this.isLocal ? localRefusal('GET', request.headers, CORS_ORIGINS) : null;
    if (local !== null || providedKey(request) === null) return local;
    const key = this.keys.keyOf(request);
    if (key === null) return unauthorized(request);
    return key.scopes.includes('read') ? null : missingScope('read', key.scopes);
  }

  /** Whether no key is configured, so that jobs are open to this machine. */
  get isLocal(): boolean {
    return !hasKeys(this.config);
  }

  /** Whether the request has a valid key that may read. */
  hasKey(request: IncomingMessage): boolean {
    return this.keys.keyOf(request)?.scopes.includes('read') ?? false;
  }

  /** Why a client may not read with this key; null if it may. */
  keyRefusal(secret: string): ApplicationError | null {
    const key = this.keys.keyWith(secret);
    if (key === null) return commonErrors.UNAUTHORIZED();
    return key.scopes.includes('read') ? null : missingScope('read', key.scopes);
  }
}
