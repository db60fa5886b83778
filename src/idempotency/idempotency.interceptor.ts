import { Injectable, Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { ApiKeys } from '../common/access/api-keys.js';
import { routeOf } from '../common/logging/route-of.js';
import { idempotencyKey } from './idempotency-key.js';
import { idempotencyErrors } from './idempotency.errors.js';
import { IdempotencyStore, LEASE_MS, type KeptResponse } from './idempotency.store.js';
import { IDEMPOTENT, type IdempotentOptions } from './idempotent.decorator.js';
import { IdempotentRequest, setIdempotentRequest, type IdempotencyScope } from './idempotent-request.js';
import { requestHash } from './request-hash.js';
import { RequestHashes } from './request-hashes.js';

/** Longest response that is kept, in bytes. After a longer one, the key can be used again. */
export const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** Retry-After while the first request is in progress, in seconds; most requests take less. */
const RETRY_SECONDS = 2;

const KEPT_HEADERS = ['Location', 'Preference-Applied'] as const;

/** A request with a key. */
interface Call {
  request: Request;
  response: Response;
  next: CallHandler;
  scope: IdempotencyScope;
}

/**
 * Processes requests to routes with `@Idempotent()` once for each key. Responses with an error are not kept, so that the same key
 * can be used for another attempt.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');

  constructor(
    private readonly reflector: Reflector,
    private readonly store: IdempotencyStore,
    private readonly keys: ApiKeys,
    private readonly hashes: RequestHashes,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const options = this.reflector.get<IdempotentOptions | undefined>(IDEMPOTENT, context.getHandler());
    if (options === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    const key = idempotencyKey(request.get('Idempotency-Key'));
    if (key === undefined) return next.handle();
    const caller = this.keys.nameFor(request) ?? 'local';
    const scope = { caller, route: `${request.method} ${routeOf(request)}`, key };
    const call = { request, response, next, scope };
    return from(options.keptBy === 'handler' ? this.handled(call) : this.answered(call, options.namesNobody ?? false));
  }

  /** The response is stored by the handler, which also returns it again. */
  private async handled(call: Call): Promise<unknown> {
    const { request, response, next, scope } = call;
    const idempotent = new IdempotentRequest(scope);
    setIdempotentRequest(request, idempotent);
    const claimed = await this.store.claim(scope, null, false);
    if (claimed.state === 'in-use') throw inUse();
    const body =
      claimed.state === 'answered'
        ? await lastValueFrom(next.handle())
        : await this.process(call, claimed.claim, () => Promise.resolve(false));
    if (idempotent.isReplay) markReplayed(response);
    return body;
  }

  private async answered(call: Call, namesNobody: boolean): Promise<unknown> {
    const { request, response, scope } = call;
    const hash = requestHash(request);
    const claimed = await this.store.claim(scope, this.hashes.keyed(hash), namesNobody);
    if (claimed.state === 'in-use') throw inUse();
    if (claimed.state === 'claimed') {
      const { claim } = claimed;
      return this.process(call, claim, (body) => this.keep(response, scope, claim, body));
    }
    if (!this.hashes.isSame(claimed.request_hash, hash)) throw idempotencyErrors.IDEMPOTENCY_KEY_REUSED();
    return replay(response, claimed.response);
  }

  /** Runs the handler while its key is claimed. @param keep whether the response was kept, which ends the claim */
  private async process({ next, scope }: Call, claim: string, keep: (body: unknown) => Promise<boolean>) {
    const renewal = setInterval(() => void this.attempt(() => this.store.renew(scope, claim)), LEASE_MS / 3);
    let isKept = false;
    try {
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      isKept = await keep(body);
      return body;
    } finally {
      clearInterval(renewal);
      if (!isKept) await this.attempt(() => this.store.release(scope, claim));
    }
  }

  private async keep(response: Response, scope: IdempotencyScope, claim: string, body: unknown): Promise<boolean> {
    const text = JSON.stringify(body ?? null);
    if (Buffer.byteLength(text) > MAX_KEPT_BYTES) return false;
    const headers = Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = response.getHeader(name);
        return typeof value === 'string' ? [[name, value]] : [];
      }),
    );
    return this.attempt(() => this.store.keep(scope, claim, { status: response.statusCode, headers }, text));
  }

  /** A failure of the store does not change the response; the key is then free again after the lease. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.logger.warn(error, 'An idempotency key could not be updated');
      return false;
    }
  }
}

const inUse = () => idempotencyErrors.IDEMPOTENCY_KEY_IN_USE({}, { retryAfterSeconds: RETRY_SECONDS });

function markReplayed(response: Response): void {
  response.setHeader('Idempotent-Replayed', 'true');
}

function replay(response: Response, { status, headers, body }: KeptResponse): unknown {
  response.status(status).set(headers);
  markReplayed(response);
  return body;
}
