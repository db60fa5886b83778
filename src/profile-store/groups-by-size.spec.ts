import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { groupsBySize } from './groups-by-size.js';

const most = { count: 3, size: 10 };
const group = (sizes: number[]) => groupsBySize(sizes, (size) => size, most);

describe('groupsBySize', () => {
  it.each([
    ['nothing', [], []],
    ['as many as are allowed', [1, 1, 1, 1], [[1, 1, 1], [1]]],
    ['as much as is allowed', [4, 6, 1], [[4, 6], [1]]],
    ['one that is too large alone', [1, 11, 1], [[1], [11], [1]]],
  ])('puts together %s', (_, sizes, groups) => {
    expect(group(sizes)).toEqual(groups);
  });

  it('keeps every value, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(15)), (sizes) => {
        const groups = group(sizes);
        expect(groups.flat()).toEqual(sizes);
        for (const { length } of groups) expect(length).toBeGreaterThan(0);
      }),
    );
  });
});
