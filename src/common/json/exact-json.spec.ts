import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExactNumber } from '../../model/exact-number.js';
import { parseExact } from './exact-json.js';

const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[1-9]\\d{${min - 1},${max - 1}}$`));
const numbers = fc
  .tuple(
    fc.constantFrom('', '-'),
    digits(1, 40),
    fc.option(digits(1, 40)),
    fc.option(fc.integer({ min: -999, max: 999 })),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      sign + whole + (fraction === null ? '' : `.${fraction}`) + (exponent === null ? '' : `e${exponent}`),
  );

/** The digits of a number without zeros around them, and where its point is. */
function decimal(number: string): [sign: string, digits: string, exponent: number] {
  const [mantissa = '', exponent = '0'] = number
    .toLowerCase()
    .replace(/^-/, '')
    .split(/e(?=[-+\d])/);
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const short = all.replace(/0+$/, '');
  return [number.startsWith('-') ? '-' : '', short, Number(exponent) - fraction.length + all.length - short.length];
}

describe('numbers in JSON', () => {
  it.each([
    '9007199254740993',
    '-12345678901234567890',
    '12345678901234567890.123',
    '0.1000000000000000055',
    '1e400',
    '-1E+400',
    '1e-400',
    `-${'7'.repeat(400)}`,
    `0.${'0'.repeat(400)}1`,
  ])('keep their digits: %s', (number) => {
    for (const json of [number, `[${number}]`, `{"a":[1,${number},"${number}"],"b":{"c":${number}}}`]) {
      expect(JSON.stringify(parseExact(json))).toBe(json);
    }
    expect(parseExact(` ${number}\n`)).toBeInstanceOf(ExactNumber);
  });

  it('are never changed, whatever their length, place and exponent', () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom('', ' ', '\n\t'), (number, blank) => {
        const written = JSON.stringify(parseExact(`{"a":${blank}${number}${blank},"b":[${blank}${number}]}`));
        const [a = '', b = ''] = /^\{"a":(.*),"b":\[(.*)\]\}$/.exec(written)?.slice(1) ?? [];
        expect([decimal(a), decimal(b)]).toEqual([decimal(number), decimal(number)]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are doubles wherever a double is written with the same digits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.double({ noNaN: true, noDefaultInfinity: true }), (value, double) => {
        const json = JSON.stringify([value, double, Number.MAX_SAFE_INTEGER, 12345678901234567000]);
        expect(parseExact(json)).toEqual(JSON.parse(json));
      }),
    );
  });

  it('leave everything else as JSON.parse reads it', () => {
    const json = '{"__proto__":{"n":9007199254740991},"a":1,"a":"12345678901234567890","constructor":null}';
    expect(JSON.stringify(parseExact(json))).toBe(JSON.stringify(JSON.parse(json)));
    expect(() => parseExact('[12345678901234567890')).toThrow(SyntaxError);
  });

  it.each(['12345678901234567890x', '00012345678901234567890', 'NaN', '', '12345678901234567890 '])(
    'are not made of other texts: %j',
    (text) => {
      expect(typeof ExactNumber.read(text)).toBe('number');
    },
  );
});
