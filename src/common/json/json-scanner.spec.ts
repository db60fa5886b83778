import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { JsonScanner } from './json-scanner.js';

const MAX_DEPTH = 64;
const MAX_VALUES = 1_000_000;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const scan = (...parts: string[]) => {
  const scanner = new JsonScanner({ depth: MAX_DEPTH, values: MAX_VALUES });
  return parts.map((part) => scanner.scan(part)).find((problem) => problem !== null) ?? null;
};

describe('JsonScanner', () => {
  it('lets pass what is as deep as allowed, and nothing deeper', () => {
    expect(scan(nested(MAX_DEPTH))).toBeNull();
    expect(scan(nested(MAX_DEPTH + 1))).toBe('depth');
    expect(scan('{"a":'.repeat(MAX_DEPTH + 1))).toBe('depth');
  });

  it('lets pass as many values as allowed, and no more', () => {
    expect(scan(`[${'1,'.repeat(MAX_VALUES - 2)}1]`)).toBeNull();
    expect(scan(`[${'1,'.repeat(MAX_VALUES - 1)}1]`)).toBe('values');
    expect(scan(`[${'{},'.repeat(MAX_VALUES / 2)}{}]`)).toBe('values');
    expect(scan(`{${'"a":1,'.repeat(MAX_VALUES)}"a":1}`)).toBe('values');
  });

  it('says so at the first part that is too much', () => {
    expect(scan('['.repeat(MAX_DEPTH), '[')).toBe('depth');
    const scanner = new JsonScanner({ depth: MAX_DEPTH, values: MAX_VALUES });
    expect(scanner.scan('{},'.repeat(MAX_VALUES / 2))).toBe('values');
  });

  it('takes no bracket or comma in a text for one, wherever the text is cut in parts', () => {
    const harmless = JSON.stringify({ text: `${'[{,'.repeat(MAX_DEPTH)}"\\"\\\\`, more: '\\' });
    fc.assert(
      fc.property(fc.nat(harmless.length), (cut) => {
        expect(scan(harmless.slice(0, cut), harmless.slice(cut))).toBeNull();
      }),
    );
  });

  it('finds nothing wrong with ordinary JSON', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 10 }), (json) => expect(scan(JSON.stringify(json))).toBeNull()));
  });
});
