import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packByTokens } from './token-packing.js';

describe('packByTokens', () => {
  it('keeps every item, in order, and every group within the limits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10 })),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 10, max: 30 }),
        (sizes, maxItems, maxTokens) => {
          const items = sizes.map((tokens, index) => ({ tokens, index }));
          const groups = packByTokens(items, { maxItems, maxTokens });
          expect(groups.flat()).toEqual(items);
          for (const group of groups) {
            expect(group.length).toBeLessThanOrEqual(maxItems);
            expect(group.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(maxTokens);
          }
        },
      ),
    );
  });
});
