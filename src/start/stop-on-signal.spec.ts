import { describe, expect, it } from '@jest/globals';
import { settings } from '../../test/support/settings.js';
import { drainSeconds } from './stop-on-signal.js';

describe('how long a stopping process still accepts requests', () => {
  it.each([
    ['not at all in local mode', {}, 0],
    ['5 seconds with a key', { API_KEY: 'secret' }, 5],
    ['as long as it is told to in local mode', { SHUTDOWN_DRAIN_SECONDS: '2' }, 2],
    ['not at all if it is told so', { API_KEYS: 'ann:secret', SHUTDOWN_DRAIN_SECONDS: '0' }, 0],
  ])('%s', (_case, environment, seconds) => {
    expect(drainSeconds(settings(environment))).toBe(seconds);
  });
});
