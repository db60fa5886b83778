import { describe, expect, it } from '@jest/globals';
import { EmailAddress } from '../../src/model/email-address.js';
import { BearerApiEmailSource } from '../../src/sources/bearer-api/bearer-api.email-source.js';
import { PdlApi } from '../../src/sources/people-data-labs/pdl-api.js';
import { PeopleDataLabsEmailSource } from '../../src/sources/people-data-labs/people-data-labs.email-source.js';
import { SandboxEmailSource } from '../../src/sources/sandbox/sandbox.email-source.js';
import { SourceAccount } from '../../src/sources/source-account.js';
import { json, somebody, startBearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { emailSourceContract } from './email-source.contract.js';
import { pdlSecrets, setUpPdl } from './people-data-labs.setup.js';
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

emailSourceContract('sandbox', [...COMMON, 'restricted'], async () => {
  let calls = 0;
  return {
    source: () => {
      const source = new SandboxEmailSource({ latencyMs: 0 });
      source.calls.subscribe(() => (calls += 1));
      return source;
    },
    arrange: (situation) => `${SANDBOX_PREFIXES[situation] ?? ''}ann@example.com`,
    adviceMs: 1_000,
    secrets: /sandbox/,
    calls: () => calls,
    close: async () => undefined,
  };
});

const bodies: Partial<Record<Situation, string>> = {
  somebody,
  dirty: '{"persons": [{"displayName": null, "memberId": 12345678901234567890, "score": 1.0, "": [[], "\\ud83d"]}]}',
  large: JSON.stringify({ persons: [{ displayName: 'Ann', notes: 'é'.repeat(200_000) }] }),
};

emailSourceContract('bearer-api', [...COMMON, 'restricted', 'token-refused', 'dirty', 'large'], async () => {
  const api = await startBearerApiStandIn();
  const replies: Record<Situation, Parameters<typeof api.serve>[0]> = {
    somebody: json(somebody),
    nobody: json('{"error": "tenant-7 has nobody"}', 404),
    restricted: json('{"error": "tenant-7 may not"}', 403),
    'rate-limited': json('{"error": "tenant-7 is too fast"}', 429, { 'retry-after': '7' }),
    'token-refused': json('{"error": "tenant-7 is unknown"}', 401),
    outage: json('{"error": "tenant-7 is down"}', 503),
    broken: json('{"persons": [{"displ'),
    hanging: () => undefined,
    dirty: json(bodies.dirty ?? ''),
    large: json(bodies.large ?? ''),
  };
  return {
    source: () => new BearerApiEmailSource(`${api.base}/people/{email}`),
    arrange: (situation) => {
      api.serve(replies[situation]);
      return 'ann@example.com';
    },
    sent: (situation) => bodies[situation] ?? '',
    adviceMs: 7_000,
    secrets: /secret|tenant|127\.0\.0\.1/,
    calls: () => api.calls.length,
    close: () => api.close(),
  };
});

// People who opt out are not in its data, so no profile is restricted.
emailSourceContract('people-data-labs', [...COMMON, 'token-refused', 'dirty', 'large'], async () => {
  const keyOf = (situation: Situation) => `${situation}+1@example.com`;
  const { api, standIn, sent } = await setUpPdl(keyOf);
  return {
    source: () => new PeopleDataLabsEmailSource(api()),
    arrange: keyOf,
    sent: (situation) => JSON.stringify((JSON.parse(sent(keyOf(situation))) as { data: unknown }).data),
    adviceMs: 7_000,
    secrets: pdlSecrets,
    calls: () => standIn.calls.length,
    close: () => standIn.close(),
  };
});

// Not settings of the service: the key of an account whose credits the read-only case may spend.
const apiKey = process.env['CONTRACT_PDL_API_KEY'];
const baseUrl = process.env['CONTRACT_PDL_BASE_URL'] ?? 'https://api.peopledatalabs.com';
if (apiKey) {
  describe(`the email source people-data-labs at ${baseUrl}`, () => {
    it('finds the person in its own documentation', async () => {
      const api = new PdlApi({ apiKey, baseUrl, account: new SourceAccount() });
      const email = EmailAddress.safeParse('sean@peopledatalabs.com') as EmailAddress;
      const signal = AbortSignal.timeout(30_000);
      const { data } = await new PeopleDataLabsEmailSource(api).fetchByEmail(email, null, signal);
      expect(data).toMatchObject({ full_name: expect.any(String) });
    });
  });
}
