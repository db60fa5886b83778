import { describe, expect, it } from '@jest/globals';
import { cachedFor } from './cached-for.js';

function counted(ms: number) {
  let reads = 0;
  return cachedFor(ms, () => Promise.resolve((reads += 1)));
}

describe('a recent answer', () => {
  it('is shared by all who ask within the time', async () => {
    const ask = counted(60_000);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    expect(await ask()).toBe(1);
  });

  it('is asked for again after it', async () => {
    const ask = counted(0);
    expect([await ask(), await ask()]).toEqual([1, 2]);
  });

  it('that never comes does not keep others from asking', async () => {
    let reads = 0;
    const ask = cachedFor(0, () => (reads++ === 0 ? new Promise<never>(() => undefined) : Promise.resolve('came')));
    void ask();
    await expect(ask()).resolves.toBe('came');
  });
});
