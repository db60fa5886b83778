import { describe, expect, it } from '@jest/globals';
import { settings } from '../../test/support/settings.js';

describe('PUBLIC_BASE_URL', () => {
  it.each(['https://example.com', 'https://example.com/', 'http://example.com:8080/a/b/', 'https://example.com/v1'])(
    'can be %s',
    (url) => {
      expect(settings({ PUBLIC_BASE_URL: url }).PUBLIC_BASE_URL).toBe(url);
    },
  );

  it.each([
    ['https://ann:secret@example.com', /must not contain a user name or password/],
    ['https://example.com/?a=b', /must be an origin with an optional path/],
    ['https://example.com/#a', /must be an origin with an optional path/],
    ['https://example.com/a b', /must be an origin with an optional path/],
    ['https://example.com/a/../b', /must be an origin with an optional path/],
    ['ftp://example.com', /must be an http/],
    ['/profiles', /must be an http/],
  ])('cannot be %s', (url, problem) => {
    expect(() => settings({ PUBLIC_BASE_URL: url })).toThrow(problem);
  });
});
