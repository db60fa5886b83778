import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens } from './tokens.js';

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

  it('counts what the model counts, whatever is in the text', () => {
    const text = 'Ann Example leads cloud security.\n\nShe likes  double  blanks and 🚀 rockets. '.repeat(40);
    expect(countTokens(text, 100_000)).toEqual({ text, tokens: encode(text).length });
  });

  it('counts never too few, and cuts at the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 1_500 }), fc.integer({ min: 1, max: 300 }), (text, most) => {
        const counted = countTokens(text, most);
        expect(counted.tokens).toBeLessThanOrEqual(most);
        expect(encode(counted.text).length).toBeLessThanOrEqual(counted.tokens);
        expect(text === '' ? ' ' : text).toContain(counted.text);
      }),
    );
  });

  it('reads a long run without a break in a time that grows with its length only', () => {
    // Read at once, 100,000 of them take longer than a test may.
    expect(countTokens('漢'.repeat(100_000), 300_000).tokens).toBeGreaterThanOrEqual(100_000);
  });
});
