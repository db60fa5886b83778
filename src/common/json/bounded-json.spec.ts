import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkBounds, JsonBoundsError, parseBounded } from './bounded-json.js';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('JSON of others', () => {
  it('is read as JSON.parse reads it, within the bounds', () => {
    const within = { depth: 1_000, values: 1_000_000 };
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseBounded(text, within)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused exactly where it is deeper than it may be, whatever its texts hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', '[[[[', '"{', '\\"[[', '\\'), (value, text) => {
        const json = JSON.stringify([value, text, { [text]: text }]);
        const depth = depthOf(JSON.parse(json));
        const values = 1_000_000;
        expect(() => checkBounds(json, { depth, values })).not.toThrow();
        expect(() => checkBounds(json, { depth: depth - 1, values })).toThrow(JsonBoundsError);
      }),
    );
  });

  it.each([
    ['10,000 nested lists', nested(10_000), 'nested too deeply'],
    ['10,000 nested objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), 'nested too deeply'],
    ['lists that never end', '['.repeat(1_000_000), 'nested too deeply'],
    ['a million empty lists', `[${'[],'.repeat(1_000_000)}0]`, 'too many values'],
    ['a million names', `{${'"a":1,'.repeat(1_000_000)}"a":1}`, 'too many values'],
  ])('is refused before it is read: %s', (_, text, words) => {
    expect(() => parseBounded(text)).toThrow(words);
  });

  it('is no less JSON for being wrong: what cannot be read is a SyntaxError', () => {
    expect(() => parseBounded('{"a"')).toThrow(SyntaxError);
    expect(() => parseBounded('"a\\"')).toThrow(SyntaxError);
  });
});
