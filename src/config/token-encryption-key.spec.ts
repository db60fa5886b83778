import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readConfig } from './read-config.js';
import { parseEncryptionKey } from './rules.js';

const key = randomBytes(32);

describe('TOKEN_ENCRYPTION_KEY', () => {
  it.each([
    ['hexadecimal digits', key.toString('hex')],
    ['capital hexadecimal digits', key.toString('hex').toUpperCase()],
    ['base64', key.toString('base64')],
    ['base64 for URLs', key.toString('base64url')],
  ])('is 32 bytes as %s', (_way, text) => {
    expect(parseEncryptionKey(text)).toEqual(key);
    expect(readConfig({ TOKEN_ENCRYPTION_KEY: text }).TOKEN_ENCRYPTION_KEY).toBe(text);
  });

  it.each(['hunter2', 'x'.repeat(64), randomBytes(31).toString('hex'), randomBytes(33).toString('base64')])(
    'stops the start where it is %s, and is not shown',
    (text) => {
      const start = () => readConfig({ TOKEN_ENCRYPTION_KEY: text });
      expect(start).toThrow(/TOKEN_ENCRYPTION_KEY must be 32 bytes/);
      expect(start).not.toThrow(text);
    },
  );
});
