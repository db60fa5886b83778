import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { MAX_DEPTH, sanitizeJson } from './json-shape.js';

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('disarm', () => {
  it('takes what is as deep as allowed, and no deeper', () => {
    expect(sanitizeJson(nested(MAX_DEPTH))).toBe(true);
    expect(sanitizeJson(nested(MAX_DEPTH + 1))).toBe(false);
  });

  it('leaves no key that reaches into the program, wherever it is', () => {
    const harmful = fc.constantFrom('__proto__', 'constructor', 'prototype');
    fc.assert(
      fc.property(fc.jsonValue(), harmful, (inner, key) => {
        const json: unknown = JSON.parse(`[{"a":{"${key}":${JSON.stringify(inner)},"b":1}}]`);
        sanitizeJson(json);
        expect(json).toEqual([{ a: { b: 1 } }]);
      }),
    );
  });

  it('changes nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (json) => {
        const text = JSON.stringify(json);
        fc.pre(!/__proto__|constructor|prototype/.test(text));
        const copy: unknown = JSON.parse(text);
        expect(sanitizeJson(copy)).toBe(true);
        expect(JSON.stringify(copy)).toBe(text);
      }),
    );
  });
});
