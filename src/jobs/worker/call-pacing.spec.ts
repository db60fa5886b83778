import { beforeEach, describe, expect, it } from '@jest/globals';
import { NEVER, of } from 'rxjs';
import { CallPacing } from './call-pacing.js';

const never = new AbortController().signal;

describe('CallPacing', () => {
  let now: number;
  let pacing: CallPacing;
  /** Start times of the calls. */
  let begun: [token: string, at: number][];

  beforeEach(() => {
    now = 0;
    begun = [];
    pacing = new CallPacing({
      now: () => now,
      wait: (ms) => {
        now += ms;
        return of(ms);
      },
    });
  });

  const call = async (token: string, pauseMs = 2_000) => {
    await pacing.turn(token, pauseMs, never);
    begun.push([token, now]);
  };

  it('delays a call until the pause since the previous call with the same token is over', async () => {
    await call('a');
    now += 500;
    await call('a');
    now += 5_000;
    await call('a');
    expect(begun).toEqual([
      ['a', 0],
      ['a', 2_000],
      ['a', 7_000],
    ]);
  });

  it('does not delay calls with different tokens', async () => {
    await call('a');
    await call('b');
    expect(begun.map(([, at]) => at)).toEqual([0, 0]);
  });

  it('delays nothing if the pause is zero', async () => {
    await call('a', 0);
    await call('a', 0);
    expect(now).toBe(0);
  });

  it('counts attempts that did not wait', async () => {
    await call('a');
    pacing.reserve('a', 2_000);
    await call('a');
    expect(begun.at(-1)).toEqual(['a', 4_000]);
  });

  it('stops waiting when aborted, with the abort reason', async () => {
    const waiting = new CallPacing({ now: () => 0, wait: () => NEVER });
    const abort = new AbortController();
    await waiting.turn('a', 10_000, abort.signal);
    const turn = waiting.turn('a', 10_000, abort.signal);
    abort.abort(new Error('The process ends'));
    await expect(turn).rejects.toThrow('The process ends');
  });
});
