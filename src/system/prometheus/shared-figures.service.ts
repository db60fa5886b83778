import { Injectable } from '@nestjs/common';
import { withTimeout } from '../../common/lifecycle/with-timeout.js';
import { EventRelay } from '../../events/relay/event-relay.js';
import { Queue, type Backlog } from '../../infrastructure/queue/queue.js';
import { TokenPool, type TokenDetails } from '../../tokens/token-pool.js';
import { cachedFor } from '../cached-for.js';
import { TIMEOUT_MS } from '../health/probe.js';

/** Scrapes are some seconds apart, and there may be several Prometheus servers. */
const CACHE_MS = 5_000;

type TokenState = TokenDetails['state'];
type OutboxLag = Awaited<ReturnType<EventRelay['lag']>>;

/** Figures from the stores, the same for all processes. Those that cannot be read now are null. */
export interface SharedFigures {
  backlog: Backlog[] | null;
  outbox: OutboxLag | null;
  tokenStates: Record<TokenState, number> | null;
}

@Injectable()
export class SharedFiguresService {
  private readonly backlog: () => Promise<Backlog[]>;
  private readonly outbox: () => Promise<OutboxLag>;
  private readonly tokenStates: () => Promise<Record<TokenState, number>>;

  constructor(queue: Queue, relay: EventRelay, tokens: TokenPool) {
    this.backlog = rarely(() => queue.backlog());
    this.outbox = rarely(() => relay.lag());
    this.tokenStates = rarely(async () => countStates((await tokens.status()).token_details));
  }

  /** Never rejects. */
  async read(): Promise<SharedFigures> {
    const [backlog, outbox, tokenStates] = await Promise.all([
      this.backlog().catch(() => null),
      this.outbox().catch(() => null),
      this.tokenStates().catch(() => null),
    ]);
    return { backlog, outbox, tokenStates };
  }
}

function rarely<T>(read: () => Promise<T>): () => Promise<T> {
  return cachedFor(CACHE_MS, () => withTimeout(TIMEOUT_MS, read));
}

function countStates(tokens: readonly TokenDetails[]): Record<TokenState, number> {
  const counts = { healthy: 0, cooling: 0, exhausted: 0, expired: 0, revoked: 0, unreadable: 0 };
  for (const { state } of tokens) counts[state] += 1;
  return counts;
}
