import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { backoffDelay } from './backoff.js';

describe('the delay before a retry', () => {
  it('is between the requested delay and a limit that doubles', () => {
    const input = fc.record({
      retry: fc.integer({ min: 1, max: 9 }),
      backoffMs: fc.integer({ min: 1, max: 60_000 }),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: undefined }),
      chosen: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(input, ({ retry, backoffMs, retryAfterMs, chosen }) => {
        const delay = backoffDelay({ retry, backoffMs, retryAfterMs, random: () => chosen });
        const least = retryAfterMs ?? 0;
        expect(delay).toBeGreaterThanOrEqual(least);
        expect(delay).toBeLessThanOrEqual(least + Math.min(60_000, backoffMs * 2 ** (retry - 1)));
      }),
    );
  });

  it('uses the whole range', () => {
    const delays = [0, 0.5, 1].map((chosen) => backoffDelay({ retry: 3, backoffMs: 100, random: () => chosen }));
    expect(delays).toEqual([0, 200, 400]);
  });
});
