import { describe, expect, it } from '@jest/globals';
import { undocumented } from '../support/documented-responses.js';

const ALIVE = {
  method: 'GET',
  url: '/health/live?deep=true',
  status: 200,
  contentType: 'application/json; charset=utf-8',
  body: '{"status":"ok"}',
};

describe('responses in end-to-end tests', () => {
  it('are as the API document says', () => {
    expect(undocumented(ALIVE)).toBeNull();
    expect(undocumented({ ...ALIVE, method: 'HEAD', body: null })).toBeNull();
    expect(undocumented({ ...ALIVE, url: '/nowhere', status: 404 })).toBeNull();
  });

  it.each([
    ['another status', { status: 418 }, 'GET /health/live: 418 is not documented'],
    ['another method', { method: 'PUT', status: 200 }, 'PUT /health/live: 200 is not documented'],
    ['another type', { contentType: 'text/html' }, 'GET /health/live: 200 is not documented as text/html'],
    ['no body', { body: null }, 'GET /health/live: 200 is documented with a body'],
    [
      'a field of another shape',
      { body: '{"status":7}' },
      'GET /health/live: 200 differs from the document: /status must be string',
    ],
    ['a field less', { body: '{}' }, "/ must have required property 'status'"],
    [
      'a field that is not documented',
      { body: '{"status":"ok","since":1}' },
      '/ must NOT have additional properties {"additionalProperty":"since"}',
    ],
  ])('fail a test with %s', (_case, difference, problem) => {
    expect(undocumented({ ...ALIVE, ...difference })).toContain(problem);
  });
});
