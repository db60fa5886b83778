import { describe, expect, it } from '@jest/globals';
import { itemSize, type ItemValue } from './item-size.js';

describe('item size', () => {
  it.each<[ItemValue, number]>([
    ['', 0],
    ['text', 4],
    ['ß漢👩', 2 + 3 + 4],
    [true, 1],
    [null, 1],
    [new Uint8Array(10), 10],
    [[], 3],
    [{}, 3],
    [['ab', null], 3 + 1 + 2 + 1 + 1],
    [{ name: 'Ann', list: [] }, 3 + 2 + 'name'.length + 3 + 'list'.length + 3],
  ])('has %j as %i bytes, besides its name', (value, bytes) => {
    expect(itemSize({ e: value })).toBe(1 + bytes);
  });

  it.each([
    [0, 2],
    [42, 2],
    [-42, 3],
    [1234567890123456, 9],
    [3.511592653589793, 10],
  ])('has the number %d as no less than the %i bytes that DynamoDB counts', (value, bytes) => {
    expect(itemSize({ n: value })).toBeGreaterThanOrEqual(1 + bytes);
    expect(itemSize({ n: value })).toBeLessThanOrEqual(1 + bytes + 3);
  });
});
