import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packByTokens } from './token-packing.js';
import { countTokens } from './tokens.js';

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

describe('countTokens', () => {
  it('cuts a text that is too long, and no other', () => {
    expect(countTokens('one two three', 100)).toEqual({ text: 'one two three', tokens: 3 });
    expect(countTokens('one two three', 2)).toEqual({ text: 'one two', tokens: 2 });
  });

  it('leaves no broken character behind a cut', () => {
    expect(countTokens('🧑‍💻🧑‍💻🧑‍💻', 4).text).not.toContain('\uFFFD');
  });

  it('takes what looks like a control token as text', () => {
    expect(countTokens('<|endoftext|>', 100).text).toBe('<|endoftext|>');
  });
});
