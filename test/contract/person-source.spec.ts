import { describe, expect, it } from '@jest/globals';
import { CassidySource } from '../../src/sources/cassidy/cassidy.source.js';
import { BearerApiSource } from '../../src/sources/bearer-api/bearer-api.source.js';
import { PdlApi } from '../../src/sources/people-data-labs/pdl-api.js';
import { PeopleDataLabsSource } from '../../src/sources/people-data-labs/people-data-labs.source.js';
import type { Lookup } from '../../src/sources/person-source.js';
import { companies } from '../../src/sources/sandbox/companies.js';
import { SandboxSource } from '../../src/sources/sandbox/sandbox.source.js';
import { SourceAccount } from '../../src/sources/source-account.js';
import { json, somebody, startBearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { startCassidyStandIn } from '../fixtures/cassidy/cassidy-stand-in.js';
import { oddProfile } from '../fixtures/cassidy/payload-oddities.js';
import { companyPayload, profilePayload } from '../fixtures/cassidy/payloads.js';
import * as cassidyReply from '../fixtures/cassidy/replies.js';
import { companyRecord } from '../fixtures/people-data-labs/records.js';
import * as pdlReply from '../fixtures/people-data-labs/replies.js';
import { setUpPdl, pdlSecrets } from './people-data-labs.setup.js';
import {
  byAddress,
  bySlug,
  companySourceContract,
  personSourceContract,
  type PersonSourceSetup,
} from './person-source.contract.js';
import type { Situation } from './source-situations.js';

const COMMON = ['somebody', 'nobody', 'rate-limited', 'outage', 'broken', 'hanging'] as const;

const SANDBOX_PREFIXES: Partial<Record<Situation, string>> = {
  nobody: 'notfound-',
  restricted: 'private-',
  'rate-limited': 'ratelimited-',
  outage: 'flaky-',
  broken: 'broken-',
  hanging: 'slow-',
};
const sandboxName = (situation: Situation) => `${SANDBOX_PREFIXES[situation] ?? ''}ann`;

function sandboxSetup(lookupOf: (name: string) => Lookup): PersonSourceSetup {
  let calls = 0;
  return {
    source: () => {
      const source = new SandboxSource({ latencyMs: 0 });
      source.calls.subscribe(() => (calls += 1));
      return source;
    },
    arrange: (situation) => lookupOf(sandboxName(situation)),
    adviceMs: 1_000,
    secrets: /sandbox/,
    calls: () => calls,
    close: async () => undefined,
  };
}

personSourceContract('sandbox by URL', [...COMMON, 'restricted'], async () => sandboxSetup(bySlug));
personSourceContract('sandbox by email address', [...COMMON, 'restricted'], async () =>
  sandboxSetup((name) => byAddress(`${name}@example.com`)),
);
companySourceContract('sandbox', [...COMMON, 'restricted'], async () => ({
  source: () => new SandboxSource({ latencyMs: 0 }),
  slugs: Object.fromEntries([...COMMON, 'restricted' as const].map((situation) => [situation, sandboxName(situation)])),
  companyById: { linkedin_id: companies[0].id, slug: null },
  close: async () => undefined,
}));

async function cassidySetup() {
  const cassidy = await startCassidyStandIn();
  const dirty = oddProfile('dirty', 'has wrong types all over');
  const large = oddProfile('large', 'takes 300 KB');
  const payloads: Partial<Record<Situation, object>> = { somebody: profilePayload('somebody'), dirty, large };
  const both = { ...profilePayload('somebody'), ...companyPayload('somebody') };
  cassidy.serve('somebody', (response, call) => {
    const isCompany = cassidy.calls.at(-1)?.workflow === 'company';
    cassidyReply.payload(isCompany ? both : profilePayload('somebody'))(response, call);
  });
  cassidy.serve('42', cassidyReply.payload(companyPayload('acme')));
  cassidy.serve('restricted', cassidyReply.failed('This profile is private: tenant-7 may not see it'));
  cassidy.serve('rate-limited', cassidyReply.rateLimited('7'));
  cassidy.serve('account-refused', cassidyReply.json('{"error": "tenant-7 has to pay"}', 402));
  cassidy.serve('outage', cassidyReply.unavailable);
  cassidy.serve('broken', cassidyReply.cutOff);
  cassidy.serve('hanging', cassidyReply.hanging);
  cassidy.serve('dirty', dirty);
  cassidy.serve('large', large);
  return {
    source: () => new CassidySource({ profileWorkflowUrl: cassidy.profileUrl, companyWorkflowUrl: cassidy.companyUrl }),
    arrange: bySlug,
    sent: (situation: Situation) => JSON.stringify(payloads[situation]),
    answer: (body: string) => {
      cassidy.serve('answer', cassidyReply.json(cassidyReply.workflowRun(body)));
      return bySlug('answer');
    },
    adviceMs: 7_000,
    secrets: /secret|tenant|127\.0\.0\.1|slow down/,
    calls: () => cassidy.calls.length,
    companyById: { linkedin_id: '42', slug: null },
    close: () => cassidy.close(),
  };
}

personSourceContract(
  'cassidy',
  [...COMMON, 'restricted', 'account-refused', 'dirty', 'large', 'answers'],
  cassidySetup,
);
companySourceContract('cassidy', [...COMMON, 'restricted'], cassidySetup);

const bodies: Partial<Record<Situation, string>> = {
  somebody: somebody.replace(
    '"displayName"',
    `"linkedInUrl": "linkedin.com/in/somebody", "positions": {"positionHistory": [{"title": "CTO", "companyName": "Acme",
      "company": {"linkedInUrl": "https://www.linkedin.com/company/acme"}, "startEndDate": {"start": {"year": 2020}}}]}, "displayName"`,
  ),
  dirty: '{"persons": [{"displayName": ["Ann"], "memberId": 12345678901234567890, "score": 1.0, "": [[], "\\ud83d"]}]}',
  large: JSON.stringify({ persons: [{ displayName: 'Ann', notes: 'é'.repeat(200_000) }] }),
};

personSourceContract(
  'bearer-api',
  [...COMMON, 'restricted', 'token-refused', 'account-refused', 'dirty', 'large', 'answers'],
  async () => {
    const api = await startBearerApiStandIn();
    const replies: Partial<Record<Situation, Parameters<typeof api.serve>[0]>> = {
      somebody: json(bodies.somebody ?? ''),
      nobody: json('{"error": "tenant-7 has nobody"}', 404),
      restricted: json('{"error": "tenant-7 may not"}', 403),
      'rate-limited': json('{"error": "tenant-7 is too fast"}', 429, { 'retry-after': '7' }),
      'token-refused': json('{"error": "tenant-7 is unknown"}', 401),
      'account-refused': json('{"error": "tenant-7 has to pay"}', 402),
      outage: json('{"error": "tenant-7 is down"}', 503),
      broken: json('{"persons": [{"displ'),
      hanging: () => undefined,
      dirty: json(bodies.dirty ?? ''),
      large: json(bodies.large ?? ''),
    };
    return {
      source: () => new BearerApiSource(`${api.base}/people/{email}`),
      arrange: (situation) => {
        api.serve(replies[situation] ?? json('{}'));
        return byAddress('ann@example.com');
      },
      sent: (situation) => bodies[situation] ?? '',
      answer: (body) => {
        api.serve(json(body));
        return byAddress('ann@example.com');
      },
      adviceMs: 7_000,
      secrets: /secret|tenant|127\.0\.0\.1/,
      calls: () => api.calls.length,
      close: () => api.close(),
    };
  },
);

async function pdlSetup(keyOf: (situation: string) => string, lookupOf: (key: string) => Lookup) {
  const { api, standIn, sent } = await setUpPdl(keyOf);
  standIn.serve('42', pdlReply.company(companyRecord('acme')));
  return {
    source: () => new PeopleDataLabsSource(api()),
    arrange: (situation: Situation) => lookupOf(keyOf(situation)),
    sent: (situation: Situation) => sent(keyOf(situation)),
    answer: (body: string) => {
      standIn.serve(keyOf('answer'), pdlReply.json(body));
      return lookupOf(keyOf('answer'));
    },
    adviceMs: 7_000,
    secrets: pdlSecrets,
    calls: () => standIn.calls.length,
    companyById: { linkedin_id: '42', slug: null },
    close: () => standIn.close(),
  };
}

// People who opt out are not in its data, so no profile is restricted.
personSourceContract('people-data-labs by URL', [...COMMON, 'account-refused', 'dirty', 'large', 'answers'], () =>
  pdlSetup((situation) => situation, bySlug),
);
personSourceContract(
  'people-data-labs by email address',
  [...COMMON, 'account-refused', 'dirty', 'large', 'answers'],
  async () => {
    const setup = await pdlSetup((situation) => `${situation}+1@example.com`, byAddress);
    const dataOf = (body: string) => JSON.stringify((JSON.parse(body) as { data: unknown }).data);
    return { ...setup, sent: (situation) => dataOf(setup.sent(situation)) };
  },
);
companySourceContract('people-data-labs', COMMON, () => pdlSetup((situation) => situation, bySlug));

// Not settings of the service: the key of an account whose credits the read-only cases may spend.
const apiKey = process.env['CONTRACT_PDL_API_KEY'];
const baseUrl = process.env['CONTRACT_PDL_BASE_URL'] ?? 'https://api.peopledatalabs.com';
if (apiKey) {
  describe(`the source people-data-labs at ${baseUrl}`, () => {
    const account = new SourceAccount();
    const source = new PeopleDataLabsSource(new PdlApi({ apiKey, baseUrl, account }));
    const signal = AbortSignal.timeout(30_000);

    it('finds the member in its own documentation', async () => {
      const { profile } = await source.fetchPerson(bySlug('seanthorne'), null, signal);
      expect(profile).toMatchObject({ public_id: 'seanthorne', name: expect.any(String) });
      expect(account.spent).not.toEqual({});
    });

    it('finds the person in its own documentation by email address', async () => {
      const { data } = await source.fetchPerson(byAddress('sean@peopledatalabs.com'), null, signal);
      expect(data).toMatchObject({ full_name: expect.any(String) });
    });

    it('finds the company in its own documentation', async () => {
      const { value } = await source.fetchCompany({ linkedin_id: null, slug: 'peopledatalabs' }, signal);
      expect(value.company_name).toEqual(expect.any(String));
    });
  });
}
