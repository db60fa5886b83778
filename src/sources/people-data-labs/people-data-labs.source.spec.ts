import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PDL_KEY, startPdlStandIn, type PdlStandIn } from '../../../test/fixtures/people-data-labs/pdl-stand-in.js';
import {
  oddPerson,
  recordOddities,
  type RecordOddity,
} from '../../../test/fixtures/people-data-labs/record-oddities.js';
import { companyRecord, experienceRecord, personRecord } from '../../../test/fixtures/people-data-labs/records.js';
import * as reply from '../../../test/fixtures/people-data-labs/replies.js';
import { FakeCredits } from '../../../test/support/fake-credits.js';
import { guarded } from '../../../test/support/source-chain.js';
import { OPEN_ACCESS } from '../../../test/support/open-access.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { Profile } from '../../model/profile.js';
import { mapCompany } from '../mapping/company.mapper.js';
import { mapProfile } from '../mapping/profile.mapper.js';
import { SourceAccount } from '../source-account.js';
import { SourceChain } from '../source-chain.js';
import { companyPayload } from './company-payload.js';
import { PdlApi } from './pdl-api.js';
import { PeopleDataLabsSource } from './people-data-labs.source.js';
import { personPayload } from './person-payload.js';

const never = new AbortController().signal;

let pdl: PdlStandIn;
let account: SourceAccount;
let source: PeopleDataLabsSource;

beforeAll(async () => {
  pdl = await startPdlStandIn();
});
beforeEach(() => {
  account = new SourceAccount();
  source = new PeopleDataLabsSource(new PdlApi({ apiKey: PDL_KEY, baseUrl: pdl.base, account }));
});
afterAll(() => pdl.close());

const fetchProfile = (slug: string) => source.fetchPerson({ by: 'url', url: LinkedInUrl.ofSlug(slug) }, null, never);
const fetchCompany = (slug: string) => source.fetchCompany({ linkedin_id: null, slug }, never);
const failureOf = (fetched: Promise<unknown>) =>
  fetched.then(
    () => null,
    (error: unknown) => error,
  );

describe('a person record', () => {
  const profileOf = (given: object): Profile =>
    mapProfile(personPayload(personRecord('ann', { ...given })), LinkedInUrl.ofSlug('ann'));

  it('is requested by its URL with the key, and mapped', async () => {
    pdl.serve('jürgen', reply.person(personRecord('jürgen')));
    const { profile: value, raw } = await fetchProfile('jürgen');
    expect(pdl.calls.at(-1)).toMatchObject({
      endpoint: 'person',
      apiKey: PDL_KEY,
      path: '/v5/person/enrich?profile=https%3A%2F%2Fwww.linkedin.com%2Fin%2Fj%25C3%25BCrgen%2F&titlecase=true',
    });
    expect(raw).toBe(reply.personBody(personRecord('jürgen')));
    expect(value).toEqual({
      public_id: 'jürgen',
      linkedin_id: '81234567',
      url: 'https://www.linkedin.com/in/j%C3%BCrgen/',
      name: 'Ann Example',
      position: 'CTO at Acme',
      about: 'Builds things.',
      city: 'Berlin',
      country_code: 'DE',
      location: 'Berlin, Berlin, Germany',
      followers: null,
      connections: 500,
      profile_image_url: null,
      current_company: {
        name: 'Acme',
        company_id: '42',
        linkedin_url: 'https://www.linkedin.com/company/acme',
        domain: 'acme.example',
        website: 'acme.example',
        industry: 'Computer Software',
        employee_count: null,
        year_founded: 2009,
        logo_url: null,
      },
      experience: [
        {
          title: 'Chief Technology Officer',
          company: 'Acme',
          company_id: '42',
          company_linkedin_url: 'https://www.linkedin.com/company/acme',
          company_logo_url: null,
          location: 'Berlin, Berlin, Germany',
          description: 'Wrote code.',
          employment_type: null,
          start_date: '2020-03',
          end_date: null,
          duration: null,
          is_current: true,
          skills: [],
        },
        expect.objectContaining({ title: 'Engineer', company_id: '77', end_date: '2020-02', is_current: false }),
      ],
      education: [
        {
          school: 'TU Berlin',
          school_linkedin_url: 'https://www.linkedin.com/school/tu-berlin',
          degree: 'Masters, Master of Science',
          field_of_study: 'Computer Science',
          start_year: 2008,
          end_year: 2014,
          activities: null,
        },
      ],
      certifications: [
        { name: 'CISSP', issuer: 'ISC2', issued_date: '2019-03', expires_date: null, credential_id: null, url: null },
      ],
      languages: [
        { name: 'English', proficiency: '4 of 5' },
        { name: 'German', proficiency: '5 of 5' },
      ],
      skills: ['TypeScript', 'Postgres'],
    });
  });

  it('reveals nothing of what a plan hides', () => {
    const record = oddPerson('ann', 'hides what the plan does not cover behind true and false');
    const profile = mapProfile(personPayload(record), LinkedInUrl.ofSlug('ann'));
    expect(profile).toMatchObject({
      position: 'Chief Technology Officer',
      about: null,
      linkedin_id: null,
      connections: null,
      city: null,
      location: 'Berlin, Germany',
      skills: [],
      certifications: [],
      languages: [],
      education: [],
      experience: [{ location: null, description: null, start_date: null, is_current: true }],
    });
    expect(JSON.stringify({ ...profile, experience: [] })).not.toMatch(/true|false/);
  });

  it.each([
    ['is the one that is held', { is_primary: true, start_date: null, end_date: null }, true],
    ['began and has no end', { is_primary: false, start_date: '2019-12', end_date: null }, true],
    ['has ended', { is_primary: true, start_date: '2019', end_date: '2020' }, false],
    ['has an end that is hidden', { is_primary: true, start_date: '2019', end_date: true }, false],
    ['has no dates at all', { is_primary: false, start_date: null, end_date: null }, false],
  ])('has a position that %s', (_, given, is_current) => {
    expect(profileOf({ experience: [experienceRecord(given)] }).experience).toMatchObject([{ is_current }]);
  });

  it.each(Object.keys(recordOddities) as RecordOddity[])('that %s is mapped', (oddity) => {
    const profile = mapProfile(personPayload(oddPerson('ann', oddity)), LinkedInUrl.ofSlug('ann'));
    expect(profile).toMatchObject({ public_id: 'ann', name: 'Ann Example' });
    expect(JSON.stringify(profile)).not.toMatch(/\\u0000|\\ud[89a-f]|\[object/);
  });

  it('is mapped whatever its fields contain, as long as it names a person', () => {
    const keys = Object.keys(personRecord('ann')).filter((key) => key !== 'full_name');
    const record = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 12 });
    fc.assert(
      fc.property(record, (odd) => {
        expect(profileOf({ ...odd, full_name: 'Ann' }).name).toBe('Ann');
      }),
      { numRuns: 300 },
    );
  });
});

describe('a company record', () => {
  it('is requested by its URL and mapped, with its display name', async () => {
    pdl.serve('acme', reply.company(companyRecord('acme')));
    const { value, raw } = await fetchCompany('acme');
    expect(raw).toBe(reply.companyBody(companyRecord('acme')));
    expect(value).toEqual({
      linkedin_id: '42',
      slug: 'acme',
      company_name: 'Acme GmbH',
      linkedin_url: 'https://www.linkedin.com/company/acme/',
      description: 'Makes everything.',
      tagline: 'Everything',
      domain: 'acme.example',
      website: 'acme.example',
      industries: ['Software Development'],
      specialties: ['Anvils', 'Rockets'],
      employee_count: 420,
      employee_range: '201-500',
      followers: 98_000,
      year_founded: 2009,
      logo_url: null,
      city: 'Berlin',
      region: 'Berlin',
      country_code: 'DE',
      address: '1 Example Street, Berlin, Berlin, 10115, Germany',
    });
  });

  it('is identified by its slug if there is no URL, and located by its place if there is no street', () => {
    const location = { ...(companyRecord('acme')['location'] as object), street_address: true };
    const payload = companyPayload(companyRecord('acme', { linkedin_url: null, display_name: null, location }));
    expect(mapCompany(payload, { linkedin_id: null, slug: 'asked' })).toMatchObject({
      slug: 'acme',
      company_name: 'acme gmbh',
      address: 'Berlin, Berlin, Germany',
    });
  });
});

describe('a response of the API', () => {
  it.each([
    [400, 'INVALID_REQUEST', false],
    [401, 'ACCESS_DENIED', false],
    [402, 'ACCESS_DENIED', false],
    [403, 'ACCESS_DENIED', false],
    [404, 'PROFILE_NOT_FOUND', false],
    [405, 'UPSTREAM_ERROR', false],
    [429, 'RATE_LIMITED', true],
    [500, 'UPSTREAM_ERROR', true],
    [502, 'UPSTREAM_ERROR', true],
    [504, 'UPSTREAM_TIMEOUT', true],
  ])('with HTTP %i is %s', async (status, code, retryable) => {
    pdl.serve('status', reply.failure(status, 'some_error'));
    expect(await failureOf(fetchProfile('status'))).toMatchObject({ code, retryable });
  });

  it.each(['{"status": 200, "likelihood": 9, "data": null}', '{"status": 200}', '[]', '{"data": {"id": "x"}}'])(
    'that names nobody, such as %s, is PROFILE_NOT_FOUND',
    async (body) => {
      pdl.serve('empty', reply.json(body));
      expect(await failureOf(fetchProfile('empty'))).toMatchObject({ code: 'PROFILE_NOT_FOUND', retryable: false });
    },
  );

  it('reports credits by type', async () => {
    pdl.serve('ann', reply.person(personRecord('ann'), reply.billed('enrich', 41)));
    pdl.serve(
      'acme',
      reply.company(companyRecord('acme'), { 'x-call-credits-spent': '2', 'x-totallimit-remaining': '9' }),
    );
    await fetchProfile('ann');
    await fetchProfile('ann');
    await fetchCompany('acme');
    await failureOf(fetchProfile('nobody'));
    expect(account.spent).toEqual({ enrich: 2, enrich_company: 2 });
    expect(account.remaining).toEqual({ enrich: 999, enrich_company: 9 });
  });

  it('bills each call what the account is billed', async () => {
    pdl.serve('ann', reply.person(personRecord('ann'), { 'x-call-credits-spent': '3' }));
    pdl.serve('acme', reply.company(companyRecord('acme'), { 'x-call-credits-spent': '2' }));
    const credits = new FakeCredits();
    const chain = new SourceChain([guarded(source, { account })], []);
    const ann = { by: 'url', url: LinkedInUrl.ofSlug('ann') } as const;
    await chain.fetchPerson(ann, { ...OPEN_ACCESS, credits }, never);
    await chain.fetchCompany({ linkedin_id: null, slug: 'acme' }, credits, never);
    expect(credits.settlements.map(({ settled }) => settled)).toEqual([3, 2]);
    expect(account.spent).toEqual({ enrich: 3, enrich_company: 2 });
  });
});

describe('the limit of calls', () => {
  const resetIn = (ms: number) => new Date(Date.now() + ms);

  it('delays the next call, and does not make it', async () => {
    const begun = Date.now();
    pdl.serve('last', reply.person(personRecord('last'), reply.windowOf(0, resetIn(40_000))));
    await fetchProfile('last');
    const error = (await failureOf(fetchProfile('next'))) as { code: string; retryAfterMs: number };
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect(error.retryAfterMs + Date.now() - begun).toBeGreaterThan(30_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(41_000);
    expect(pdl.calls.filter(({ key }) => key === 'next')).toEqual([]);
  });

  it('is tracked separately for people and companies', async () => {
    pdl.serve('last', reply.person(personRecord('last'), reply.windowOf(0, resetIn(40_000))));
    pdl.serve('acme', reply.company(companyRecord('acme')));
    await fetchProfile('last');
    expect((await fetchCompany('acme')).value.slug).toBe('acme');
  });

  it.each([
    ['Retry-After', () => ({ 'retry-after': '30' })],
    ['X-RateLimit-Reset', () => reply.windowOf(0, resetIn(30_000))],
  ])('holds others back after a 429, as %s says', async (_, headers) => {
    pdl.serve('first', reply.rateLimited(headers()));
    const begun = Date.now();
    const first = (await failureOf(fetchProfile('first'))) as { retryAfterMs: number };
    expect(first.retryAfterMs + Date.now() - begun).toBeGreaterThan(28_000);
    expect(first.retryAfterMs).toBeLessThanOrEqual(31_000);
    expect(await failureOf(fetchProfile('second'))).toMatchObject({ code: 'RATE_LIMITED' });
    expect(pdl.calls.filter(({ key }) => key === 'second')).toEqual([]);
  });

  it('leaves the delay to the caller if a 429 specifies none', async () => {
    pdl.serve('plain', reply.inTurn(reply.rateLimited(), reply.person(personRecord('plain'))));
    expect(await failureOf(fetchProfile('plain'))).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: undefined });
    expect((await fetchProfile('plain')).profile.public_id).toBe('plain');
  });
});
