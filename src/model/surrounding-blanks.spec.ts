import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { withoutSurroundingBlanks } from './surrounding-blanks.js';

describe('withoutSurroundingBlanks', () => {
  it('takes away blanks, byte order marks and zero-width characters, and nothing within', () => {
    const blanks = fc.string({
      unit: fc.constantFrom(' ', '\t', '\n', '\uFEFF', '\u200B', '\u200D', '\u2060', '\u00A0'),
    });
    const words = fc.constantFrom('', 'a', 'a b', 'a\u200B\uFEFFb', '\uD83D');
    fc.assert(
      fc.property(blanks, words, blanks, (before, text, after) => {
        expect(withoutSurroundingBlanks(before + text + after)).toBe(text);
      }),
    );
  });
});
