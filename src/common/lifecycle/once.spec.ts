import { describe, expect, it } from '@jest/globals';
import { once } from './once.js';

describe('once', () => {
  it('does the work once for all callers, also while it is in progress', async () => {
    let calls = 0;
    const work = once(async () => (calls += 1));
    expect(await Promise.all([work(), work()])).toEqual([1, 1]);
    expect(await work()).toBe(1);
  });

  it('tries again after a failure, which every waiting caller learns of', async () => {
    let calls = 0;
    const work = once(async () => {
      calls += 1;
      if (calls === 1) throw new Error('away');
      return calls;
    });
    const waiting = await Promise.allSettled([work(), work()]);
    expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await work()).toBe(2);
  });
});
