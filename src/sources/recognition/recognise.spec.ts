import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { runs } from '../../../test/support/extent.js';
import { profilePayload } from '../../../test/fixtures/cassidy/payloads.js';
import { personRecord } from '../../../test/fixtures/people-data-labs/records.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { EmailAddress } from '../../model/email-address.js';
import { ExactNumber } from '../../model/exact-number.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import type { Lookup } from '../person-source.js';
import { recognise } from './recognise.js';

const byEmail: Lookup = { by: 'email', email: EmailAddress.safeParse('ann@example.com') as EmailAddress };
const byUrl: Lookup = { by: 'url', url: LinkedInUrl.ofSlug('asked') };

function failureOf(answer: unknown, lookup = byEmail): { code: string; retryable: boolean } {
  try {
    recognise(answer, lookup);
  } catch (error) {
    expect(error).toBeInstanceOf(UpstreamError);
    return error as UpstreamError;
  }
  throw new Error('Somebody was recognized');
}

describe('an answer that names somebody', () => {
  it.each<[string, unknown, object]>([
    ['by name', { persons: [{ displayName: 'Ann' }] }, { name: 'Ann', public_id: null, linkedin_id: null, url: null }],
    ['by first name', { persons: [{ firstName: 'Ann' }] }, { name: 'Ann' }],
    ['by both names', { persons: [{ firstName: 'Ann', lastName: 'Lee' }] }, { name: 'Ann Lee' }],
    ['by number', { persons: [{ memberId: 123 }] }, { linkedin_id: '123', name: null }],
    ['by a long number', { persons: [{ memberId: ExactNumber.read('12345678901234567890') }] }, { name: null }],
    ['by URN', { persons: [{ displayName: '', id: 'urn:li:member:123' }] }, { linkedin_id: '123' }],
    ['by URL', { persons: [{ linkedInUrl: 'http://de.linkedin.com/in/Ann/?x=1' }] }, { public_id: 'ann', name: null }],
    ['by a URL without scheme', { linkedin_url: 'linkedin.com/in/ann' }, { url: 'https://www.linkedin.com/in/ann/' }],
    [
      'by a member id in the URL',
      { linkedInUrl: `https://linkedin.com/in/ACoAA${'b'.repeat(30)}` },
      { linkedin_id: null },
    ],
    ['under data', { data: { full_name: 'Ann' } }, { name: 'Ann' }],
    ['under profile', { status: 'ok', profile: { full_name: 'Ann' } }, { name: 'Ann' }],
    ['under result, in a list', { result: [null, { full_name: 'Ann' }] }, { name: 'Ann' }],
    ['in a list', [{ full_name: 'Ann' }], { name: 'Ann' }],
    ['in a list in a list', [[{ full_name: 'Ann' }]], { name: 'Ann' }],
    ['alone', { persons: { displayName: 'Ann' } }, { name: 'Ann' }],
    ['after others who are nobody', { persons: [{}, null, 'x', { id: 'x' }, { displayName: 'Ann' }] }, { name: 'Ann' }],
    [
      'after somebody who is masked',
      { persons: [{ displayName: 'LinkedIn Member' }, { displayName: 'Ann' }] },
      { name: 'Ann' },
    ],
    ['first of several', { persons: [{ displayName: 'Ann' }, { displayName: 'Bob' }] }, { name: 'Ann' }],
    ['beside an error', { error: 'partial', persons: [{ displayName: 'Ann' }] }, { name: 'Ann' }],
    [
      'with flat keys',
      { persons: [profilePayload('ann')] },
      { public_id: 'ann', linkedin_id: '81234567', followers: 1234 },
    ],
    [
      'as People Data Labs does',
      { persons: [personRecord('ann')] },
      { public_id: 'ann', current_company: { name: 'Acme' } },
    ],
    [
      'beside others of the same person',
      {
        full_name: 'Ann',
        profiles: [{ network: 'linkedin', url: 'linkedin.com/in/ann-2' }],
        people: [{ name: 'Bob' }],
      },
      { name: 'Ann', public_id: null },
    ],
    [
      'by URL, beside other people',
      { linkedin_url: 'linkedin.com/in/ann', people: [{ name: 'Bob' }] },
      { public_id: 'ann', name: null },
    ],
    [
      'inside, with the URL outside',
      { url: 'linkedin.com/in/ann', data: { full_name: 'Ann' } },
      { name: 'Ann', public_id: 'ann' },
    ],
    [
      'by URL, before others with a name',
      { persons: [{ linkedInUrl: 'linkedin.com/in/ann' }, { displayName: 'Bob' }] },
      { name: null },
    ],
    [
      'among several results',
      { results: [{}, { headline: 'x' }, { full_name: 'Ann' }, { full_name: 'Bob' }] },
      { name: 'Ann' },
    ],
    ['with a plain name', { name: 'Ann', url: 'https://www.linkedin.com/in/ann' }, { name: 'Ann', public_id: 'ann' }],
  ])('%s', (_, answer, profile) => {
    expect(recognise(answer, byEmail)).toMatchObject(profile);
  });

  it('has the URL that was asked for where it tells none', () => {
    expect(recognise({ full_name: 'Ann' }, byUrl)).toMatchObject({ public_id: 'asked' });
    expect(recognise({ full_name: 'Ann', public_id: 'ann' }, byUrl)).toMatchObject({ public_id: 'ann' });
  });

  it('does not take an opaque id for a number', () => {
    const person = { displayName: 'Ann', id: `ACoAA${'b'.repeat(34)}` };
    expect(recognise({ persons: [person] }, byEmail)).toMatchObject({ linkedin_id: null, public_id: null });
  });

  it('does not take the id of another service for a number', () => {
    expect(recognise({ id: 17, full_name: 'Ann' }, byEmail).linkedin_id).toBeNull();
  });
});

describe('an answer that names nobody', () => {
  it.each<[unknown]>([
    [null],
    [undefined],
    [''],
    ['   '],
    [[]],
    [[[]]],
    [[null]],
    [[{}]],
    [{}],
    [{ persons: [] }],
    [{ persons: null }],
    [{ persons: {} }],
    [{ persons: '' }],
    [{ persons: [{}] }],
    [{ persons: [null] }],
    [{ persons: [{ displayName: null }] }],
    [{ persons: [{ displayName: '', id: '', linkedInUrl: '' }] }],
    [{ persons: [{ displayName: 'N/A' }] }],
    [{ persons: [{ displayName: '12345' }] }],
    [{ persons: [{ displayName: '---' }] }],
    [{ persons: [{ displayName: 'ann@example.com', email: 'ann@example.com' }] }],
    [{ persons: [{ displayName: 'null null' }] }],
    [{ persons: [{ firstName: 'Unknown', lastName: 'unknown' }] }],
    [{ persons: [{ displayName: 'https://example.com/ann' }] }],
    [{ persons: [{ headline: 'CTO', summary: 'Builds things' }] }],
    [{ persons: [{ linkedInUrl: 'https://linkedin.com.evil.example/in/ann' }] }],
    [{ persons: [{ linkedInUrl: 'https://www.linkedin.com/company/acme' }] }],
    [{ persons: [{ id: 'ACoAAB' }] }],
    [{ persons: [{ memberId: 0 }] }],
    [{ persons: [], status: 'ok' }],
    [{ persons: [], message: 'Looked everywhere' }],
    [{ persons: [], error: null }],
    [{ persons: [], error: '', errors: [] }],
    [{ persons: [], total: 0, success: true }],
    [{ data: null }],
    [{ data: {} }],
    [{ data: [] }],
    [{ data: null, status: 200, likelihood: 0 }],
    [{ results: [] }],
    [{ about: 'a stub' }],
    [{ email: 'ann@example.com' }],
    [{ error: 'Profile not found' }],
    [{ error: { type: 'not_found', message: 'No records were found matching your request' } }],
    [{ message: 'no such person' }],
    [{ status: 404 }],
    [{ full_name: true, linkedin_url: false, headline: true }],
  ])('as %j has found nobody', (answer) => {
    expect(failureOf(answer)).toMatchObject({ code: 'PROFILE_NOT_FOUND', retryable: false });
  });

  it.each<[unknown]>([
    ['text'],
    ['Ann Example'],
    [42],
    [ExactNumber.read('12345678901234567890')],
    [{ error: 'quota exceeded' }],
    [{ error: { code: 500 } }],
    [{ error: true }],
    [{ errors: ['boom'] }],
    [{ errors: [{ message: 'boom' }] }],
    [{ fault: 'boom' }],
    [{ message: 'Internal server error' }],
    [{ detail: 'try again' }],
    [{ status: 'pending' }],
    [{ status: 'PROCESSING' }],
    [{ state: 'queued', persons: null, status: 'queued' }],
    [{ status: 'error' }],
    [{ status: 500 }],
    [{ statusCode: 503, persons: [] }],
    [{ code: '502' }],
    [{ success: false }],
    [{ ok: false, persons: [] }],
    [{ persons: [], error: 'quota exceeded' }],
    [{ persons: [{ error: 'boom' }] }],
    [{ data: { error: 'boom' } }],
    [[{ error: 'boom' }]],
  ])('as %j is trouble that may pass', (answer) => {
    expect(failureOf(answer)).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
  });

  it.each<[unknown, string]>([
    [{ error: 'Rate limit exceeded' }, 'RATE_LIMITED'],
    [{ message: 'Too many requests' }, 'RATE_LIMITED'],
    [{ error: 'The request timed out' }, 'UPSTREAM_TIMEOUT'],
  ])('as %j says what trouble', (answer, code) => {
    expect(failureOf(answer)).toMatchObject({ code, retryable: true });
  });

  it.each<[unknown]>([
    [{ persons: [{ displayName: 'LinkedIn Member' }] }],
    [{ persons: [{ displayName: 'linkedin  MEMBER', id: '123' }] }],
    [{ persons: [{ firstName: 'LinkedIn', lastName: 'Member', headline: 'CTO' }] }],
    [{ persons: [{ firstName: 'LinkedIn Member' }] }],
    [{ persons: [{ displayName: 'LinkedIn Member', linkedInUrl: 'https://www.linkedin.com/in/ann' }] }],
    [{ full_name: 'LinkedIn-Mitglied', profile_id: '81234567' }],
    [{ first_name: 'Membre', last_name: 'LinkedIn' }],
    [{ data: { full_name: 'Linkedin Member', linkedin_username: 'ann' } }],
    [{ linkedin_url: 'https://www.linkedin.com/in/ann', profile: { full_name: 'LinkedIn Member' } }],
    [[{ displayName: 'LinkedIn Member' }, { displayName: 'LinkedIn Member' }]],
    [{ error: 'This profile is private' }],
  ])('as %j does not show who it is', (answer) => {
    for (const lookup of [byEmail, byUrl]) {
      expect(failureOf(answer, lookup)).toMatchObject({ code: 'PROFILE_RESTRICTED', retryable: false });
    }
  });
});

describe('whatever JSON comes', () => {
  const keys = fc.constantFrom(
    ...'persons person profile data result full_name name displayName firstName lastName linkedInUrl linkedin_url id'.split(
      ' ',
    ),
    ...'memberId public_id profile_id positions positionHistory schools experience experiences error message status'.split(
      ' ',
    ),
  );
  const leaf = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom<unknown>(
      'Ann',
      'LinkedIn Member',
      'linkedin.com/in/ann',
      '123',
      'pending',
      '\ud800',
      ExactNumber.read('9'.repeat(20)),
    ),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(keys, tie('tree'), { maxKeys: 6 }),
    ),
  }));

  it('it is somebody with a name, a URL or a number, or a failure of the source', () => {
    fc.assert(
      fc.property(tree, (answer) => {
        try {
          const { name, url, linkedin_id, ...profile } = recognise(answer, byEmail);
          expect(name ?? url ?? linkedin_id).not.toBeNull();
          expect(JSON.stringify(profile).isWellFormed()).toBe(true);
        } catch (error) {
          if (!(error instanceof UpstreamError)) throw error;
        }
      }),
      { numRuns: runs(3_000) },
    );
  });

  it('a large answer is read in good time', () => {
    const nested = Array.from({ length: 300 }, () => ({ persons: [{ data: [{ profile: { about: 'x' } }] }] }));
    const answer = { persons: Array.from({ length: 1_000 }, () => nested) };
    expect(failureOf(answer)).toMatchObject({ code: 'PROFILE_NOT_FOUND' });
  });
});
