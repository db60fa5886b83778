import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DigestSet } from './digest-set.js';

describe('DigestSet', () => {
  it('is a set of texts, whatever they are and in whatever order they come', () => {
    const few = fc.constantFrom('', 'a', 'b', 'ann@x.com', 'bob@x.com');
    fc.assert(
      fc.property(fc.array(fc.oneof(few, fc.string({ unit: 'grapheme' })), { maxLength: 300 }), (texts) => {
        const digests = new DigestSet();
        const set = new Set<string>();
        for (const text of texts) {
          expect(digests.add(text)).toBe(!set.has(text));
          set.add(text);
        }
      }),
    );
  });

  it('remembers each of very many texts', () => {
    const digests = new DigestSet();
    const texts = Array.from({ length: 50_000 }, (_, index) => `person ${index}`);
    expect(texts.filter((text) => digests.add(text))).toHaveLength(50_000);
    expect(texts.toReversed().filter((text) => digests.add(text))).toEqual([]);
  });
});
