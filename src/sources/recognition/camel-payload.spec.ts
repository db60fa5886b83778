import { describe, expect, it } from '@jest/globals';
import { EmailAddress } from '../../model/email-address.js';
import type { Lookup } from '../person-source.js';
import { recognise } from './recognise.js';

const byEmail: Lookup = { by: 'email', email: EmailAddress.safeParse('ann@example.com') as EmailAddress };

const position = {
  title: 'CTO',
  companyName: 'Acme',
  companyLocation: 'Berlin, Germany',
  description: 'Builds things.',
  company: {
    companyName: 'Acme GmbH',
    companyLogo: 'https://a.example/logo.png',
    linkedInUrl: 'https://www.linkedin.com/company/42/',
  },
  startEndDate: { start: { month: 3, year: 2020 } },
};
const person = {
  id: '81234567',
  displayName: 'Ann Example',
  firstName: 'Ann',
  lastName: 'Example',
  headline: 'CTO at Acme',
  summary: 'Builds things.',
  location: 'Berlin, Germany',
  locale: 'en_US',
  linkedInUrl: 'https://de.linkedin.com/in/Ann/',
  photoUrl: 'https://a.example/ann.jpg',
  positions: {
    positionHistory: [
      position,
      {
        ...position,
        title: 'Engineer',
        startEndDate: { start: { month: 1, year: 2015 }, end: { month: 2, year: 2020 } },
      },
    ],
  },
  schools: {
    educationHistory: [
      {
        schoolName: 'TU Berlin',
        degreeName: 'MSc',
        fieldOfStudy: 'Computer Science',
        description: 'Chess club',
        school: { linkedInUrl: 'https://www.linkedin.com/school/tu-berlin/' },
        schoolLogo: 'https://a.example/tu.png',
        startEndDate: { start: { year: 2008 }, end: { year: 2014 } },
      },
    ],
  },
};
const profileOf = (changes: object) => recognise({ persons: [{ ...person, ...changes }] }, byEmail);
const positionOf = (changes: object) =>
  profileOf({ positions: { positionHistory: [{ ...position, ...changes }] } }).experience[0];

describe('a person in camel case', () => {
  it('has all that the record says', () => {
    expect(profileOf({})).toEqual({
      public_id: 'ann',
      linkedin_id: '81234567',
      url: 'https://www.linkedin.com/in/ann/',
      name: 'Ann Example',
      position: 'CTO at Acme',
      about: 'Builds things.',
      city: null,
      country_code: 'DE',
      location: 'Berlin, Germany',
      followers: null,
      connections: null,
      profile_image_url: 'https://a.example/ann.jpg',
      current_company: expect.objectContaining({
        name: 'Acme',
        company_id: '42',
        linkedin_url: 'https://www.linkedin.com/company/42/',
        logo_url: 'https://a.example/logo.png',
      }),
      experience: [
        {
          title: 'CTO',
          company: 'Acme',
          company_id: '42',
          company_linkedin_url: 'https://www.linkedin.com/company/42/',
          company_logo_url: 'https://a.example/logo.png',
          location: 'Berlin, Germany',
          description: 'Builds things.',
          employment_type: null,
          start_date: '2020-03',
          end_date: null,
          duration: null,
          is_current: true,
          skills: [],
        },
        expect.objectContaining({ title: 'Engineer', start_date: '2015-01', end_date: '2020-02', is_current: false }),
      ],
      education: [
        {
          school: 'TU Berlin',
          school_linkedin_url: 'https://www.linkedin.com/school/tu-berlin/',
          degree: 'MSc',
          field_of_study: 'Computer Science',
          start_year: 2008,
          end_year: 2014,
          activities: 'Chess club',
        },
      ],
      certifications: [],
      languages: [],
      skills: [],
    });
  });

  it.each<[object, object]>([
    [{ companyName: '' }, { company: 'Acme GmbH' }],
    [
      { companyName: null, company: 'Acme' },
      { company: 'Acme', company_linkedin_url: null },
    ],
    [
      { companyName: 'Acme', company: null },
      { company: 'Acme', company_id: null },
    ],
    [{ startEndDate: null }, { start_date: null, end_date: null, is_current: false }],
    [{ startEndDate: { start: { year: '2020', month: '3' }, end: {} } }, { start_date: '2020-03', is_current: true }],
    [
      { startEndDate: { start: { year: 2020 }, end: { year: null, month: null } } },
      { start_date: '2020', is_current: true },
    ],
    [
      { startEndDate: { start: 'March 2020', end: 'Present' } },
      { start_date: '2020-03', end_date: null, is_current: true },
    ],
    [{ startEndDate: { end: { year: 2021 } } }, { start_date: null, end_date: '2021', is_current: false }],
    [
      { startEndDate: 'soon', companyLocation: ['Berlin'] },
      { location: 'Berlin', is_current: false },
    ],
  ])('with a position with %j has %j', (changes, expected) => {
    expect(positionOf(changes)).toMatchObject(expected);
  });

  it.each([
    [null, 0],
    ['CTO at Acme', 1],
    [[position, position], 2],
    [{ positionHistory: position }, 1],
    [{ positionHistory: [null, '', position] }, 1],
    [{ positionHistory: { elements: [position] } }, 1],
    [{ positionHistory: JSON.stringify([position]) }, 1],
  ])('with the positions %j has %i', (positions, number) => {
    expect(profileOf({ positions }).experience).toHaveLength(number);
  });

  it.each([
    [null, 0],
    [[{ schoolName: 'TU' }], 1],
    [{ educationHistory: [{ school: 'TU' }, null] }, 1],
    [{ educationHistory: 'TU' }, 1],
  ])('with the schools %j has %i', (schools, number) => {
    expect(profileOf({ schools }).education).toHaveLength(number);
  });

  it('keeps keys that are known from other shapes', () => {
    expect(profileOf({ skills: ['Go'], languages: ['English'], follower_count: 0, city: 'Berlin' })).toMatchObject({
      skills: ['Go'],
      languages: [{ name: 'English' }],
      followers: 0,
      city: 'Berlin',
    });
  });
});
