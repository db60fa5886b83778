import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { companyPayload, experience, profilePayload, type Payload } from '../../../test/fixtures/cassidy/payloads.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import { mapCompany } from './company.mapper.js';
import { mapExperiences } from './experience.mapper.js';
import { mapProfile } from './profile.mapper.js';

const mapped = (changes: Payload) => mapProfile({ ...profilePayload('ann'), ...changes }, LinkedInUrl.ofSlug('ann'));
const acme = { company: 'Acme', company_linkedin_url: 'https://www.linkedin.com/company/42', location: 'Berlin' };

describe('positions under their company', () => {
  it.each(['roles', 'positions'])('become positions of their own, each at the company: %s', (key) => {
    const nested = [
      { title: 'CTO', date_range: 'Mar 2020 - Present' },
      { title: 'Engineer', date_range: 'Jan 2015 - Feb 2020', location: 'Paris' },
    ];
    expect(mapExperiences([{ ...acme, date_range: 'Jan 2015 - Present', [key]: nested }])).toMatchObject([
      { title: 'CTO', company: 'Acme', company_id: '42', start_date: '2020-03', is_current: true, location: 'Berlin' },
      {
        title: 'Engineer',
        company: 'Acme',
        company_id: '42',
        start_date: '2015-01',
        end_date: '2020-02',
        location: 'Paris',
      },
    ]);
  });

  it.each<[Payload, (string | null)[]]>([
    [{ ...acme, roles: ['CTO', 'Engineer'] }, ['CTO', 'Engineer']],
    [{ ...acme, title: 'CTO', roles: [] }, ['CTO']],
    [{ ...acme, title: 'CTO', positions: 3 }, ['CTO']],
    [{ ...acme, title: 'CTO', roles: 'Engineer' }, ['CTO']],
    [{ ...acme, title: 'CTO', roles: [{ title: 'CTO' }, { title: 'Engineer' }] }, ['CTO', 'Engineer']],
    [{ ...acme, title: 'Acme', roles: [{ title: 'CTO' }] }, ['CTO']],
    [{ ...acme, title: 'Advisor', roles: [{ title: 'CTO' }] }, ['Advisor', 'CTO']],
    [{ ...acme, roles: { items: [{ position: 'CTO' }] } }, ['CTO']],
  ])('in %j have their titles', (entry, titles) => {
    expect(mapExperiences([entry]).map(({ title }) => title)).toEqual(titles);
  });

  it('keep a company of their own whole', () => {
    const [found] = mapExperiences([{ ...acme, roles: [{ title: 'CTO', company: 'Globex' }] }]);
    expect(found).toMatchObject({ company: 'Globex', company_id: null, company_linkedin_url: null });
  });

  it('are read as they would be one by one', () => {
    const title = fc.constantFrom('CTO', 'Engineer', 'Advisor');
    const role = fc.record({ title, date_range: fc.constantFrom('', '2015 - 2018', 'Mar 2020 - Present') });
    fc.assert(
      fc.property(fc.array(role, { minLength: 1 }), (roles) => {
        expect(mapExperiences([{ ...acme, roles }])).toEqual(mapExperiences(roles.map((one) => ({ ...acme, ...one }))));
      }),
    );
  });

  it('are bounded in number', () => {
    const roles = Array.from({ length: 2_000 }, () => ({ title: 'CTO' }));
    expect(mapExperiences(Array.from({ length: 20 }, () => ({ ...acme, roles })))).toHaveLength(2_000);
  });
});

describe('the older names of keys', () => {
  it.each([
    [{ headline: '', position: 'CTO at Acme' }, { position: 'CTO at Acme' }],
    [{ headline: 'New', position: 'Old' }, { position: 'New' }],
    [{ follower_count: '', followers: '1.2K followers' }, { followers: 1200 }],
    [{ follower_count: 7, followers: 8 }, { followers: 7 }],
    [{ connection_count: null, connections: '500+' }, { connections: 500 }],
    [{ educations: [{ title: 'TU Berlin' }] }, { education: [{ school: 'TU Berlin' }] }],
    [{ educations: [{ title: 'MSc', school: 'TU Berlin' }] }, { education: [{ school: 'TU Berlin' }] }],
    [
      { certifications: [{ title: 'CISSP', subtitle: 'ISC2' }] },
      { certifications: [{ name: 'CISSP', issuer: 'ISC2' }] },
    ],
    [
      { certifications: [{ title: 'CISSP', subtitle: 'Other', authority: 'ISC2' }] },
      { certifications: [{ name: 'CISSP', issuer: 'ISC2' }] },
    ],
    [{ experiences: [experience({ title: '', position: 'CTO' })] }, { experience: [{ title: 'CTO' }] }],
  ])('in %j are read after the newer ones', (changes, expected) => {
    expect(mapped(changes)).toMatchObject(expected);
  });
});

describe('the page of a school', () => {
  it.each([
    ['https://www.linkedin.com/school/mit/', 'https://www.linkedin.com/school/mit/'],
    ['linkedin.com/school/mit', 'https://www.linkedin.com/school/mit/'],
    ['https://www.linkedin.com/company/school/', 'https://www.linkedin.com/company/school/'],
    ['https://evil.example/school/mit/', 'https://www.linkedin.com/company/42/'],
  ])('%j becomes %j', (linkedin_url, expected) => {
    const found = mapCompany({ ...companyPayload('acme'), linkedin_url }, { linkedin_id: '42', slug: null });
    expect(found.linkedin_url).toBe(expected);
  });

  it('stays one in the education and the experience of a member', () => {
    const url = 'https://www.linkedin.com/school/tu-berlin/';
    const found = mapped({ experiences: [experience({ company_linkedin_url: url })] });
    expect(found.experience[0]?.company_linkedin_url).toBe(url);
    expect(found.education[0]?.school_linkedin_url).toBe(url);
  });
});
