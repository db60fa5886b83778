import { describe, expect, it } from '@jest/globals';
import { advisedWait } from './advised-wait.js';

const now = new Date('2026-01-01T00:00:00Z');

describe('the wait that OpenAI advises', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{}, undefined],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }, 20_000],
    [{ 'retry-after-ms': '250.5', 'retry-after': '1' }, 250.5],
    [{ 'retry-after-ms': 'soon', 'retry-after': '1' }, 1_000],
    [{ 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    [{ 'x-ratelimit-reset-requests': '1h2m3.5s' }, 3_723_500],
    [{ 'x-ratelimit-reset-requests': '12ms' }, 12],
    [{ 'x-ratelimit-reset-requests': 'tomorrow' }, undefined],
  ])('of %j is %p ms', (headers, wait) => {
    expect(advisedWait(new Headers(headers), now)).toBe(wait);
  });
});
