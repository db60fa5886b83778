import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type * as Backends from '../../src/start/backends.js';
import { isFullExtent } from '../support/extent.js';
import { built } from '../support/jest-worker.js';
import { whenReady } from '../support/ready.js';
import {
  realDynamoDb,
  realOpenAi,
  realPostgres,
  realSources,
  realSupabase,
  type RealBackend,
  type RealSource,
  type RealStore,
} from '../support/real-backends.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES } from '../support/real-postgres.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const BACKENDS = ['profile store', 'jobs and queue', 'linkedin_profiles', 'embeddings', 'profile source'] as const;
type BackendName = (typeof BACKENDS)[number];

/** With the embedded driver. */
const PLACES: Record<BackendName, string> = {
  'profile store': 'Postgres in the data directory',
  'jobs and queue': 'Postgres in the data directory',
  linkedin_profiles: 'DynamoDB in the data directory',
  embeddings: 'local-ngrams-2',
  'profile source': 'sandbox, synthetic people',
};
const SANDBOX: Pick<RealSource, 'takes'> = { takes: ['urls', 'emails'] };

interface Mix {
  real: ReadonlySet<BackendName>;
  /** One of `realSources`, if the source is real. */
  source: number;
}

/** Every combination of real backends, with the sources in turn. */
const EVERY: readonly Mix[] = Array.from({ length: 2 ** BACKENDS.length }, (_, mix) => ({
  real: new Set(BACKENDS.filter((__, bit) => mix & (1 << bit))),
  source: mix % realSources.length,
}));

/** An orthogonal array: every combination of any two backends occurs, and every source with each of them. */
const PAIRWISE: readonly Mix[] = [0, 1, 2, 3].flatMap((choice) =>
  [0, 1].map((c) => {
    const [a, b] = [choice & 1, choice >> 1];
    const bits = [c, a ^ c, b ^ c, a ^ b ^ c, choice === 0 ? 0 : 1];
    return { real: new Set(BACKENDS.filter((_, index) => bits[index] === 1)), source: choice - 1 };
  }),
);

const mixes = (isFullExtent ? EVERY : PAIRWISE).map((mix, number) => ({
  ...mix,
  number,
  name: [...mix.real].join(', ') || 'none',
}));
const isOnPostgres = ({ real }: Mix) => real.has('jobs and queue');

it('cover every pair of choices', () => {
  const choicesOf = ({ real, source }: Mix) =>
    BACKENDS.map((name) => `${name} ${!real.has(name) ? 'embedded' : name === 'profile source' ? source : 'real'}`);
  const pairsOf = (all: readonly Mix[]) =>
    new Set(all.flatMap((mix) => choicesOf(mix).flatMap((one) => choicesOf(mix).map((other) => `${one} ${other}`))));
  expect(pairsOf(PAIRWISE)).toEqual(pairsOf(EVERY));
});

describe('each mix of backends', () => {
  const running: Partial<Record<BackendName, RealBackend>> = {};
  let service: Service | undefined;
  let source: RealSource | undefined;

  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
    running['profile store'] = await realSupabase();
    if (POSTGRES === null) running['jobs and queue'] = (await realPostgres()) ?? undefined;
    running.linkedin_profiles = await realDynamoDb();
    running.embeddings = await realOpenAi();
  });
  afterEach(async () => {
    await service?.close();
    await source?.close();
    service = source = undefined;
  });
  afterAll(async () => {
    for (const world of Object.values(running)) await world?.close();
  });

  const works = async ({ number, real, source: chosenSource }: (typeof mixes)[number]) => {
    const slug = `member-${number}`;
    const email = `member-${number}@example.com`;
    if (real.has('profile source')) source = await realSources[chosenSource]?.(slug, email);
    const used = { ...running, ...(source && { 'profile source': source }) };
    const chosen = [...real].map((backend) => used[backend]?.environment);
    const environment = Object.assign({}, ...chosen);
    service = await aService(environment);
    const { app, get, post } = service;
    await whenReady(service);
    const { backends, backendTable } = await built<typeof Backends>('start/backends.js');

    const rows = backends(app);
    expect(rows).toEqual(
      BACKENDS.map((name) => ({
        name,
        driver: real.has(name) ? 'real' : 'embedded',
        place: real.has(name) ? used[name]?.place : PLACES[name],
      })),
    );
    for (const secret of ['secret', environment.SUPABASE_SERVICE_ROLE_KEY, environment.OPENAI_API_KEY]) {
      if (secret) expect(backendTable(rows)).not.toContain(secret);
    }

    const token_id = `token-${number}`;
    await post('/tokens/add', { token: `a-token-of-mix-${number}`, token_id }).expect(201);
    const { takes } = source ?? SANDBOX;
    const stored: Partial<Record<BackendName, string>> = { linkedin_profiles: token_id };
    if (takes.includes('urls')) {
      const { body } = await post(BATCH, { profiles: [item(slug)] }).expect(201);
      expect(body.results[0].pipeline_metadata).toMatchObject({ status: 'completed', has_embeddings: true });
      const found = await get(`/api/v1/profiles/${body.results[0].id}`).expect(200);
      expect(found.body.name).toBe(body.results[0].name);
      stored['profile store'] = slug;
    }
    if (takes.includes('emails')) {
      const { body } = await post('/jobs/create-batch', { emails: [email] }).expect(200);
      const ended = await until(async () => {
        const job = (await get(`/jobs/${body.job_id}`)).body;
        return ['completed', 'failed'].includes(job.status) ? job : null;
      });
      expect(ended).toMatchObject({ status: 'completed', linkedin_profiles_stats: { saved_to_linkedin_profiles: 1 } });
      await get(`/linkedin-profiles/${email}`).expect(200);
      stored['jobs and queue'] = body.job_id;
    }
    for (const backend of BACKENDS) {
      const name = stored[backend];
      if (name === undefined || running[backend] === undefined) continue;
      expect({ backend, isStored: await (running[backend] as RealStore).holds(name) }).toEqual({
        backend,
        isStored: real.has(backend),
      });
    }
    await whenReady(service);
  };
  it.each(mixes.filter((mix) => !isOnPostgres(mix)))('works with real: $name', works);
  describeWith([POSTGRES], 'on a Postgres server', () => {
    it.each(mixes.filter(isOnPostgres))('works with real: $name', works);
  });
});
