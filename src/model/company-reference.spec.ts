import { describe, expect, it } from '@jest/globals';
import { companyKeys, companyReference, companyUrl } from './company-reference.js';

describe('companyReference', () => {
  it.each([
    ['https://www.linkedin.com/company/1035/', { linkedin_id: '1035', slug: null }],
    ['https://www.linkedin.com/company/Microsoft', { linkedin_id: null, slug: 'microsoft' }],
    ['linkedin.com/school/mit/people', { linkedin_id: null, slug: 'mit' }],
    ['https://de.linkedin.com/showcase/azure/?x=1', { linkedin_id: null, slug: 'azure' }],
    ['https://www.linkedin.com/company/caf%C3%A9', { linkedin_id: null, slug: 'café' }],
  ])('reads %s', (url, reference) => {
    expect(companyReference(url)).toEqual(reference);
  });

  it.each([
    'https://www.linkedin.com/in/ann',
    'https://evil.example/company/1',
    'Microsoft Corp',
    '',
    'https://www.linkedin.com/company/',
  ])('finds no company in %j', (url) => {
    expect(companyReference(url)).toBeNull();
  });

  it('writes the vanity form where it is known', () => {
    expect(companyUrl({ linkedin_id: '1035', slug: 'microsoft' })).toBe('https://www.linkedin.com/company/microsoft/');
    expect(companyUrl({ linkedin_id: '1035', slug: null })).toBe('https://www.linkedin.com/company/1035/');
  });

  it('has a key for every name', () => {
    expect(companyKeys({ linkedin_id: '1035', slug: 'microsoft' })).toEqual(['id:1035', 'slug:microsoft']);
  });
});
