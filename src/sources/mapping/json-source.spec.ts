import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { itemsAt, sourceAt } from './json-source.js';

describe('sourceAt', () => {
  it('answers with the text as it is written', () => {
    const json = ' { "a" : [ 1.0 , {"b\\"}" : 12345678901234567890 } ] , "a\\u0062": "x,]" }';
    expect(sourceAt(json, ['a', 0])).toBe('1.0');
    expect(sourceAt(json, ['a', 1])).toBe('{"b\\"}" : 12345678901234567890 }');
    expect(sourceAt(json, ['ab'])).toBe('"x,]"');
    expect(sourceAt(json, ['a', 2])).toBeNull();
    expect(sourceAt(json, ['a', 0, 'b'])).toBeNull();
  });

  it('takes the last of a key that comes twice, as JSON.parse does', () => {
    expect(sourceAt('{"a":1,"a":2}', ['a'])).toBe('2');
  });

  it('finds in any JSON, however it is laid out, what parsing finds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, '\t'), (value, space) => {
        const json = JSON.stringify(value, null, space);
        const parsed = JSON.parse(json) as Record<string, unknown>;
        for (const key of Object.keys(parsed)) {
          expect(JSON.parse(sourceAt(json, [key]) ?? '')).toEqual(parsed[key]);
        }
      }),
    );
  });
});

describe('itemsAt', () => {
  it('answers with each item as it is written, and with none where there is no list', () => {
    const json = '{"a": { "b" : [ 1.0 , {"c":[ 2 ]},[] ,"]," ] }}';
    expect(itemsAt(json, ['a', 'b'])).toEqual(['1.0', '{"c":[ 2 ]}', '[]', '"],"']);
    expect(['a', 'c'].map((key) => itemsAt(json, [key]))).toEqual([[], []]);
    expect(itemsAt('[]', [])).toEqual([]);
  });
});
