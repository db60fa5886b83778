import { describe, expect, it } from '@jest/globals';
import { aProfile } from '../../test/support/builders.js';
import { isStorable } from './profile.js';

describe('isStorable', () => {
  it.each([
    ['a slug and a number', 'ann', '42', true],
    ['a slug', 'ann', null, true],
    ['a number', null, '42', true],
    ['neither', null, null, false],
  ])('of a profile with %s', (_, public_id, linkedin_id, expected) => {
    expect(isStorable({ ...aProfile(), public_id, linkedin_id })).toBe(expected);
  });
});
