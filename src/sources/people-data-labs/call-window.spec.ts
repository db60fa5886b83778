import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CallWindow } from './call-window.js';

const MINUTE = 60_000;

describe('CallWindow', () => {
  let now: number;
  let window: CallWindow;

  beforeEach(() => {
    now = 1_000;
    window = new CallWindow(() => now);
  });

  const called = (remaining: number, resetsIn: number) => {
    expect(window.enter()).toBe(0);
    window.learn({ remaining, resetsIn });
    window.leave();
  };

  it('allows calls while nothing is known', () => {
    expect([window.enter(), window.enter(), window.enter()]).toEqual([0, 0, 0]);
  });

  it('delays calls until the reset if none are left', () => {
    called(0, MINUTE);
    now += 20_000;
    expect(window.enter()).toBe(40_000);
    now += 40_000;
    expect(window.enter()).toBe(0);
  });

  it('takes calls in flight into account', () => {
    called(2, MINUTE);
    expect([window.enter(), window.enter(), window.enter()]).toEqual([0, 0, MINUTE]);
    window.learn({ remaining: 1, resetsIn: MINUTE });
    window.leave();
    expect(window.enter()).toBe(MINUTE);
    window.leave();
    expect(window.enter()).toBe(0);
  });

  it('trusts the lowest count of a window, whichever response comes last', () => {
    called(3, MINUTE);
    window.learn({ remaining: 1, resetsIn: MINUTE + 900 });
    window.learn({ remaining: 2, resetsIn: MINUTE });
    expect([window.enter(), window.enter()]).toEqual([0, expect.any(Number)]);
  });

  it('starts over with the next window, and ignores late responses of the last one', () => {
    called(0, MINUTE);
    window.learn({ remaining: 9, resetsIn: 2 * MINUTE });
    window.learn({ remaining: 0, resetsIn: MINUTE });
    expect(window.enter()).toBe(0);
  });

  it('does not trust a window of weeks', () => {
    called(0, 14 * 86_400_000);
    expect(window.enter()).toBe(3_600_000);
  });

  it('ignores a reset in the past', () => {
    called(0, 0);
    called(0, -5);
    expect(window.enter()).toBe(0);
  });

  it('never allows more calls than the upstream accepts, whatever the order of the responses', () => {
    const steps = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), steps, (limit, order) => {
        const gate = new CallWindow(() => 0);
        gate.learn({ remaining: limit, resetsIn: MINUTE });
        let counted = 0;
        const answers: number[] = [];
        for (const step of order) {
          const [answer] = step < 3 ? [] : answers.splice(step % Math.max(1, answers.length), 1);
          if (answer !== undefined) {
            gate.learn({ remaining: answer, resetsIn: MINUTE });
            gate.leave();
          } else if (gate.enter() === 0) {
            counted += 1;
            answers.push(limit - counted);
          }
        }
        expect(counted).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
