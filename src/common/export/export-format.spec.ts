import { describe, expect, it } from '@jest/globals';
import { accepting } from '../../../test/support/accepting.js';
import { acceptedFormat } from './export-format.js';

const FORMATS = ['json', 'ndjson', 'csv'] as const;

describe('the format of an answer', () => {
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    [' ', 'json'],
    ['*/*', 'json'],
    ['application/json, text/plain, */*', 'json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
    ['application/json', 'json'],
    ['application/*', 'json'],
    ['text/csv', 'csv'],
    ['TEXT/CSV', 'csv'],
    ['text/*', 'csv'],
    ['text/csv; charset=UTF-8', 'csv'],
    ['text/csv; header=present;q=0.5', 'csv'],
    ['application/x-ndjson', 'ndjson'],
    ['text/csv;q=0.5, application/x-ndjson', 'ndjson'],
    ['text/csv;q=0.9, application/x-ndjson;q=0.8, */*;q=0.1', 'csv'],
    ['*/*, application/json;q=0.1, application/x-ndjson;q=0.2', 'csv'],
    ['application/json;q=0, text/csv;q=0.1', 'csv'],
    ['text/csv;q=0, */*', 'json'],
    ['nonsense, text/csv', 'csv'],
  ])('is what %j prefers: %s', (accept, format) => {
    expect(acceptedFormat(accepting(accept), FORMATS)).toBe(format);
  });

  it.each(['text/html', 'application/json;q=0', 'text/csv;q=0', 'nonsense'])('is none of those in %j', (accept) => {
    expect(() => acceptedFormat(accepting(accept), FORMATS)).toThrow(
      expect.objectContaining({ code: 'NOT_ACCEPTABLE' }),
    );
  });
});
