import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { runs } from '../../../test/support/extent.js';
import { guarded } from '../../../test/support/source-chain.js';
import { OPEN_ACCESS } from '../../../test/support/open-access.js';
import { EmailAddress } from '../../model/email-address.js';
import { companyReference, type CompanyReference } from '../../model/company-reference.js';
import { LinkedInUrl } from '../../model/linkedin-url.js';
import { SourceChain } from '../source-chain.js';
import { companies } from './companies.js';
import { personOfEmail, personOfSlug } from './sandbox-person.js';
import { SandboxSource, type SandboxCall } from './sandbox.source.js';

const never = new AbortController().signal;
const sandbox = () => new SandboxSource({ latencyMs: 0 });
const person = (slug: string, source = sandbox(), signal = never) =>
  source.fetchPerson({ by: 'url', url: LinkedInUrl.ofSlug(slug) }, null, signal);
const personBy = (address: string, source = sandbox(), signal = never, token = { reveal: () => 'x' }) =>
  source.fetchPerson({ by: 'email', email: EmailAddress.safeParse(address) as EmailAddress }, token, signal);
const company = (reference: Partial<CompanyReference>, source = sandbox()) =>
  source.fetchCompany({ linkedin_id: null, slug: null, ...reference }, never);
const many = Array.from({ length: 300 }, (_, index) => `person-${index}`);

describe('a person of the sandbox', () => {
  it('is the same every time and on every machine', async () => {
    expect(personOfSlug('ann')).toEqual(personOfSlug('ann'));
    const { full_name, profile_id, company: employer } = personOfSlug('ann');
    expect({ full_name, profile_id, employer }).toMatchInlineSnapshot(`
     {
       "employer": "Kitanami Telecom",
       "full_name": "נועה לוי",
       "profile_id": "263700847",
     }
    `);
  });

  it.each([...many.slice(0, 40), 'jürgen', '佐藤', 'ann-👩‍💻'])('%s has a whole profile', async (slug) => {
    const { profile: value, raw, data } = await person(slug);
    expect(data).toEqual(JSON.parse(raw));
    expect(value.public_id).toBe(slug);
    expect(value.name).not.toBeNull();
    expect(value.country_code).toMatch(/^[A-Z]{2}$/);
    expect(value.experience.length).toBeGreaterThanOrEqual(2);
    expect(value.experience.length).toBeLessThanOrEqual(5);
    expect(value.experience.filter(({ is_current }) => is_current)).toHaveLength(1);
    expect(JSON.parse(raw)).toEqual(personOfSlug(slug));
  });

  it('has the past behind and never ends a job before it began', async () => {
    for (const slug of many) {
      const { experience } = (await person(slug)).profile;
      expect(experience.slice(1).filter(({ start_date, end_date }) => `${end_date}` < `${start_date}`)).toEqual([]);
    }
  });

  it('names the company by its number in the past and by its slug now, as the upstream does', async () => {
    const { current_company, experience } = (await person('ann')).profile;
    expect(companyReference(current_company?.linkedin_url ?? '')?.slug).toMatch(/^[a-z-]+$/);
    expect(current_company?.company_id).toBe(experience[0]?.company_id);
    expect(companyReference(experience[0]?.company_linkedin_url ?? '')?.linkedin_id).toBe(experience[0]?.company_id);
  });

  it('shares companies, roles and scripts with the others', () => {
    const people = many.map(personOfSlug);
    expect(new Set(people.map(({ company: employer }) => employer)).size).toBeGreaterThan(25);
    expect(people.some(({ job_title }) => String(job_title).includes('CISO'))).toBe(true);
    expect(people.some(({ full_name }) => /\p{Extended_Pictographic}/u.test(String(full_name)))).toBe(true);
    expect(people.some(({ full_name }) => /\p{Script=Arabic}/u.test(String(full_name)))).toBe(true);
  });

  it('is found by email, a different one for each address', () => {
    expect(personOfEmail(' Ann@Example.com')).toEqual(personOfEmail('ann@example.com'));
    expect(personOfEmail('ann@example.com')['public_id']).not.toBe(personOfEmail('ann@example.org')['public_id']);
  });

  it('named lostcompany- works for a company that cannot be found', async () => {
    const { current_company } = (await person('lostcompany-ann')).profile;
    const reference = companyReference(current_company?.linkedin_url ?? '');
    expect(reference?.slug).toMatch(/^notfound-/);
    await expect(company({ ...reference, linkedin_id: current_company?.company_id })).rejects.toMatchObject({
      code: 'PROFILE_NOT_FOUND',
    });
  });
});

describe('a company of the sandbox', () => {
  it('is the same one under its number and under its slug', async () => {
    const { id, slug } = companies[0];
    const [byId, bySlug] = [await company({ linkedin_id: id }), await company({ slug })];
    expect(byId.value).toEqual(bySlug.value);
    expect(byId.value).toMatchObject({ linkedin_id: id, slug });
  });

  it('has a number and a slug of its own', () => {
    expect(new Set(companies.flatMap(({ id, slug }) => [id, slug])).size).toBe(companies.length * 2);
    for (const { slug } of companies) expect(slug).toMatch(/^[a-z0-9-]+$/);
  });

  it.each([{ slug: 'some-company' }, { linkedin_id: '12345' }])('is invented for %j', async (reference) => {
    const { value } = await company(reference);
    expect(value).toMatchObject(reference);
    expect(value.company_name).not.toBeNull();
  });

  it('is counted whenever it is fetched, under one name', async () => {
    const source = sandbox();
    const calls: SandboxCall[] = [];
    source.calls.subscribe((call) => calls.push(call));
    const { id, slug } = companies[0];
    await company({ linkedin_id: id }, source);
    await company({ slug }, source);
    expect(calls).toEqual([
      { subject: 'company', name: slug },
      { subject: 'company', name: slug },
    ]);
  });
});

describe.each([
  ['person', (slug: string, source?: SandboxSource) => person(slug, source)],
  ['person by email address', (name: string, source?: SandboxSource) => personBy(`${name}@example.com`, source)],
  ['company', (slug: string, source?: SandboxSource) => company({ slug }, source)],
])('the name of a %s', (_, fetch: (slug: string, source?: SandboxSource) => Promise<unknown>) => {
  it.each([
    ['private-x', 'PROFILE_RESTRICTED'],
    ['notfound-x', 'PROFILE_NOT_FOUND'],
    ['broken-x', 'INVALID_DATA'],
  ])('%s stands for %s', async (slug, code) => {
    await expect(fetch(slug)).rejects.toMatchObject({ code, retryable: false });
  });

  it('flaky-x stands for two failures before each success', async () => {
    const source = sandbox();
    for (let round = 0; round < 2; round++) {
      await expect(fetch('flaky-x', source)).rejects.toMatchObject({ status: 503, retryable: true });
      await expect(fetch('flaky-x', source)).rejects.toMatchObject({ status: 503, retryable: true });
      await fetch('flaky-x', source);
    }
  });

  it('ratelimited-x stands for one refusal before each success', async () => {
    const source = sandbox();
    for (let round = 0; round < 2; round++) {
      await expect(fetch('ratelimited-x', source)).rejects.toMatchObject({ status: 429, retryAfterMs: 1_000 });
      await fetch('ratelimited-x', source);
    }
  });
});

describe('the time the sandbox takes', () => {
  it.each(['ann', 'slow-ann'])('for %s ends with an abort', async (slug) => {
    const controller = new AbortController();
    const reason = new Error('no longer needed');
    const fetched = person(slug, new SandboxSource({ latencyMs: 60_000 }), controller.signal);
    controller.abort(reason);
    await expect(fetched).rejects.toBe(reason);
  });

  it('is longer for slow-', async () => {
    const controller = new AbortController();
    const slow = person('slow-ann', sandbox(), controller.signal).then(
      () => 'slow',
      () => 'given up',
    );
    expect(await Promise.race([slow, person('ann').then(() => 'normal')])).toBe('normal');
    controller.abort();
    expect(await slow).toBe('given up');
  });
});

describe('a person of the sandbox, by email address', () => {
  it('is the same every time, whatever the token', async () => {
    const first = await personBy('Ann@Example.com');
    const again = await personBy('ann@example.com', sandbox(), never, { reveal: () => 'y' });
    expect(again.raw).toBe(first.raw);
    expect(first.data).toMatchObject({ email: 'ann@example.com', full_name: expect.any(String) });
    expect(JSON.parse(first.raw)).toEqual(first.data);
  });

  it('is somebody else under another domain', async () => {
    expect((await personBy('ann@a.example')).raw).not.toBe((await personBy('ann@b.example')).raw);
  });

  it('is another member for each of many addresses', () => {
    const addresses = Array.from({ length: runs(50_000) }, (_, index) => `info@company-${index}.example`);
    const numbers = new Set(addresses.map((address) => personOfEmail(address)['profile_id']));
    expect(numbers.size).toBe(addresses.length);
  });

  it('is the same member as by the URL in that answer', async () => {
    const addresses = fc.emailAddress().filter((address) => EmailAddress.safeParse(address) !== null);
    await fc.assert(
      fc.asyncProperty(addresses, async (address) => {
        const { profile } = await personBy(address);
        const byUrl = await sandbox().fetchPerson(
          { by: 'url', url: LinkedInUrl.safeParse(profile.url) as LinkedInUrl },
          null,
          never,
        );
        expect(byUrl.profile).toEqual(profile);
        expect(profile.linkedin_id).not.toBeNull();
      }),
      {
        numRuns: runs(100),
        examples: [['-a_@example.com'], ["o'neil+a.b@example.com"], ['lostcompany-ann@example.com']],
      },
    );
  });
});

describe.each([
  ['person by URL', (name: string, source?: SandboxSource) => person(name, source)],
  ['person by email address', (name: string, source?: SandboxSource) => personBy(`${name}@example.com`, source)],
])('the name of a %s', (_, fetch) => {
  it('masked-x stands for somebody whose name LinkedIn does not show', async () => {
    await expect(fetch('masked-x')).rejects.toMatchObject({ code: 'PROFILE_RESTRICTED', retryable: false });
  });
});

describe('behind the policy', () => {
  const chainOf = (source: SandboxSource) => {
    const sources = [guarded(source, { maxAttempts: 4 })];
    return new SourceChain(sources, sources);
  };
  const ask = (slug: string, chain = chainOf(sandbox())) =>
    chain.fetchPerson({ by: 'url', url: LinkedInUrl.ofSlug(slug) }, OPEN_ACCESS, never);

  it('a flaky person is had at the third attempt', async () => {
    expect(await ask('flaky-ann')).toMatchObject({ attempts: 3, source: 'sandbox' });
  });

  it('nocredit-x has the account rejected, for a second', async () => {
    const answer = await ask('nocredit-ann');
    expect(answer).toMatchObject({
      held_back: 'credits',
      sources_asked: [{ source: 'sandbox', outcome: 'no_credit' }],
    });
    const { retryAt } = answer as { retryAt: Date };
    expect(retryAt.getTime()).toBeLessThan(Date.now() + 5_000);
  });
});
