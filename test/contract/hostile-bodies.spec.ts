import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EmbeddingUsage } from '../../src/embeddings/embedding-usage.js';
import { OpenAiEmbedder } from '../../src/embeddings/openai/openai.embedder.js';
import { documentClient } from '../../src/infrastructure/dynamodb/document-client.js';
import { ResiliencePolicy } from '../../src/infrastructure/http-client/resilience.policy.js';
import { nonThrowingFetch } from '../../src/infrastructure/supabase/non-throwing-fetch.js';
import { EmailAddress } from '../../src/model/email-address.js';
import { LinkedInUrl } from '../../src/model/linkedin-url.js';
import { BearerApiSource } from '../../src/sources/bearer-api/bearer-api.source.js';
import { CassidySource } from '../../src/sources/cassidy/cassidy.source.js';
import { PdlApi } from '../../src/sources/people-data-labs/pdl-api.js';
import { PeopleDataLabsSource } from '../../src/sources/people-data-labs/people-data-labs.source.js';
import { SourceAccount } from '../../src/sources/source-account.js';
import { MEGABYTE, startHostileServer, type HostileServer, type Hostility } from '../support/hostile-server.js';
import { Tally } from '../../src/common/tally/tally.js';

const never = new AbortController().signal;
const ann = { by: 'url', url: LinkedInUrl.ofSlug('ann') } as const;
const policy = (timeoutMs: number) =>
  new ResiliencePolicy({ name: 'service', timeoutMs, maxAttempts: 1, backoffMs: 1, concurrency: 1 });

/** One call of each of our clients, with a timeout for the attempt. */
const calls: Record<string, (url: string, timeoutMs: number) => Promise<unknown>> = {
  cassidy: (url, timeoutMs) => {
    const source = new CassidySource({ profileWorkflowUrl: url, companyWorkflowUrl: url });
    return policy(timeoutMs).run((signal) => source.fetchPerson(ann, null, signal), never);
  },
  'people-data-labs': (url, timeoutMs) => {
    const api = new PdlApi({ apiKey: 'key', baseUrl: url, account: new SourceAccount() });
    const source = new PeopleDataLabsSource(api);
    return policy(timeoutMs).run((signal) => source.fetchPerson(ann, null, signal), never);
  },
  'bearer-api': (url, timeoutMs) => {
    const source = new BearerApiSource(url);
    const email = EmailAddress.safeParse('ann@example.com') as EmailAddress;
    return policy(timeoutMs).run((signal) => source.fetchPerson({ by: 'email', email }, null, signal), never);
  },
  embeddings: (url, timeoutMs) => {
    const options = { apiKey: 'key', baseUrl: url, model: 'text-embedding-3-small', dimensions: 1_536, maxTokens: 100 };
    return new OpenAiEmbedder(options, policy(timeoutMs), new EmbeddingUsage(0, new Tally())).embed(['a'], never);
  },
  Supabase: async (url, timeoutMs) => {
    const response = await nonThrowingFetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw Object.assign(new Error('No answer'), (await response.json()) as object);
  },
  DynamoDB: (endpoint, milliseconds) => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const config = { endpoint, region: 'us-east-1', credentials };
    return documentClient(config, { bytes: 24 * MEGABYTE, milliseconds }).send(new ListTablesCommand({}));
  },
};

/** Maximum number of bytes in transit when a client closes its connection. */
const UNDER_WAY = 12 * MEGABYTE;
const LONG = 60_000;
const SHORT = 300;

const servers: HostileServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function failureOf(name: string, hostility: Hostility, timeoutMs: number) {
  const server = await startHostileServer(hostility);
  servers.push(server);
  const error = await calls[name]?.(server.url, timeoutMs).then(
    () => null,
    (reason: unknown) => reason as Error & { code?: string; retryable?: boolean },
  );
  return { error, given: await server.given() };
}

describe.each(Object.keys(calls))('a call of %s', (name) => {
  const limit = { embeddings: 0, DynamoDB: 24 * MEGABYTE, Supabase: 64 * MEGABYTE }[name] ?? 20 * MEGABYTE;
  const code = { DynamoDB: 'EMSGSIZE', Supabase: 'TOO_LARGE' }[name] ?? 'INVALID_DATA';

  it('reads no more than the limit of a response of 100 MB', async () => {
    const { error, given } = await failureOf(name, 'sends 100 MB', LONG);
    expect(error).toMatchObject({ code });
    expect(error?.retryable ?? false).toBe(false);
    expect(given).toBeLessThan(limit + UNDER_WAY);
  });

  it('ends at the timeout, together with its connection, if the response trickles', async () => {
    const { error } = await failureOf(name, 'trickles', SHORT);
    expect(String(error?.code ?? error?.name)).toMatch(/^(UPSTREAM_TIMEOUT|TimeoutError|ETIMEDOUT)$/);
  });

  it.each(['breaks off in the middle', 'resets the connection'] as const)(
    'fails, and may be made again, where the server %s',
    async (hostility) => {
      const { error } = await failureOf(name, hostility, LONG);
      expect(error).toBeInstanceOf(Error);
      expect(error?.retryable ?? true).toBe(true);
    },
  );
});

describe('a call to Supabase', () => {
  it('treats a response larger than any batch as unreadable', async () => {
    const deep = new Response('['.repeat(10_000) + ']'.repeat(10_000), {
      headers: { 'content-type': 'application/json' },
    });
    const url = `data:application/json,${await deep.text()}`;
    const response = await nonThrowingFetch(url);
    expect(await response.json()).toMatchObject({ code: 'TOO_LARGE' });
  });
});
