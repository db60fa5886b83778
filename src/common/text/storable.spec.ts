import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storable, storableJson } from './storable.js';

/** Any text, halves of surrogate pairs and NUL included. */
const anyText = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });

describe('what Postgres can hold', () => {
  it('is text without NUL and without halves of surrogate pairs', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ text: anyText })), (value) => {
        for (const { text } of storable(value)) {
          expect(text.isWellFormed()).toBe(true);
          expect(text).not.toContain('\0');
        }
      }),
    );
  });

  it('is everything else as it was', () => {
    const value = { texts: ['👩‍💻', 'ä'], number: 1, nothing: null, nested: [{ yes: true }] };
    expect(storable(value)).toEqual(value);
  });

  it('is JSON text as it came, and means the same where it has to be escaped', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const raw = `{ "text" : ${JSON.stringify(text)} }`;
        expect(storableJson(raw)).toBe(raw);
      }),
    );
    const unescaped = '{"text":"\ud83d"}';
    expect(storableJson(unescaped)).toBe('{"text":"\\ud83d"}');
    expect(JSON.parse(storableJson(unescaped))).toEqual(JSON.parse(unescaped));
  });

  it('is text that is no JSON as one JSON string', () => {
    expect(JSON.parse(storableJson('<html>'))).toBe('<html>');
  });
});
