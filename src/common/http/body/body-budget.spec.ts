import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BodyBudget } from './body-budget.js';

describe('BodyBudget', () => {
  it('never exceeds its size, and gets everything back in the end', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(400))), (requests) => {
        const budget = new BodyBudget(1_000);
        const shares = requests.map((parts) => {
          const share = budget.share();
          for (const part of parts) {
            const before = budget.bytesInUse;
            expect(share.take(part)).toBe(before + part <= 1_000);
            expect(budget.bytesInUse).toBeLessThanOrEqual(1_000);
          }
          return share;
        });
        for (const share of shares) share.giveBack();
        for (const share of shares) share.giveBack();
        expect(budget.bytesInUse).toBe(0);
      }),
    );
  });
});
