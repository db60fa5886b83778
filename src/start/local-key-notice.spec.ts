import { expect, it } from '@jest/globals';
import { localKeyNotice, localKeyPlace } from './local-key-notice.js';

it('shows the local key with a ready-to-paste command', () => {
  expect(localKeyNotice('k-1', 'http://127.0.0.1:8000')).toContain("-H 'X-API-Key: k-1'");
  expect(localKeyNotice('k-1', 'http://127.0.0.1:8000')).toContain('Console: http://127.0.0.1:8000/console#key=k-1\n');
});

it('shows where the key is with a command that reads it there', () => {
  expect(localKeyPlace('/data/api-key', 'http://127.0.0.1:8000')).toContain(`-H "X-API-Key: $(cat '/data/api-key')"`);
  expect(localKeyPlace('/data/api-key', 'http://127.0.0.1:8000')).toContain('Console: http://127.0.0.1:8000/console\n');
});
