import { describe, expect, it } from '@jest/globals';
import { create, parse } from 'content-disposition';
import fc from 'fast-check';
import { anyCharacter } from '../../../test/support/characters.arbitraries.js';
import { resultsName } from './results-name.js';

const headerOf = (file_name: string | null) => create(`${resultsName({ file_name, job_id: '1' })}.csv`);
const nameOf = (file_name: string | null) => parse(headerOf(file_name)).parameters['filename'];

describe('the name of an exported file', () => {
  it.each([
    ['leads.csv', 'leads-results.csv'],
    ['leads', 'leads-results.csv'],
    ['Q3 leads.final.CSV', 'Q3 leads.final-results.csv'],
    ['Kontakte Zürich 東京.csv', 'Kontakte Zürich 東京-results.csv'],
    ['C:\\Users\\ann\\leads.csv', 'leads-results.csv'],
    ['../../etc/passwd', 'passwd-results.csv'],
    ['a"b\r\nX: y.csv', 'a b  X  y-results.csv'],
    ['.csv', 'job-1-results.csv'],
    ['...', 'job-1-results.csv'],
    ['', 'job-1-results.csv'],
    [null, 'job-1-results.csv'],
  ])('of the upload %j is %s', (file_name, name) => {
    expect(nameOf(file_name)).toBe(name);
  });

  it('fits into a header and into a folder, whatever the name of the upload', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: anyCharacter }), fc.string({ unit: 'grapheme' })), (file_name) => {
        expect(headerOf(file_name)).toMatch(/^attachment; filename[\x20-\x7e]*$/);
        expect(nameOf(file_name)).toMatch(/^[^\p{Cc}/\\:*?"<>|]{1,120}-results\.csv$/u);
      }),
    );
  });
});
