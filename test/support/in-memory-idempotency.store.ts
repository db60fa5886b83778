import { randomUUID } from 'node:crypto';
import { StoreUnavailableError } from '../../src/common/errors/store-unavailable.error.js';
import { IdempotencyStore, type Claim, type KeptResponse } from '../../src/idempotency/idempotency.store.js';
import type { IdempotencyScope } from '../../src/idempotency/idempotent-request.js';
import type { JsonValue } from '../../src/model/json-value.js';

interface Held {
  request_hash: string | null;
  claim: string;
  response: KeptResponse | null;
}

/** Without leases that end and responses that are outdated. */
export class InMemoryIdempotencyStore extends IdempotencyStore {
  isAway = false;
  renewals = 0;
  private readonly held = new Map<string, Held>();

  scopes(): IdempotencyScope[] {
    return [...this.held.keys()].map((text) => JSON.parse(text) as IdempotencyScope);
  }

  override async claim(scope: IdempotencyScope, request_hash: string | null): Promise<Claim> {
    this.check();
    const earlier = this.held.get(textOf(scope));
    if (earlier?.response) {
      return { state: 'answered', request_hash: earlier.request_hash ?? '', response: earlier.response };
    }
    if (earlier) return { state: 'in-use' };
    const claim = randomUUID();
    this.held.set(textOf(scope), { request_hash, claim, response: null });
    return { state: 'claimed', claim };
  }

  override async renew(): Promise<void> {
    this.check();
    this.renewals += 1;
  }

  override async keep(
    scope: IdempotencyScope,
    claim: string,
    response: Omit<KeptResponse, 'body'>,
    body: string,
  ): Promise<void> {
    this.check();
    const held = this.held.get(textOf(scope));
    if (held?.claim === claim) held.response = { ...response, body: JSON.parse(body) as JsonValue };
  }

  override async release(scope: IdempotencyScope, claim: string): Promise<void> {
    this.check();
    const held = this.held.get(textOf(scope));
    if (held?.claim === claim && held.response === null) this.held.delete(textOf(scope));
  }

  override removeBefore(): Promise<number> {
    return Promise.resolve(0);
  }

  private check(): void {
    if (this.isAway) throw new StoreUnavailableError('The database is away');
  }
}

const textOf = ({ caller, route, key }: IdempotencyScope) => JSON.stringify({ caller, route, key });
