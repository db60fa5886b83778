import { describe, expect, it } from '@jest/globals';
import { startCassidyStandIn } from '../fixtures/cassidy/cassidy-stand-in.js';
import { oddProfile } from '../fixtures/cassidy/payload-oddities.js';
import * as cassidyPayloads from '../fixtures/cassidy/payloads.js';
import * as cassidyReply from '../fixtures/cassidy/replies.js';
import { setUpPdl, pdlSecrets } from './people-data-labs.setup.js';
import { companies } from '../../src/sources/sandbox/companies.js';
import { company as companyReply } from '../fixtures/people-data-labs/replies.js';
import { companyRecord } from '../fixtures/people-data-labs/records.js';
import { CassidyProfileSource } from '../../src/sources/cassidy/cassidy.profile-source.js';
import { LinkedInUrl } from '../../src/model/linkedin-url.js';
import { PdlApi } from '../../src/sources/people-data-labs/pdl-api.js';
import { PeopleDataLabsProfileSource } from '../../src/sources/people-data-labs/people-data-labs.profile-source.js';
import { SandboxProfileSource } from '../../src/sources/sandbox/sandbox.profile-source.js';
import { SourceAccount } from '../../src/sources/source-account.js';
import { profileSourceContract } from './profile-source.contract.js';

const COMMON = ['somebody', 'nobody', 'rate-limited', 'outage', 'broken', 'hanging'] as const;

profileSourceContract('sandbox', [...COMMON, 'restricted'], async () => {
  let calls = 0;
  return {
    source: () => {
      const source = new SandboxProfileSource({ latencyMs: 0 });
      source.calls.subscribe(() => (calls += 1));
      return source;
    },
    slugs: {
      somebody: 'ann',
      nobody: 'notfound-ann',
      restricted: 'private-ann',
      'rate-limited': 'ratelimited-ann',
      outage: 'flaky-ann',
      broken: 'broken-ann',
      hanging: 'slow-ann',
    },
    adviceMs: 1_000,
    secrets: /sandbox/,
    calls: () => calls,
    companyById: { linkedin_id: companies[0].id, slug: null },
    close: async () => undefined,
  };
});

profileSourceContract('cassidy', [...COMMON, 'restricted', 'dirty', 'large'], async () => {
  const cassidy = await startCassidyStandIn();
  const dirty = oddProfile('dirty', 'has wrong types all over');
  const large = oddProfile('large', 'takes 300 KB');
  const somebody = { ...cassidyPayloads.profilePayload('somebody'), ...cassidyPayloads.companyPayload('somebody') };
  cassidy.serve('somebody', (response, call) => {
    const isCompany = cassidy.calls.at(-1)?.workflow === 'company';
    const payload = isCompany ? somebody : cassidyPayloads.profilePayload('somebody');
    cassidyReply.payload(payload)(response, call);
  });
  cassidy.serve('42', cassidyReply.payload(cassidyPayloads.companyPayload('acme')));
  cassidy.serve('restricted', cassidyReply.failed('This profile is private: tenant-7 may not see it'));
  cassidy.serve('rate-limited', cassidyReply.rateLimited('7'));
  cassidy.serve('outage', cassidyReply.unavailable);
  cassidy.serve('broken', cassidyReply.cutOff);
  cassidy.serve('hanging', cassidyReply.hanging);
  cassidy.serve('dirty', dirty);
  cassidy.serve('large', large);
  return {
    source: () =>
      new CassidyProfileSource({ profileWorkflowUrl: cassidy.profileUrl, companyWorkflowUrl: cassidy.companyUrl }),
    slugs: {},
    sent: (slug) => JSON.stringify(slug === 'dirty' ? dirty : large),
    adviceMs: 7_000,
    secrets: /secret|tenant|127\.0\.0\.1|slow down/,
    calls: () => cassidy.calls.length,
    companyById: { linkedin_id: '42', slug: null },
    close: () => cassidy.close(),
  };
});

// People who opt out are not in its data, so no profile is restricted.
profileSourceContract('people-data-labs', [...COMMON, 'dirty', 'large'], async () => {
  const { api, standIn, sent } = await setUpPdl((situation) => situation);
  standIn.serve('42', companyReply(companyRecord('acme')));
  return {
    source: () => new PeopleDataLabsProfileSource(api()),
    slugs: {},
    sent,
    adviceMs: 7_000,
    secrets: pdlSecrets,
    calls: () => standIn.calls.length,
    companyById: { linkedin_id: '42', slug: null },
    close: () => standIn.close(),
  };
});

// Not settings of the service: the key of an account whose credits the read-only cases may spend.
const apiKey = process.env['CONTRACT_PDL_API_KEY'];
const baseUrl = process.env['CONTRACT_PDL_BASE_URL'] ?? 'https://api.peopledatalabs.com';
if (apiKey) {
  describe(`the profile source people-data-labs at ${baseUrl}`, () => {
    const account = new SourceAccount();
    const source = new PeopleDataLabsProfileSource(new PdlApi({ apiKey, baseUrl, account }));
    const signal = AbortSignal.timeout(30_000);

    it('finds the member in its own documentation', async () => {
      const { value } = await source.fetchProfile(LinkedInUrl.ofSlug('seanthorne'), signal);
      expect(value).toMatchObject({ public_id: 'seanthorne', name: expect.any(String) });
      expect(account.spent).not.toEqual({});
    });

    it('finds the company in its own documentation', async () => {
      const { value } = await source.fetchCompany({ linkedin_id: null, slug: 'peopledatalabs' }, signal);
      expect(value.company_name).toEqual(expect.any(String));
    });
  });
}
