import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { NEVER, of, timer } from 'rxjs';
import { ResiliencePolicy, type ResilienceOptions } from './resilience.policy.js';
import { UpstreamError } from './upstream.error.js';

const never = new AbortController().signal;
const outage = () => new UpstreamError('UPSTREAM_ERROR', 'down', { retryable: true });
const refusal = () => new UpstreamError('INVALID_REQUEST', 'no');
const limited = (retryAfterMs: number) =>
  new UpstreamError('RATE_LIMITED', 'slow down', { retryable: true, retryAfterMs });
const reason = new Error('no longer needed');

function policy(changes: Partial<ResilienceOptions> = {}): ResiliencePolicy {
  return new ResiliencePolicy({
    name: 'service',
    timeoutMs: 5_000,
    maxAttempts: 4,
    backoffMs: 100,
    concurrency: 10,
    wait: () => of(0),
    ...changes,
  });
}

/** Fails the given number of times, then succeeds. */
function failing(times: number, error: () => unknown = outage) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= times) throw error();
    return `after ${calls}`;
  };
}

async function play(kind: string): Promise<string> {
  await new Promise(setImmediate);
  if (kind === 'outage') throw outage();
  if (kind === 'limited') throw limited(40);
  if (kind === 'refusal') throw refusal();
  if (kind === 'defect') throw new Error('oops');
  return kind;
}

/** Throws synchronously. */
function throwing(): Promise<never> {
  throw refusal();
}

describe('an attempt that fails', () => {
  it('is retried until one succeeds, and all are counted', async () => {
    expect(await policy().run(failing(3), never)).toEqual({ value: 'after 4', attempts: 4 });
  });

  it('is not retried more often than allowed', async () => {
    const attempt = failing(4);
    await expect(policy().run(attempt, never)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' });
    expect(await attempt()).toBe('after 5');
  });

  it('is not retried if that would not help', async () => {
    const attempt = failing(1, refusal);
    await expect(policy().run(attempt, never)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    expect(await attempt()).toBe('after 2');
  });

  it('because of a defect is an internal error with its cause', async () => {
    const cause = new TypeError('x is not a function');
    await expect(
      policy().run(
        failing(1, () => cause),
        never,
      ),
    ).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
      retryable: false,
      cause,
    });
  });

  it('synchronously is handled the same way', async () => {
    await expect(policy().run(throwing, never)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });
});

describe('an attempt that takes too long', () => {
  it('is aborted, and fails as a retryable timeout', async () => {
    let stopped: unknown;
    const attempt = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject((stopped = signal.reason)));
      });
    const run = policy({ timeoutMs: 20, maxAttempts: 1 }).run(attempt, never);
    await expect(run).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', retryable: true });
    expect(stopped).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });

  it('releases its slot even if it ignores the abort', async () => {
    const single = policy({ timeoutMs: 20, maxAttempts: 1, concurrency: 1 });
    const deaf = single.run(() => new Promise<never>(() => undefined), never);
    const next = single.run(() => Promise.resolve('next'), never);
    await expect(deaf).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect((await next).value).toBe('next');
  });
});

describe('a pause', () => {
  it('is at least as long as the upstream requested', async () => {
    const waits: number[] = [];
    const wait = (ms: number) => (waits.push(ms), of(0));
    await policy({ wait, random: () => 0.5 }).run(
      failing(2, () => limited(3_000)),
      never,
    );
    expect(waits).toEqual([3_050, 3_100]);
  });

  it('of many minutes is left to the caller', async () => {
    const run = policy({ wait: () => NEVER }).run(
      failing(1, () => limited(86_400_000)),
      never,
    );
    await expect(run).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 86_400_000 });
  });

  it('occupies no slot', async () => {
    const single = policy({ concurrency: 1, wait: () => NEVER });
    const pausing = Promise.withResolvers<void>();
    const controller = new AbortController();
    const paused = single.run(() => (pausing.resolve(), Promise.reject(outage())), controller.signal);
    await pausing.promise;
    expect((await single.run(() => Promise.resolve('meanwhile'), never)).value).toBe('meanwhile');
    controller.abort(reason);
    await expect(paused).rejects.toBe(reason);
  });
});

describe('an abort', () => {
  it('before the call prevents any attempt', async () => {
    const attempt = failing(0);
    await expect(policy().run(attempt, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await attempt()).toBe('after 1');
  });

  it('ends an attempt in flight immediately, even one that ignores it', async () => {
    const controller = new AbortController();
    const attempt = () => (controller.abort(reason), new Promise<never>(() => undefined));
    await expect(policy().run(attempt, controller.signal)).rejects.toBe(reason);
  });

  it('passes its reason to the attempt', async () => {
    const controller = new AbortController();
    const aborted = Promise.withResolvers<unknown>();
    const attempt = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => aborted.resolve(signal.reason));
      controller.abort(reason);
      return new Promise<never>(() => undefined);
    };
    await expect(policy().run(attempt, controller.signal)).rejects.toBe(reason);
    expect(await aborted.promise).toBe(reason);
  });

  it('ends the wait for a slot immediately, and that attempt is never made', async () => {
    const single = policy({ concurrency: 1 });
    const first = Promise.withResolvers<string>();
    const holding = single.run(() => first.promise, never);
    const controller = new AbortController();
    const attempt = failing(0);
    const waiting = single.run(attempt, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    first.resolve('done');
    await holding;
    await single.run(() => Promise.resolve('after all others'), never);
    expect(await attempt()).toBe('after 1');
  });

  it('with a custom reason passes that on unchanged', async () => {
    const deadline = new UpstreamError('UPSTREAM_TIMEOUT', 'deadline', { retryable: true });
    const controller = new AbortController();
    const attempt = () => (controller.abort(deadline), Promise.reject(outage()));
    await expect(policy().run(attempt, controller.signal)).rejects.toBe(deadline);
  });
});

describe('any failures and any number of callers', () => {
  const outcome = fc.constantFrom('works', 'outage', 'limited', 'refusal', 'defect');

  it('keep attempts, concurrent calls and pauses within their limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          calls: fc.array(fc.array(outcome, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 }),
          concurrency: fc.integer({ min: 1, max: 4 }),
          maxAttempts: fc.integer({ min: 1, max: 5 }),
          random: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        async ({ calls, concurrency, maxAttempts, random }) => {
          let inFlight = 0;
          let most = 0;
          const waits: number[] = [];
          const wait = (ms: number) => (waits.push(ms), timer(0));
          const target = policy({ concurrency, maxAttempts, random: () => random, wait, breakerFailures: 1_000 });
          const made = await Promise.all(
            calls.map(async (kinds) => {
              let attempts = 0;
              const attempt = () => {
                most = Math.max(most, (inFlight += 1));
                return play(kinds[attempts++] ?? 'works').finally(() => (inFlight -= 1));
              };
              const counted = await target.run(attempt, never).then(
                (answer) => answer.attempts,
                () => attempts,
              );
              return counted === attempts ? attempts : Number.POSITIVE_INFINITY;
            }),
          );
          expect(Math.max(...made)).toBeLessThanOrEqual(maxAttempts);
          expect(most).toBeLessThanOrEqual(concurrency);
          for (const ms of waits) expect(ms).toBeLessThanOrEqual(40 + 100 * 2 ** (maxAttempts - 2));
          for (const ms of waits) expect(ms).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 50 },
    );
  });
});
