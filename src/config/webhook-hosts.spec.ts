import { describe, expect, it } from '@jest/globals';
import { settings } from '../../test/support/settings.js';
import { hostOf } from './webhook-hosts.js';

describe('WEBHOOK_ALLOWED_HOSTS', () => {
  it.each([
    ['n8n', 'n8n'],
    ['N8N.Internal', 'n8n.internal'],
    ['10.0.0.5', '10.0.0.5'],
    ['[FD00::5]', '[fd00::5]'],
  ])('accepts %s', (item, host) => {
    expect(settings({ WEBHOOK_ALLOWED_HOSTS: item }).WEBHOOK_ALLOWED_HOSTS).toEqual([item]);
    expect(hostOf(item)).toBe(host);
  });

  it.each(['n8n:5678', 'http://n8n', 'n8n/hook', 'user@n8n', '10.0.0.0/8', '*.example.com', 'fd00::5', 'a b'])(
    'refuses %s',
    (item) => {
      expect(() => settings({ WEBHOOK_ALLOWED_HOSTS: `ok, ${item}` })).toThrow(
        `WEBHOOK_ALLOWED_HOSTS must list host names or addresses without port, but has "${item}"`,
      );
    },
  );
});
