import { describe, expect, it } from '@jest/globals';
import fc, { type Scheduler } from 'fast-check';
import { FakeTokenPool } from '../../../test/support/fake-token-pool.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { abortable } from '../../common/lifecycle/abortable.js';
import { TokenLease } from '../../tokens/pool/token-lease.js';
import { TokenDispenser } from './token-dispenser.js';
import { Tally } from '../../common/tally/tally.js';

const never = new AbortController().signal;

function dispenserOf(limits: Record<string, number>) {
  const pool = new FakeTokenPool(limits);
  const dispenser = new TokenDispenser(pool.asPool, new Tally());
  const take = (size: number, refused: readonly string[] = [], signal = never) =>
    dispenser.take('job', size, refused, signal);
  const taken = async (size: number, refused: readonly string[] = []): Promise<TokenLease> => {
    const lease = await take(size, refused);
    if (!(lease instanceof TokenLease)) throw new Error(`No token: ${lease.reason}`);
    return lease;
  };
  const used = () => pool.accounts.reduce((sum, account) => sum + account.used, 0);
  return { pool, dispenser, take, taken, used };
}

/** Blocks calls of one kind until the test releases them. */
function blocked(pool: FakeTokenPool, kind: 'lease' | 'giveBack') {
  const reached = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  pool.around = async (call, work) => {
    const result = work();
    if (call === kind) {
      reached.resolve();
      await gate.promise;
    }
    return result;
  };
  return { reached: reached.promise, letGo: gate.resolve };
}

describe('TokenDispenser', () => {
  it('shares one block among concurrent callers', async () => {
    const { pool, taken } = dispenserOf({ one: 100 });
    const leases = await Promise.all([taken(3), taken(3), taken(3)]);
    expect(new Set(leases).size).toBe(1);
    expect(pool.leases).toHaveLength(1);
  });

  it('hands out all uses of a block, then those of the next one', async () => {
    const { pool, taken } = dispenserOf({ one: 100, two: 100 });
    const leases = [await taken(2), await taken(2), await taken(2)];
    expect(leases.map(({ token_id }) => token_id)).toEqual(['one', 'one', 'two']);
    expect(pool.returned.size).toBe(0);
  });

  it('does not share a block between jobs', async () => {
    const { dispenser } = dispenserOf({ one: 100 });
    const one = await dispenser.take('one', 5, [], never);
    expect(await dispenser.take('other', 5, [], never)).not.toBe(one);
  });

  it('reports why no token is available', async () => {
    const { take } = dispenserOf({ one: 1 });
    await take(1);
    expect(await take(1)).toEqual({ reason: 'none', retryAt: null });
  });

  it('replaces the block of a rejected token, and gives back the rest of it', async () => {
    const { pool, dispenser, taken } = dispenserOf({ one: 100, two: 100 });
    const refused = await taken(5);
    await dispenser.refused(refused, { kind: 'unauthorized' });
    expect((await taken(5, [refused.token_id])).token_id).toBe('two');
    expect(pool.returned.get(refused.lease_id)).toBe(4);
  });

  it('gives back unused uses, once', async () => {
    const { dispenser, taken, used } = dispenserOf({ one: 100 });
    await taken(5);
    await Promise.all([dispenser.release('job'), dispenser.release('job')]);
    await dispenser.release('another job');
    expect(used()).toBe(1);
  });

  it('leases the next block while half of the current one is left, so that no caller waits for it', async () => {
    const { pool, dispenser, taken, used } = dispenserOf({ one: 100, two: 100 });
    for (let use = 1; use <= 4; use += 1) await taken(8);
    await Promise.resolve();
    expect(pool.leases).toHaveLength(2);
    for (let use = 5; use <= 8; use += 1) await taken(8);
    expect(pool.leases).toHaveLength(2);
    expect((await taken(8)).token_id).toBe('two');
    await dispenser.release('job');
    expect(used()).toBe(9);
  });

  it('does not use a prefetched block whose token the caller has had rejected', async () => {
    const { pool, taken } = dispenserOf({ one: 100, two: 100 });
    for (let use = 1; use <= 8; use += 1) await taken(8);
    const [, ahead] = pool.leases;
    expect(ahead?.token_id).toBe('two');
    expect((await taken(8, ['two'])).token_id).toBe('one');
    expect(pool.returned.get(ahead?.lease_id ?? '')).toBe(8);
  });

  it('lets one caller give up without taking the block from the others', async () => {
    const { pool, take } = dispenserOf({ one: 100 });
    const { reached, letGo } = blocked(pool, 'lease');
    const impatient = new AbortController();
    const first = take(5, [], impatient.signal);
    const second = take(5);
    await reached;
    impatient.abort(new Error('enough'));
    letGo();
    await expect(first).rejects.toThrow('enough');
    await expect(second).resolves.toBeInstanceOf(TokenLease);
  });

  it('gives back a block that arrives after all callers have gone', async () => {
    const { pool, dispenser, take, used } = dispenserOf({ one: 100 });
    const { reached, letGo } = blocked(pool, 'lease');
    const end = new AbortController();
    const call = abortable(take(5, [], end.signal), end.signal);
    await reached;
    end.abort(new Error('the process ends'));
    await expect(call).rejects.toThrow('the process ends');
    const released = dispenser.release('job');
    letGo();
    await released;
    expect(used()).toBe(0);
  });

  it('rejects while the token table is unavailable, and recovers with it', async () => {
    const { pool, take, taken } = dispenserOf({ one: 100 });
    pool.around = () => Promise.reject(new StoreUnavailableError('away'));
    const settled = await Promise.allSettled([take(5), take(5)]);
    expect(settled).toMatchObject([{ reason: { message: 'away' } }, { reason: { message: 'away' } }]);
    pool.around = async (_, work) => work();
    await expect(taken(5)).resolves.toBeInstanceOf(TokenLease);
  });

  it('fails no caller because a block cannot be given back', async () => {
    const { pool, dispenser, taken } = dispenserOf({ one: 100 });
    await taken(5);
    pool.around = () => Promise.reject(new StoreUnavailableError('away'));
    await expect(dispenser.release('job')).resolves.toBeUndefined();
  });
});

interface Call {
  isRefused: boolean;
  givesUp: boolean;
}

/** A job of a few calls; records the token uses they get. */
class Scenario {
  readonly pool: FakeTokenPool;
  readonly made: TokenLease[] = [];
  private readonly dispenser: TokenDispenser;

  constructor(
    limits: Record<string, number>,
    private readonly scheduler: Scheduler,
    /** Which of the pool's calls fail, in order. */
    private readonly failures: boolean[],
  ) {
    this.pool = new FakeTokenPool(limits);
    this.dispenser = new TokenDispenser(this.pool.asPool, new Tally());
    this.pool.around = async (call, work) => {
      await this.step(`${call} begins`);
      if (this.failures.pop()) throw new StoreUnavailableError('away');
      const result = work();
      await this.step(`${call} ends`);
      return result;
    };
  }

  async job(name: string, size: number, calls: readonly Call[]): Promise<void> {
    await Promise.allSettled(calls.map((call) => this.call(name, size, call)));
    await this.dispenser.release(name);
  }

  /** Calls as EmailFetcher does, with another token after a rejection; a caller that gives up does not wait for the pool. */
  private async call(name: string, size: number, { isRefused, givesUp }: Call): Promise<void> {
    const abort = new AbortController();
    if (givesUp) void this.step('gives up').then(() => abort.abort(new Error('enough')));
    const refused: string[] = [];
    const attempt = async (): Promise<void> => {
      const lease = await this.dispenser.take(name, size, refused, abort.signal);
      if (!(lease instanceof TokenLease)) return;
      this.made.push(lease);
      await this.step('call');
      if (!isRefused || refused.length > 0) return;
      await this.dispenser.refused(lease, { kind: 'rate-limited' });
      refused.push(lease.token_id);
      await attempt();
    };
    await abortable(attempt(), abort.signal);
  }

  private step(label: string): Promise<void> {
    return this.scheduler.schedule(Promise.resolve(), label);
  }
}

describe('TokenDispenser under any interleaving of calls, rejections, cancelled calls and pool responses', () => {
  const call = fc.record<Call>({
    isRefused: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    givesUp: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });
  const jobs = fc.array(
    fc.record({ size: fc.integer({ min: 1, max: 10 }), calls: fc.array(call, { minLength: 1, maxLength: 12 }) }),
    { minLength: 1, maxLength: 3 },
  );
  const limits = fc.record({ one: fc.integer({ min: 1, max: 20 }), two: fc.integer({ min: 1, max: 20 }) });

  async function ended(scenario: Scenario, scheduler: Scheduler, given: { size: number; calls: Call[] }[]) {
    const working = given.map(({ size, calls }, index) => scenario.job(`job ${index}`, size, calls));
    await scheduler.waitFor(Promise.all(working));
    await scheduler.waitIdle();
    return Map.groupBy(scenario.made, ({ lease_id }) => lease_id);
  }

  it('uses or gives back every reserved use', async () => {
    await fc.assert(
      fc.asyncProperty(limits, jobs, fc.scheduler(), async (tokens, given, scheduler) => {
        const scenario = new Scenario(tokens, scheduler, []);
        const made = await ended(scenario, scheduler, given);
        for (const { lease_id, uses } of scenario.pool.leases) {
          expect((made.get(lease_id)?.length ?? 0) + (scenario.pool.returned.get(lease_id) ?? 0)).toBe(uses);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('exceeds no block and no limit, even if the table is unavailable at times', async () => {
    const failures = fc.array(fc.boolean(), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(limits, jobs, failures, fc.scheduler(), async (tokens, given, away, scheduler) => {
        const scenario = new Scenario(tokens, scheduler, [...away]);
        const made = await ended(scenario, scheduler, given);
        for (const { lease_id, uses } of scenario.pool.leases) {
          const returned = scenario.pool.returned.get(lease_id) ?? 0;
          expect((made.get(lease_id)?.length ?? 0) + returned).toBeLessThanOrEqual(uses);
        }
        for (const { used, limit } of scenario.pool.accounts) expect(used).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 100 },
    );
  });
});
