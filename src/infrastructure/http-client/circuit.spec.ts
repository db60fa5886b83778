import { describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { ResiliencePolicy, type ResilienceOptions } from './resilience.policy.js';
import { UpstreamError } from './upstream.error.js';

const never = new AbortController().signal;
const outage = () => new UpstreamError('UPSTREAM_ERROR', 'down', { retryable: true });
const refusal = () => new UpstreamError('INVALID_REQUEST', 'no');
const reason = new Error('no longer needed');

function fragile(changes: Partial<ResilienceOptions> = {}): ResiliencePolicy {
  return new ResiliencePolicy({
    name: 'service',
    timeoutMs: 5_000,
    maxAttempts: 1,
    backoffMs: 100,
    concurrency: 10,
    breakerFailures: 3,
    ...changes,
  });
}

async function fail(target: ResiliencePolicy, times: number, error: () => unknown = outage): Promise<void> {
  for (let i = 0; i < times; i++) await target.run(() => Promise.reject(error()), never).catch(() => undefined);
}

describe('the circuit', () => {
  it('opens after consecutive failures and then makes no calls', async () => {
    const target = fragile();
    await fail(target, 3);
    expect(target.state).toBe('open');
    let made = false;
    const attempt = async () => (made = true);
    await expect(target.run(attempt, never)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      message: 'Calls to the service are paused after repeated failures',
      retryable: true,
    });
    expect(made).toBe(false);
  });

  it('says when calls are made again', async () => {
    const target = fragile({ breakerResetMs: 60_000 });
    expect(target.resumesAt).toBeNull();
    const before = Date.now();
    await fail(target, 3);
    expect(target.resumesAt?.getTime()).toBeGreaterThanOrEqual(before + 60_000);
  });

  it('fails a call at once for a caller who can come again', async () => {
    const waits: number[] = [];
    const target = fragile({ maxAttempts: 3, wait: (ms) => (waits.push(ms), of(null)) });
    await fail(target, 1);
    waits.length = 0;
    const made = target.run(() => Promise.reject(outage()), never, { waitsWhilePaused: false });
    await expect(made).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(waits).toEqual([]);
  });

  it.each([
    ['an answer', () => Promise.resolve('fine')],
    ['a refusal', () => Promise.reject(refusal())],
  ])('stays closed where %s came in between', async (_, between: () => Promise<unknown>) => {
    const target = fragile();
    await fail(target, 2);
    await target.run(between, never).catch(() => undefined);
    await fail(target, 2);
    expect(target.state).toBe('closed');
  });

  it('does not count an answer that is of no use', async () => {
    const target = fragile();
    await fail(target, 5, () => new UpstreamError('UPSTREAM_ERROR', 'pending', { retryable: true, isAnswer: true }));
    expect(target.state).toBe('closed');
  });

  it.each([
    'A_CODE_OF_THE_CALLER',
    'ACCESS_DENIED',
    'INVALID_REQUEST',
    'RATE_LIMITED',
    'INVALID_DATA',
    'INTERNAL_ERROR',
  ])('does not count %s as a failure', async (code) => {
    const target = fragile();
    await fail(target, 10, () => new UpstreamError(code, 'no'));
    expect(target.state).toBe('closed');
  });

  it('does not count aborted calls as failures', async () => {
    const target = fragile();
    for (let i = 0; i < 5; i++) {
      const controller = new AbortController();
      const attempt = () => (controller.abort(outage()), Promise.reject(outage()));
      await target.run(attempt, controller.signal).catch(() => undefined);
    }
    expect(target.state).toBe('closed');
  });

  it('closes again when the trial call succeeds', async () => {
    const target = fragile({ breakerResetMs: 0 });
    await fail(target, 3);
    let during: string | undefined;
    await target.run(async () => (during = target.state), never);
    expect([during, target.state]).toEqual(['half-open', 'closed']);
  });

  it('stays open when the trial call is aborted', async () => {
    const target = fragile({ breakerResetMs: 0 });
    await fail(target, 3);
    const controller = new AbortController();
    const attempt = () => (controller.abort(reason), new Promise<never>(() => undefined));
    await expect(target.run(attempt, controller.signal)).rejects.toBe(reason);
    await new Promise(setImmediate);
    expect(target.state).toBe('open');
  });
});
