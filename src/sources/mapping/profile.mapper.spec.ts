import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isFullExtent, runs } from '../../../test/support/extent.js';
import { experience, profilePayload, type Payload } from '../../../test/fixtures/cassidy/payloads.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import { mapProfile } from './profile.mapper.js';

const ann = LinkedInUrl.ofSlug('ann');
const mapped = (changes: Payload = {}) => mapProfile({ ...profilePayload('ann'), ...changes }, ann);

const experienceFrom = (changes: Payload) => mapped({ experiences: [experience(changes)] }).experience[0];
const currentCompany = (changes: Payload, ofExperience: Payload = {}) =>
  mapped({ ...changes, experiences: [experience({ is_current: true, ...ofExperience })] }).current_company;

describe('a profile', () => {
  it('has all that the payload says', () => {
    expect(mapped()).toMatchObject({
      public_id: 'ann',
      linkedin_id: '81234567',
      url: 'https://www.linkedin.com/in/ann/',
      name: 'Ann Example',
      position: 'CTO at Acme',
      country_code: 'DE',
      followers: 1234,
      languages: [
        { name: 'English', proficiency: null },
        { name: 'German', proficiency: null },
      ],
      education: [{ school: 'TU Berlin', start_year: 2008, end_year: 2014, activities: null }],
      certifications: [{ name: 'CISSP', issuer: 'ISC2', issued_date: '2019-03', expires_date: null }],
    });
  });

  it.each([
    ['ANN-Example', 'ann-example'],
    ['J%C3%BCrgen', 'jürgen'],
    ['', 'ann'],
    ['a/b c', 'ann'],
  ])('with the public id %j has the slug %j', (public_id, slug) => {
    expect(mapped({ public_id, linkedin_url: '' }).public_id).toBe(slug);
  });

  it('is named by its parts where there is no full name, and by its job where there is no headline', () => {
    expect(mapped({ full_name: '', headline: '' })).toMatchObject({
      name: 'Ann Example',
      position: 'Chief Technology Officer',
    });
  });

  it.each([
    ['Palo Alto, California, United States', 'US'],
    ['San Francisco, CA', null],
    ['', null],
  ])('without a country has that of the location %j', (location, code) => {
    expect(mapped({ country: '', location }).country_code).toBe(code);
  });

  it.each([
    ['81234567', '81234567'],
    [81234567, '81234567'],
    ['urn:li:member:81234567', '81234567'],
    ['ACoAAAB1c2VyaWQtb2YtYS1tZW1iZXItMTIz', null],
    ['0', null],
    ['-5', null],
    ['1.5', null],
    ['9'.repeat(31), null],
  ])('with the id %j has the number %j', (profile_id, number) => {
    expect(mapped({ profile_id }).linkedin_id).toBe(number);
  });

  it('that was not looked up by URL has none where the payload has none', () => {
    expect(mapProfile({ full_name: 'Ann' }, null)).toMatchObject({ public_id: null, url: null, linkedin_id: null });
  });
});

describe('an experience', () => {
  it.each([
    [{ start_year: 2020, start_month: 'March' }, '2020-03', null, true],
    [{ start_year: '2015', end_year: '2018', end_month: '7', date_range: '' }, '2015', '2018-07', false],
    [{ date_range: 'Jan 2010 - Feb 2012', is_current: '' }, '2010-01', '2012-02', false],
    [{ date_range: '', start_year: 2010, is_current: null }, '2010', null, false],
    [{ start_year: 2010, is_current: 'true', end_year: '' }, '2010', null, true],
    [{ start_year: 2010, end_year: 2019, is_current: true }, '2010', null, true],
    [{ start_date: '2010-05-01', end_date: 'Present', date_range: '', is_current: null }, '2010-05', null, true],
  ])('with %j has its dates', (changes, start_date, end_date, is_current) => {
    expect(experienceFrom({ is_current: null, ...changes })).toMatchObject({ start_date, end_date, is_current });
  });

  it('knows the number of its company from a field or from the URL', () => {
    expect(experienceFrom({ company_id: 42 })?.company_id).toBe('42');
    expect(experienceFrom({ company_id: '' })?.company_id).toBe('42');
    expect(experienceFrom({ company_id: '', company_linkedin_url: '' })?.company_id).toBeNull();
  });

  it('is kept also when it has only a title', () => {
    expect(mapped({ experiences: [{ title: 'Advisor' }] }).experience).toMatchObject([
      { title: 'Advisor', company: null },
    ]);
  });
});

describe('the current company', () => {
  it('gets its number from the current experience with the same name or logo', () => {
    expect(currentCompany({ company: 'ACME' }, { company_logo_url: '' })?.company_id).toBe('42');
    expect(currentCompany({ company: 'Acme Inc.' })?.company_id).toBe('42');
    expect(currentCompany({ company: 'Other', company_logo_url: '' })?.company_id).toBeNull();
    expect(currentCompany({}, { is_current: false, date_range: '' })?.company_id).toBeNull();
  });

  it('is that of the current experience where the payload tells none', () => {
    const none = { company: '', company_linkedin_url: '' };
    expect(currentCompany(none)).toMatchObject({ name: 'Acme', company_id: '42' });
  });

  it('is null where nothing tells it', () => {
    const nothing = Object.fromEntries(Object.keys(profilePayload('ann')).map((key) => [key, '']));
    expect(mapped({ ...nothing, public_id: 'ann', experiences: [] }).current_company).toBeNull();
  });
});

describe('certifications', () => {
  it.each([
    ['CISSP', { name: 'CISSP', issuer: null }],
    [
      { title: 'CISSP', organization: 'ISC2' },
      { name: 'CISSP', issuer: 'ISC2' },
    ],
    [{ name: 'A', issuer: 'B', issued_year: 2020, issued_month: 3 }, { issued_date: '2020-03' }],
    [
      { name: 'A', date_range: 'Jan 2020 - Jan 2023' },
      { issued_date: '2020-01', expires_date: '2023-01' },
    ],
    [
      { name: 'A', start_date: { year: 2019, month: 5 }, license_number: 77 },
      { issued_date: '2019-05', credential_id: '77' },
    ],
  ])('are read from %j', (certification, expected) => {
    expect(mapped({ certifications: [certification] }).certifications).toMatchObject([expected]);
  });
});

describe('languages', () => {
  it.each([
    ['English (Native, or so), German', ['English', 'German']],
    [
      ['English', { name: 'German', proficiency: 'B2' }],
      ['English', 'German'],
    ],
    [{ language: 'English' }, ['English']],
    ['', []],
  ])('are read from %j', (languages, names) => {
    expect(mapped({ languages }).languages.map(({ name }) => name)).toEqual(names);
  });
});

describe('whatever the source sends', () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('', 'N/A', null, '\u0000', '\ud800', [null], {}, 1e308, -1, '2020'),
  );
  const changes = (of: Payload) => fc.dictionary(fc.constantFrom(...Object.keys(of)), anything);
  const changedExperience = changes(experience()).map((change) => experience({ ...change, title: 'kept' }));
  const otherFields = changes({ ...profilePayload('ann'), experiences: undefined });

  it('it is mapped', () => {
    fc.assert(
      fc.property(changes(profilePayload('ann')), (change) => {
        expect(JSON.stringify(mapped(change)).isWellFormed()).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });

  it.each(['jan', ', ', ' ', '(', '1,', '1 ', '((,', '\n-', '<br', '&#', '&amp', '&nbsp;', '1年', '2020.', 'a.', '１'])(
    'many %j do not keep the process busy',
    (piece) => {
      const flood = `5${piece.repeat((isFullExtent ? 300_000 : 75_000) / piece.length)}!`;
      const keys = Object.keys(profilePayload('ann')).filter((key) => key !== 'experiences');
      const flooded = Object.fromEntries(Object.keys(experience()).map((key) => [key, flood]));
      // A pattern that backtracks would take minutes, and run into the time limit of the test.
      const profile = mapped({ ...Object.fromEntries(keys.map((key) => [key, flood])), experiences: [flooded] });
      expect(profile.experience).toHaveLength(1);
    },
  );

  it('no experience is lost', () => {
    const blanks = fc.array(fc.constantFrom(null, '', {}));
    fc.assert(
      fc.property(fc.array(changedExperience), blanks, otherFields, (kept, blank, others) => {
        const { experience: found } = mapped({
          ...others,
          public_id: 'ann',
          experiences: [...blank, ...kept, ...blank],
        });
        expect(found.map(({ title }) => title)).toEqual(kept.map(() => 'kept'));
      }),
      { numRuns: runs(300) },
    );
  });
});
