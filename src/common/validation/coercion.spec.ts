import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { toBoolean, toInteger, toNumber } from './coercion.js';

describe('coercion', () => {
  it('reads every integer that is written out', () => {
    fc.assert(fc.property(fc.integer(), (number) => toInteger(` ${number} `) === number));
  });

  it('reads every finite decimal that is written out', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (number) => toNumber(`${number}`) === Number(`${number}`),
      ),
    );
  });

  it('leaves what is no text as it came', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant(null), fc.boolean(), fc.array(fc.anything()), fc.object()), (value) => {
        expect([toInteger(value), toNumber(value), toBoolean(value)]).toEqual([value, value, value]);
      }),
    );
  });

  it.each(['', ' ', '0x10', '1_000', 'NaN', 'Infinity', '1e3', '2.5', '--1'])('reads no integer in "%s"', (text) => {
    expect(toInteger(text)).toBe(text);
  });
});
