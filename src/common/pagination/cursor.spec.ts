import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, pageOf } from './cursor.js';
import { InvalidCursorError } from './page.js';

const place = fc.array(fc.nat(), { minLength: 1, maxLength: 3 });

describe('a cursor', () => {
  it('leads back to its place', () => {
    fc.assert(
      fc.property(place, (numbers) => expect(decodeCursor(encodeCursor(numbers), numbers.length)).toEqual(numbers)),
    );
  });

  it('is refused when it is of another list or of nobody', () => {
    expect(() => decodeCursor(encodeCursor([1, 2]), 1)).toThrow(InvalidCursorError);
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[\w-]+$/.test(text));
        expect(() => decodeCursor(text, 1)).toThrow(InvalidCursorError);
      }),
    );
  });

  it('is null on the last page', () => {
    const page = (rows: number[]) => pageOf({ rows, total: 9 }, 2, (row) => [row], String);
    expect(page([3, 2])).toEqual({ rows: ['3', '2'], next_cursor: null, total: 9 });
    expect(page([3, 2, 1])).toEqual({ rows: ['3', '2'], next_cursor: encodeCursor([2]), total: 9 });
    expect(page([])).toEqual({ rows: [], next_cursor: null, total: 9 });
  });
});
