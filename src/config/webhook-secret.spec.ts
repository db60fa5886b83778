import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { settings } from '../../test/support/settings.js';

const secretOf = (bytes: number) => `whsec_${randomBytes(bytes).toString('base64')}`;

describe('WEBHOOK_SECRET', () => {
  it.each([24, 25, 32, 64])('can have %i bytes', (bytes) => {
    const WEBHOOK_SECRET = secretOf(bytes);
    expect(settings({ WEBHOOK_SECRET }).WEBHOOK_SECRET).toBe(WEBHOOK_SECRET);
  });

  it.each([secretOf(23), secretOf(65), 'whsec_', secretOf(32).slice(6), `whsec_${'_'.repeat(44)}`, 'a secret text'])(
    'cannot be %s',
    (secret) => {
      expect(() => settings({ WEBHOOK_SECRET: secret })).toThrow(
        'WEBHOOK_SECRET must be whsec_ and 24 to 64 bytes in base64; make one with: echo whsec_$(openssl rand -base64 32)',
      );
    },
  );
});
