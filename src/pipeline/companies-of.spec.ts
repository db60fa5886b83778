import { describe, expect, it } from '@jest/globals';
import { anExperience, aProfile } from '../../test/support/builders.js';
import type { CurrentCompany } from '../model/profile.js';
import { companiesOf } from './companies-of.js';

const byId = (id: string) => `https://www.linkedin.com/company/${id}/`;

const currently = (given: Partial<CurrentCompany>): CurrentCompany => ({
  name: 'Acme',
  company_id: null,
  linkedin_url: null,
  domain: null,
  website: null,
  industry: null,
  employee_count: null,
  year_founded: null,
  logo_url: null,
  ...given,
});

describe('companiesOf', () => {
  it('names the current company first, then the others in the order of experience', () => {
    const profile = aProfile({
      current_company: currently({ linkedin_url: byId('acme') }),
      experience: [
        anExperience({ company_linkedin_url: byId('20') }),
        anExperience({ company_linkedin_url: byId('10') }),
      ],
    });
    expect(companiesOf(profile).map(({ reference }) => reference)).toEqual([
      { linkedin_id: null, slug: 'acme' },
      { linkedin_id: '20', slug: null },
      { linkedin_id: '10', slug: null },
    ]);
  });

  it('takes a number and a slug for one company once something names both', () => {
    const profile = aProfile({
      current_company: currently({ linkedin_url: byId('acme') }),
      experience: [
        anExperience({ title: 'CIO', company_linkedin_url: byId('7') }),
        anExperience({ title: 'CTO', company_id: '7', company_linkedin_url: byId('acme') }),
      ],
    });
    const [company, ...others] = companiesOf(profile);
    expect(others).toEqual([]);
    expect(company?.reference).toEqual({ linkedin_id: '7', slug: 'acme' });
    expect(company?.positions.map(({ title }) => title).toSorted()).toEqual(['CIO', 'CTO']);
  });

  it('keeps two positions at one company', () => {
    const profile = aProfile({
      experience: [anExperience({ title: 'CTO', company_id: '7' }), anExperience({ title: 'VP', company_id: '7' })],
    });
    expect(companiesOf(profile)).toMatchObject([{ positions: [{ title: 'CTO' }, { title: 'VP' }] }]);
  });

  it('never takes two numbers for one company, whatever their slugs', () => {
    const profile = aProfile({
      experience: [
        anExperience({ company_id: '7', company_linkedin_url: byId('acme') }),
        anExperience({ company_id: '8', company_linkedin_url: byId('acme') }),
      ],
    });
    expect(companiesOf(profile)).toHaveLength(2);
  });

  it('passes over employers without an address', () => {
    expect(companiesOf(aProfile({ experience: [anExperience({ company: 'Self-employed' })] }))).toEqual([]);
  });

  it('makes a position of a current company that no experience mentions', () => {
    const profile = aProfile({ position: 'CTO', current_company: currently({ company_id: '7' }) });
    expect(companiesOf(profile)).toMatchObject([{ positions: [{ title: 'CTO', is_current: true }] }]);
  });
});
