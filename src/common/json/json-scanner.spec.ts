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
  it('accepts the maximum depth and nothing deeper', () => {
    expect(scan(nested(MAX_DEPTH))).toBeNull();
    expect(scan(nested(MAX_DEPTH + 1))).toBe('depth');
    expect(scan('{"a":'.repeat(MAX_DEPTH + 1))).toBe('depth');
  });

  it('accepts the maximum number of values and no more', () => {
    expect(scan(`[${'1,'.repeat(MAX_VALUES - 2)}1]`)).toBeNull();
    expect(scan(`[${'1,'.repeat(MAX_VALUES - 1)}1]`)).toBe('values');
    expect(scan(`[${'{},'.repeat(MAX_VALUES / 2)}{}]`)).toBe('values');
    expect(scan(`{${'"a":1,'.repeat(MAX_VALUES)}"a":1}`)).toBe('values');
  });

  it('reports a violation at the first part that exceeds a limit', () => {
    expect(scan('['.repeat(MAX_DEPTH), '[')).toBe('depth');
    const scanner = new JsonScanner({ depth: MAX_DEPTH, values: MAX_VALUES });
    expect(scanner.scan('{},'.repeat(MAX_VALUES / 2))).toBe('values');
  });

  it('ignores brackets and commas inside strings, wherever the text is split into parts', () => {
    const harmless = JSON.stringify({ text: `${'[{,'.repeat(MAX_DEPTH)}"\\"\\\\`, more: '\\' });
    fc.assert(
      fc.property(fc.nat(harmless.length), (cut) => {
        expect(scan(harmless.slice(0, cut), harmless.slice(cut))).toBeNull();
      }),
    );
  });

  it('accepts ordinary JSON', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 10 }), (json) => expect(scan(JSON.stringify(json))).toBeNull()));
  });
});
