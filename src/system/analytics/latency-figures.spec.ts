import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { binOf } from '../../pipeline/stage-times.js';
import { latencyFigures } from './latency-figures.js';

function histogramOf(durations: readonly number[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const duration of durations) counts[binOf(duration)] = (counts[binOf(duration)] ?? 0) + 1;
  return counts;
}

describe('percentiles of a histogram', () => {
  it('are known to 10 % and a millisecond', () => {
    const duration = fc.double({ min: 0.01, max: 1_000_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), (durations) => {
        const sorted = durations.toSorted((a, b) => a - b);
        const { count, p50, p95 } = latencyFigures(histogramOf(durations));
        expect(count).toBe(durations.length);
        for (const [share, shown] of [
          [0.5, p50],
          [0.95, p95],
        ] as const) {
          const exact = sorted[Math.ceil(share * durations.length) - 1] ?? 0;
          expect(Math.abs((shown ?? 0) - exact)).toBeLessThanOrEqual(1 + exact * 0.1);
        }
      }),
    );
  });

  it('do not exist without a duration', () => {
    expect(latencyFigures({})).toEqual({ count: 0, p50: null, p95: null });
  });
});
