import { expect, it } from '@jest/globals';
import { localKeyNotice } from './local-key-notice.js';

it('shows the key of local mode with a line to paste', () => {
  expect(localKeyNotice('k-1', 'http://127.0.0.1:8000')).toContain("-H 'X-API-Key: k-1'");
});
