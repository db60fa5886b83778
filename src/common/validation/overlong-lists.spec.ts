import { describe, expect, it } from '@jest/globals';
import { ArrayMaxSize, IsArray } from 'class-validator';
import { cutOverlongLists } from './overlong-lists.js';

class Dto {
  @IsArray()
  @ArrayMaxSize(3)
  bounded: unknown[];

  @IsArray()
  unbounded: unknown[];
}

const cut = (sent: Record<string, unknown>) => cutOverlongLists(sent, Dto.prototype);

describe('cutOverlongLists', () => {
  it('leaves one item too many of a list, and nothing in it', () => {
    expect(cut({ bounded: Array(1_000).fill('x') })).toEqual({ bounded: [null, null, null, null] });
  });

  it('leaves every other field as it is, and the request itself', () => {
    const sent = { bounded: [1, 2, 3], unbounded: Array(100).fill(1), other: 'x' };
    expect(cut(sent)).toEqual(sent);
    const tooLong = { bounded: [1, 2, 3, 4] };
    cut(tooLong);
    expect(tooLong.bounded).toEqual([1, 2, 3, 4]);
  });
});
