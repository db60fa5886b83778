import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../../test/support/characters.arbitraries.js';
import { emailSpellingOf, mailbox, wrappingOf } from '../../test/support/email-address.arbitraries.js';
import { runs } from '../../test/support/extent.js';
import { InvalidRequestError } from '../common/errors/invalid-request.error.js';
import { readEmails } from './email-list.js';

const A = 'a@x.com';
const B = 'b@y.org';
const invalidIn = (value: unknown) => readEmails([value]).invalid.map(({ value: part }) => part);

describe('a value of the list of email addresses', () => {
  it.each([
    [`"${A}"`, [A]],
    [`'${A}'`, [A]],
    [`\u201C${A}\u201D`, [A]],
    [`\u00AB${A}\u00BB`, [A]],
    [`<${A}>`, [A]],
    [`<<${A}>>`, [A]],
    [`(${A})`, [A]],
    [`Jane <${A}>`, [A]],
    [`Jane<${A}>`, [A]],
    [`"Jane Doe" <${A}>`, [A]],
    [`"Doe, Jane; Dr." <${A}>`, [A]],
    [`Doe, Jane <${A}>`, [A]],
    [`Doe, Jane <${A}>; Roe, Rob <${B}>`, [A, B]],
    [`Jane <${A}> (work), Rob <${B}>`, [A, B]],
    [`Jane <${A}> Rob <${B}>`, [A, B]],
    [`${A} <${A}>`, [A]],
    [`${A} <Jane>`, [A]],
    [`Jane <${A}`, [A]],
    [`mailto:${A}`, [A]],
    [`MailTo:${A}?subject=Hello`, [A]],
    [`mailto:${A}?subject=Hello, you; there&cc=${B}`, [A]],
    [`mailto:${A},${B}?subject=Hello`, [A, B]],
    ['mailto:o%27neil%40x.com', ["o'neil@x.com"]],
    ['mailto:%ff@x.com', ['%ff@x.com']],
    [`<mailto:${A}?subject=Hello>`, [A]],
    [`Jane <mailto:${A}>, ${B}`, [A, B]],
    [`mailto:${A}?subject=Hello;mailto:${B}`, [A, B]],
    [`${A}.`, [A]],
    [`${A},`, [A]],
    [`${A};`, [A]],
    [`${A} ;`, [A]],
    [`"${A}",`, [A]],
    [`${A}>,`, [A]],
    [`${A};${B}`, [A, B]],
    [`${A}, ${B}`, [A, B]],
    [`${A}\n${B}`, [A, B]],
    [`${A}\r\n\r\n${B}\r\n`, [A, B]],
    [`"${A}","${B}"`, [A, B]],
    [`"${A}; ${B}"`, [A, B]],
    [`${A} ${B}\tc@z.net`, [A, B, 'c@z.net']],
    [`${A}\u3001${B}\uFF0C\uFF43@z.net`, [A, B, 'c@z.net']],
    ['\uFF1Ca\uFF20x\u3002com\uFF1E', [A]],
    [`${A}\u3002`, [A]],
    ["o'neil@x.com", ["o'neil@x.com"]],
    ["'o'neil@x.com'", ["o'neil@x.com"]],
    ["Jane 'JJ' Doe <'j@x.com'>", ['j@x.com']],
  ])('%j yields the addresses inside', (value, addresses) => {
    expect(readEmails([value])).toEqual({ valid: addresses, invalid: [], duplicates: 0 });
  });

  it.each([
    ['nonsense', ['nonsense']],
    [' nonsense ', ['nonsense']],
    [`${A}; nonsense; ${B}`, ['nonsense']],
    [`nonsense, ${A}`, ['nonsense']],
    [`a, b, c, d, e, f, Jane <${A}>`, ['a', 'b', 'c']],
    [`Jane <nobody>, ${A}`, ['Jane <nobody>']],
    [`Jane <jane@>, ${A}`, ['Jane <jane@>']],
    ['Ann Smith@example.com', ['Ann Smith@example.com']],
    ['Jane ann@example.com', ['Jane ann@example.com']],
    ['"ann smith"@example.com', ['"ann smith"@example.com']],
    ['mailto:', ['mailto:']],
    ['ann@bob@example.com', ['ann@bob@example.com']],
    [`J\uFFFDrgen@x.com; ${A}`, ['J\uFFFDrgen@x.com']],
    ['', ['']],
    [' ;, \n', [' ;, \n']],
    [7, ['7']],
    [null, ['null']],
    [[A], [`["${A}"]`]],
  ])('%j keeps its invalid parts as they were written', (value, parts) => {
    expect(invalidIn(value)).toEqual(parts);
  });

  it('says what is wrong with a part', () => {
    const { invalid } = readEmails([`J\uFFFDrgen@x.com; ${A}; b@`]);
    expect(invalid.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/U\+FFFD/),
      expect.stringMatching(/after the @/),
    ]);
  });

  it('counts addresses, not values', () => {
    const values = [`${A}; ${B}`, A.toUpperCase(), `Jane <${B}>`, 'nonsense; c@z.net', 'a@x\u3002com'];
    expect(readEmails(values)).toMatchObject({ valid: [A, B, 'c@z.net'], duplicates: 3 });
    expect(readEmails(['ann@ex\u00E4mple.com', 'ann@xn--exmple-cua.com'])).toMatchObject({
      valid: ['ann@xn--exmple-cua.com'],
      duplicates: 1,
    });
  });

  it('holds no more addresses than a job may have, however few values they come in', () => {
    const list = (count: number) => Array.from({ length: count }, (_, index) => `a${index}@x.com`).join(';');
    expect(readEmails([list(50_000)]).valid).toHaveLength(50_000);
    expect(() => readEmails([list(25_000), list(25_001)])).toThrow(InvalidRequestError);
    expect(() => readEmails(['x;'.repeat(1_000_000)])).toThrow(InvalidRequestError);
  });

  it('yields every address of it, in whatever spelling, wrapping and order', () => {
    const written = mailbox().chain((box) =>
      fc.tuple(
        fc.constant(box.value),
        emailSpellingOf(box).chain(wrappingOf),
        fc.constantFrom(', ', ';', '\n', '\r\n'),
      ),
    );
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 6 }), (list) => {
        const values = list.map(([value]) => value);
        const text = list.map(([, wrapped, separator]) => `${wrapped}${separator}`).join('');
        const read = readEmails([text]);
        expect(read.invalid).toEqual([]);
        expect(read.valid).toEqual([...new Set(values)]);
        expect(read.duplicates).toBe(values.length - read.valid.length);
      }),
      { numRuns: runs(100) },
    );
  });

  it('never throws, and accounts for every address once', () => {
    const piece = fc.constantFrom(
      'a@x.com',
      'a',
      '@',
      '<',
      '>',
      '"',
      "'",
      ',',
      ';',
      ' ',
      '\n',
      'mailto:',
      '?',
      '%',
      '(',
      '.',
      '\uFFFD',
    );
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(text, fc.anything())), (values) => {
        const { valid, invalid, duplicates } = readEmails(values);
        expect(valid.length + invalid.length + duplicates).toBeGreaterThanOrEqual(0);
        expect(readEmails(valid)).toEqual({ valid, invalid: [], duplicates: 0 });
      }),
      { numRuns: runs(100) },
    );
  });
});
