import { describe, expect, it } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import { InMemoryTokenStore } from '../../../test/support/in-memory-token.store.js';
import { StoredTokenPool } from './stored-token-pool.js';
import { TokenLease } from './token-lease.js';
import type { TokenRefusal } from '../token-pool.js';
import type { TokenStore } from '../store/token.store.js';
import { utcDay } from './utc-day.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-20T20:00:00.000Z');

interface Account {
  limit: number;
  lifetimeHours: number;
}

/** One step of a worker: it lets time pass, leases, makes calls until it is rejected or done, and gives the rest back. */
interface Turn {
  waitHours: number;
  size: number;
  calls: number;
  refusal: (TokenRefusal & { atCall: number }) | null;
}

const someAccounts = fc.array(
  fc.record({ limit: fc.integer({ min: 1, max: 12 }), lifetimeHours: fc.integer({ min: 1, max: 60 }) }),
  { minLength: 1, maxLength: 4 },
);

const refusals = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('rate-limited' as const),
      retryAfterMs: fc.integer({ min: 0, max: 6 * HOUR }),
      atCall: fc.nat(4),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unauthorized' as const), atCall: fc.nat(4) }) },
);

const turns = fc.array(
  fc.record<Turn>({
    waitHours: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9) }),
    size: fc.integer({ min: 1, max: 5 }),
    calls: fc.nat(5),
    refusal: refusals,
  }),
  { minLength: 1, maxLength: 8 },
);

const someWorkers = fc.array(turns, { minLength: 1, maxLength: 4 });

describe('the token pool under any interleaving of workers and any upstream responses', () => {
  it('exceeds no limit, uses no token after it expired, gets unused uses back, and terminates', async () => {
    await fc.assert(
      fc.asyncProperty(someAccounts, someWorkers, fc.scheduler(), async (given, programs, scheduler) => {
        const scenario = new Scenario(given, scheduler);
        await scenario.addTokens();
        await scheduler.waitFor(Promise.all(programs.map((program) => scenario.work(program))));
        await scenario.checkCounts();
        await scheduler.waitFor(scenario.checkThatNothingIsLeft());
      }),
      { numRuns: 300 },
    );
  });
});

/** The upstream with its own count of uses, a clock, and one pool per worker over a shared table. */
class Scenario {
  private now = START;
  private readonly table = new InMemoryTokenStore();
  private readonly calls = new Map<string, number>();
  private readonly revoked = new Set<string>();

  constructor(
    private readonly accounts: readonly Account[],
    private readonly scheduler: Scheduler,
  ) {}

  async addTokens(): Promise<void> {
    const tokens = this.accounts.map(({ limit, lifetimeHours }, index) => ({
      token: `secret-${index}`,
      token_id: String(index),
      daily_limit: limit,
      expires_at: new Date(START + lifetimeHours * HOUR),
    }));
    await this.poolOver(this.table).addMany(tokens);
  }

  async work(program: readonly Turn[]): Promise<void> {
    const pool = this.poolOver(interleaved(this.table, this.scheduler));
    for (const turn of program) {
      this.now += turn.waitHours * HOUR;
      const revokedBefore = new Set(this.revoked);
      const lease = await pool.lease(turn.size);
      if (!(lease instanceof TokenLease)) continue;
      expect(revokedBefore).not.toContain(lease.token_id);
      expect(lease.uses).toBeLessThanOrEqual(turn.size);
      await pool.giveBack(lease, lease.uses - (await this.use(lease, turn, pool)));
    }
  }

  /** The row of every token counts exactly what the upstream counted. */
  async checkCounts(): Promise<void> {
    for (const { token_id, usage_day, used_today } of await this.table.list()) {
      expect(used_today).toBe(this.calls.get(`${token_id} ${usage_day}`) ?? 0);
    }
  }

  async checkThatNothingIsLeft(): Promise<void> {
    const pool = this.poolOver(interleaved(this.table, this.scheduler));
    const { token_details } = await pool.status();
    const healthy = token_details.filter(({ state }) => state === 'healthy');
    const expected = healthy.reduce((sum, { available }) => sum + available, 0);
    let leased = 0;
    for (let answer = await pool.lease(3); answer instanceof TokenLease; answer = await pool.lease(3)) {
      leased += answer.uses;
    }
    expect(leased).toBe(expected);
  }

  private async use(lease: TokenLease, { calls, refusal }: Turn, pool: StoredTokenPool): Promise<number> {
    let made = 0;
    while (made < Math.min(calls, lease.uses) && lease.usable(new Date(this.now))) {
      this.call(lease);
      made += 1;
      await this.scheduler.schedule(Promise.resolve());
      if (refusal?.atCall !== made) continue;
      await pool.report(lease, refusal);
      if (refusal.kind === 'unauthorized') this.revoked.add(lease.token_id);
      break;
    }
    return made;
  }

  private call({ token_id, secret }: TokenLease): void {
    const { limit, lifetimeHours } = this.accounts[Number(token_id)] as Account;
    const entry = `${token_id} ${utcDay(new Date(this.now))}`;
    this.calls.set(entry, (this.calls.get(entry) ?? 0) + 1);
    expect(secret.reveal()).toBe(`secret-${token_id}`);
    expect(this.calls.get(entry)).toBeLessThanOrEqual(limit);
    expect(this.now).toBeLessThan(START + lifetimeHours * HOUR);
  }

  private poolOver(store: TokenStore): StoredTokenPool {
    return new StoredTokenPool(store, { dailyLimit: 10, ttlHours: 22, clock: () => new Date(this.now) });
  }
}

/** The same store, except that the scheduler decides when each call takes effect and when it returns. */
function interleaved(store: TokenStore, scheduler: Scheduler): TokenStore {
  return new Proxy(store, {
    get:
      (target, name: keyof TokenStore) =>
      async (...values: never[]) => {
        await scheduler.schedule(Promise.resolve());
        const method = target[name] as (...given: never[]) => Promise<unknown>;
        return scheduler.schedule(method.apply(target, values));
      },
  });
}
