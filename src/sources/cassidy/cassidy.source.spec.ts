import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCassidyStandIn, type CassidyStandIn } from '../../../test/fixtures/cassidy/cassidy-stand-in.js';
import { oddProfile, payloadOddities, type PayloadOddity } from '../../../test/fixtures/cassidy/payload-oddities.js';
import { companyPayload, profilePayload } from '../../../test/fixtures/cassidy/payloads.js';
import * as reply from '../../../test/fixtures/cassidy/replies.js';
import type { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import { guarded } from '../../../test/support/source-chain.js';
import { OPEN_ACCESS } from '../../../test/support/open-access.js';
import { SourceChain } from '../source-chain.js';
import { isHeldBack, type SourcedPerson } from '../sourced-person.js';
import { UNLIMITED_CREDITS } from '../credit-access.js';
import { CassidySource } from './cassidy.source.js';

let cassidy: CassidyStandIn;

beforeAll(async () => {
  cassidy = await startCassidyStandIn();
});

afterAll(() => cassidy.close());

function source({ timeoutMs = 5_000 } = {}): SourceChain {
  const inner = new CassidySource({
    profileWorkflowUrl: cassidy.profileUrl,
    companyWorkflowUrl: cassidy.companyUrl,
  });
  return new SourceChain([guarded(inner, { timeoutMs, maxAttempts: 3, concurrency: 4 })], []);
}

const never = new AbortController().signal;

async function fetchProfile(slug: string, from = source(), signal = never): Promise<SourcedPerson> {
  const answer = await from.fetchPerson({ by: 'url', url: LinkedInUrl.ofSlug(slug) }, OPEN_ACCESS, signal);
  if (isHeldBack(answer)) throw answer.failure;
  return answer;
}

function failureOf(fetched: Promise<unknown>): Promise<UpstreamError> {
  return fetched.then(
    () => Promise.reject(new Error('It should have failed')),
    (error: UpstreamError) => error,
  );
}

const callsFor = (slug: string) => cassidy.calls.filter((call) => call.slug === slug);

describe('a profile from cassidy', () => {
  it('is asked for by its URL and understood', async () => {
    cassidy.serve('plain', profilePayload('plain'));
    const { profile: value, source: origin, attempts } = await fetchProfile('plain');
    expect(callsFor('plain')).toEqual([
      { workflow: 'profile', url: 'https://www.linkedin.com/in/plain/', slug: 'plain' },
    ]);
    expect({ origin, attempts }).toEqual({ origin: 'cassidy', attempts: 1 });
    expect(value).toMatchObject({
      public_id: 'plain',
      linkedin_id: '81234567',
      name: 'Ann Example',
      country_code: 'DE',
    });
    expect(value.current_company).toMatchObject({ name: 'Acme', company_id: '42', domain: 'acme.example' });
  });
});

const EXPERIENCES: Partial<Record<PayloadOddity, number>> = {
  'says "" wherever it knows nothing': 1,
  'sends one object where a list belongs': 1,
  'sends a text where a list belongs': 1,
  'has keys nobody heard of': 1,
  'holds NUL and halves of surrogate pairs': 1,
  'has wrong types all over': 1,
  'takes 300 KB': 120,
};

describe.each(Object.keys(payloadOddities) as PayloadOddity[])('a payload that %s', (oddity) => {
  const slug = `odd-${Object.keys(payloadOddities).indexOf(oddity)}`;

  it('is understood, and nothing of it is lost', async () => {
    cassidy.serve(slug, oddity);
    const { profile: value, raw } = await fetchProfile(slug);
    expect(raw).toBe(JSON.stringify(oddProfile(slug, oddity)));
    expect(value.experience).toHaveLength(EXPERIENCES[oddity] ?? 2);
    expect(value.experience.every(({ title }) => title !== null)).toBe(true);
    expect(JSON.stringify(value)).not.toMatch(/\\u0000|\\ud[89a-f]/);
  });
});

describe('the value of an answer', () => {
  const text = JSON.stringify(profilePayload('value'));
  const big = text.replace('"81234567"', '12345678901234567890').replace('1234,', '1234.0,');

  it.each([
    ['an object', reply.workflowRun('@').replace('"@"', big), big],
    ['an object as text', reply.workflowRun(big), big],
    ['a list with one object', reply.workflowRun('@').replace('"@"', `[ ${big} ]`), `[ ${big} ]`],
    ['a text', reply.workflowRun(text), text],
    ['a text with blanks', reply.workflowRun(` ${text}\n`), ` ${text}\n`],
    ['a list as text', reply.workflowRun(`[${text}]`), `[${text}]`],
    ['a text within a text', reply.workflowRun(JSON.stringify(text)), JSON.stringify(text)],
    ['JSON in a fence of Markdown', reply.workflowRun(`\`\`\`json\n${text}\n\`\`\``), text],
  ])('may be %s, and is kept as it came', async (_, body, expected) => {
    cassidy.serve('value', reply.json(body));
    const { profile: value, raw } = await fetchProfile('value');
    expect(raw).toBe(expected);
    const linkedin_id = expected.includes(big) ? '12345678901234567890' : '81234567';
    expect(value).toMatchObject({ public_id: 'value', linkedin_id, name: 'Ann Example', followers: 1234 });
    expect(value.experience).toHaveLength(2);
  });

  it.each(['SUCCESS', 'success', 'Completed', 'cOmPlEtEd'])('is read when the status is spelt %s', async (status) => {
    cassidy.serve('status', reply.json(reply.workflowRun(text, { status })));
    expect((await fetchProfile('status')).profile.name).toBe('Ann Example');
  });

  it('is found among the results of several actions', async () => {
    const actionResults = [
      { name: 'Trigger', status: 'SUCCESS', output: { value: 'https://www.linkedin.com/in/several/' } },
      { name: 'Log', status: 'SUCCESS', output: null },
      null,
      { name: 'LinkedIn', status: 'SUCCESS', output: { value: text } },
      { name: 'Summary', status: 'SUCCESS', output: { value: { note: 'done' } } },
    ];
    cassidy.serve('several', reply.json(JSON.stringify({ workflowRun: { status: 'SUCCESS', actionResults } })));
    expect((await fetchProfile('several')).raw).toBe(text);
  });
});

describe('a run that failed', () => {
  it.each([
    ['"x" is not a valid LinkedIn profile URL', 'INVALID_REQUEST', false],
    ['Profile not found', 'PROFILE_NOT_FOUND', false],
    ['The profile does not exist', 'PROFILE_NOT_FOUND', false],
    ['This profile is private', 'PROFILE_RESTRICTED', false],
    [{ message: 'Profile not found' }, 'PROFILE_NOT_FOUND', false],
    ['Something unexpected happened', 'UPSTREAM_ERROR', true],
    [undefined, 'UPSTREAM_ERROR', true],
  ])('for %j fails with %s', async (error, code, retryable) => {
    const slug = `failed-${cassidy.calls.length}`;
    cassidy.serve(slug, reply.failed(error));
    expect(await failureOf(fetchProfile(slug))).toMatchObject({ code, retryable });
    expect(callsFor(slug)).toHaveLength(retryable ? 3 : 1);
  });

  it('because nobody is there says so in the words that clients know', async () => {
    expect(await failureOf(fetchProfile('nobody'))).toMatchObject({
      message: 'Profile not found',
      details: 'LinkedIn profile is private or does not exist',
    });
  });

  it.each(['', null, [], 'null', [null]])('with the value %j found nobody', async (value) => {
    cassidy.serve('nothing', reply.json(reply.workflowRun(value)));
    expect(await failureOf(fetchProfile('nothing'))).toMatchObject({ code: 'PROFILE_NOT_FOUND', retryable: false });
  });
});

describe('an answer that is no answer', () => {
  it.each([
    ['names nobody', reply.json(reply.workflowRun('{"about":"?"}')), 'PROFILE_NOT_FOUND', false],
    ['is an error', reply.json(reply.workflowRun('{"error":"quota"}')), 'UPSTREAM_ERROR', true],
    [
      'has an error at one step',
      reply.json(
        '{"workflowRun":{"actionResults":[{"output":{"value":{"error":"quota"}}},{"output":{"value":{"note":1}}}]}}',
      ),
      'UPSTREAM_ERROR',
      true,
    ],
    ['is masked', reply.json(reply.workflowRun('{"full_name":"LinkedIn Member"}')), 'PROFILE_RESTRICTED', false],
    ['has spoilt JSON for a value', reply.json(reply.workflowRun('{"full_name": "Ann", ')), 'INVALID_DATA', false],
    ['is no JSON', reply.malformedJson, 'INVALID_DATA', false],
    ['is a number', reply.json('42'), 'UPSTREAM_ERROR', true],
    ['is null', reply.json('null'), 'UPSTREAM_ERROR', true],
    ['is an empty object', reply.json('{}'), 'UPSTREAM_ERROR', true],
    ['has a text for a run', reply.json('{"workflowRun":"done"}'), 'UPSTREAM_ERROR', true],
    [
      'has a text for results',
      reply.json('{"workflowRun":{"status":"SUCCESS","actionResults":"x"}}'),
      'UPSTREAM_ERROR',
      true,
    ],
    [
      'has a number for output',
      reply.json('{"workflowRun":{"actionResults":[{"output":{"value":17}}]}}'),
      'UPSTREAM_ERROR',
      true,
    ],
  ])('because it %s is no person', async (_, answer, code, retryable) => {
    const slug = `invalid-${cassidy.calls.length}`;
    cassidy.serve(slug, answer);
    expect(await failureOf(fetchProfile(slug))).toMatchObject({ code, retryable });
    expect(callsFor(slug)).toHaveLength(retryable ? 3 : 1);
  });
});

describe('trouble that passes', () => {
  it.each([
    ['429 with Retry-After', reply.rateLimited('0')],
    ['429 without Retry-After', reply.rateLimited()],
    ['503', reply.unavailable],
    ['a page of a gateway', reply.htmlPage],
    ['a body that breaks off', reply.truncatedBody],
    ['JSON that breaks off', reply.cutOff],
  ])('as %s is overcome by another attempt', async (_, trouble) => {
    const slug = `trouble-${cassidy.calls.length}`;
    cassidy.serve(slug, reply.inTurn(trouble, trouble, reply.payload(profilePayload(slug))));
    expect(await fetchProfile(slug)).toMatchObject({ attempts: 3, profile: { public_id: slug } });
  });

  it('as no answer at all is given up after the timeout and tried again', async () => {
    cassidy.serve('hangs', reply.inTurn(reply.hanging, reply.payload(profilePayload('hangs'))));
    const fetched = await fetchProfile('hangs', source({ timeoutMs: 1_000 }));
    // On a busy machine, an answer may come too late, too.
    expect(fetched.attempts).toBeGreaterThan(1);
  });

  it('that does not pass is reported without the URL, which is the credential', async () => {
    cassidy.serve('down', reply.unavailable);
    const error = await failureOf(fetchProfile('down'));
    expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: true });
    expect(`${error.message} ${error.details} ${error.stack}`).not.toMatch(/webhooks|secret/);
  });

  it.each([401, 402, 403])('as HTTP %i is that of the account', async (status) => {
    cassidy.serve('refused', reply.json('{}', status));
    const answer = await source().fetchPerson({ by: 'url', url: LinkedInUrl.ofSlug('refused') }, OPEN_ACCESS, never);
    expect(answer).toMatchObject({ held_back: 'credits', failure: { code: 'ACCESS_DENIED', retryable: true } });
  });

  it('does not follow a redirect, which would carry the request elsewhere', async () => {
    cassidy.serve('moved', reply.redirect);
    expect(await failureOf(fetchProfile('moved'))).toMatchObject({ code: 'UPSTREAM_ERROR', retryable: false });
  });

  it('ends with the reason of an abort while the answer is awaited', async () => {
    const reason = new Error('no longer needed');
    const controller = new AbortController();
    cassidy.serve('aborted', () => controller.abort(reason));
    await expect(fetchProfile('aborted', source(), controller.signal)).rejects.toBe(reason);
  });
});

describe('a company from cassidy', () => {
  it('is asked for by its vanity URL and understood', async () => {
    cassidy.serve('acme', companyPayload('acme'));
    const { value, raw } = await source().fetchCompany({ linkedin_id: '42', slug: 'acme' }, UNLIMITED_CREDITS, never);
    expect(callsFor('acme')).toEqual([
      { workflow: 'company', url: 'https://www.linkedin.com/company/acme/', slug: 'acme' },
    ]);
    expect(raw).toBe(JSON.stringify(companyPayload('acme')));
    expect(value).toMatchObject({
      linkedin_id: '42',
      slug: 'acme',
      company_name: 'Acme',
      specialties: ['Anvils', 'Rockets'],
    });
  });

  it('is asked for by its number where that is all that is known, and then known by both', async () => {
    cassidy.serve('42', companyPayload('acme'));
    const { value } = await source().fetchCompany({ linkedin_id: '42', slug: null }, UNLIMITED_CREDITS, never);
    expect(value).toMatchObject({ linkedin_id: '42', slug: 'acme' });
  });

  it('that does not exist is not found', async () => {
    const missing = source().fetchCompany({ linkedin_id: null, slug: 'nowhere' }, UNLIMITED_CREDITS, never);
    expect(await failureOf(missing)).toMatchObject({ code: 'PROFILE_NOT_FOUND', message: 'Company not found' });
  });
});
