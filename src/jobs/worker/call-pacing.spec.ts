import { beforeEach, describe, expect, it } from '@jest/globals';
import { NEVER, of } from 'rxjs';
import { CallPacing } from './call-pacing.js';

const never = new AbortController().signal;

describe('CallPacing', () => {
  let now: number;
  let pacing: CallPacing;
  /** When each call began. */
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

  it('lets a call begin when the pause since the one before with its token is over', async () => {
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

  it('makes no call wait for one with another token', async () => {
    await call('a');
    await call('b');
    expect(begun.map(([, at]) => at)).toEqual([0, 0]);
  });

  it('makes nothing wait where there is no pause', async () => {
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

  it('stops waiting at an abort, with its reason', async () => {
    const waiting = new CallPacing({ now: () => 0, wait: () => NEVER });
    const abort = new AbortController();
    await waiting.turn('a', 10_000, abort.signal);
    const turn = waiting.turn('a', 10_000, abort.signal);
    abort.abort(new Error('The process ends'));
    await expect(turn).rejects.toThrow('The process ends');
  });
});
