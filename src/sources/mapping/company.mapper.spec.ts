import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { companyPayload, type Payload } from '../../../test/fixtures/cassidy/payloads.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { mapCompany } from './company.mapper.js';

const requested = { linkedin_id: '42', slug: null };
const mapped = (changes: Payload = {}) => mapCompany({ ...companyPayload('acme'), ...changes }, requested);

describe('a company', () => {
  it('has all that the payload says', () => {
    expect(mapped()).toEqual({
      linkedin_id: '42',
      slug: 'acme',
      company_name: 'Acme',
      linkedin_url: 'https://www.linkedin.com/company/acme/',
      description: 'Makes everything.',
      tagline: 'Everything',
      domain: 'acme.example',
      website: 'https://www.acme.example',
      industries: ['Software Development'],
      specialties: ['Anvils', 'Rockets'],
      employee_count: 420,
      employee_range: '201-500',
      followers: 98_000,
      year_founded: 2009,
      logo_url: 'https://media.example/acme.png',
      city: 'Berlin',
      region: 'Berlin',
      country_code: 'DE',
      address: 'Straße 1, 10115 Berlin, DE',
    });
  });

  it('is known by what it was asked for where the payload does not say', () => {
    expect(mapped({ company_id: '', linkedin_url: '' })).toMatchObject({
      linkedin_id: '42',
      slug: null,
      linkedin_url: 'https://www.linkedin.com/company/42/',
    });
  });

  it('keeps the commas in the names of industries', () => {
    const industry = 'Technology, Information and Internet';
    expect(mapped({ industries: industry }).industries).toEqual([industry]);
    expect(mapped({ industries: [null, industry] }).industries).toEqual([industry]);
  });

  it('has a range from an object and a domain from the website', () => {
    expect(mapped({ employee_range: { start: 51, end: 200 } }).employee_range).toBe('51-200');
    expect(mapped({ employee_range: { start: 10_001 } }).employee_range).toBe('10001+');
    expect(mapped({ domain: '' }).domain).toBe('acme.example');
  });

  it.each([[{}], [null], ['Acme'], [{ company_name: '', linkedin_url: 'n/a' }]])(
    'cannot be read from %j',
    (payload) => {
      expect(() => mapCompany(payload, requested)).toThrow(expect.objectContaining({ code: 'INVALID_DATA' }));
    },
  );

  it('is read or refused as invalid data, whatever the source sends', () => {
    const change = fc.dictionary(fc.constantFrom(...Object.keys(companyPayload('acme'))), fc.jsonValue());
    fc.assert(
      fc.property(change, (changes) => {
        try {
          expect(mapped(changes).linkedin_url).toMatch(/^https:\/\/www\.linkedin\.com\/company\/.+\/$/);
        } catch (error) {
          expect(error).toBeInstanceOf(UpstreamError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
