import { describe, expect, it } from '@jest/globals';
import { readRateLimit } from './rate-limit-headers.js';

const NOW = new Date('2026-11-22T10:00:00.000Z');

function read(remaining: string | undefined, reset: string | undefined, date?: string) {
  const headers = new Headers();
  if (remaining !== undefined) headers.set('X-RateLimit-Remaining', remaining);
  if (reset !== undefined) headers.set('X-RateLimit-Reset', reset);
  if (date !== undefined) headers.set('Date', date);
  return readRateLimit(headers, NOW);
}

describe('the headers of a rate limit', () => {
  it.each([
    ['{"minute": 1200, "day": null, "month": null}', 1200],
    ["{'minute': 6}", 6],
    ["{'minute': 6, 'day': 0, 'month': None}", 0],
    ['42', 42],
    ['{}', null],
    ["{'minute': None}", null],
    ['soon', null],
    [undefined, null],
  ])('with %s left tell %s', (header, remaining) => {
    expect(read(header, undefined).remaining).toBe(remaining);
  });

  it.each([
    ['2026-11-22T10:00:30Z', 30_000],
    ['2026-11-22 10:00:30', 30_000],
    ['2026-11-22T10:00:30.500000+00:00', 30_500],
    ['{"minute": "2026-11-22T10:00:30Z"}', 30_000],
    [String(NOW.getTime() / 1_000 + 30), 30_000],
    ['2026-11-22T09:00:00Z', 0],
    ['tomorrow', null],
    ['2026-13-45T99:99:99Z', null],
    [undefined, null],
  ])('with a reset at %s leave %s ms', (header, resetsIn) => {
    expect(read('7', header).resetsIn).toBe(resetsIn);
  });

  it("use the upstream's clock if it is present", () => {
    expect(read('7', '2026-11-22T10:00:30Z', 'Sun, 22 Nov 2026 10:00:20 GMT').resetsIn).toBe(10_000);
  });

  it('imply a window of one minute if no calls are left and no reset is given', () => {
    expect(read('0', undefined)).toEqual({ remaining: 0, resetsIn: 60_000 });
  });
});
