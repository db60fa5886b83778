import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { doors, doorTable } from '../../src/start/doors.js';
import {
  dynamoDbWorld,
  openAiWorld,
  postgresWorld,
  sourceWorlds,
  supabaseWorld,
  type DoorWorld,
  type SourceWorld,
  type StoreWorld,
} from '../support/door-worlds.js';
import { hasRealPostgres } from '../support/real-postgres.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

const DOORS = ['profile store', 'jobs and queue', 'linkedin_profiles', 'embeddings', 'profile source'] as const;
type DoorName = (typeof DOORS)[number];

/** On the embedded side. */
const PLACES: Record<DoorName, string> = {
  'profile store': 'Postgres in the data directory',
  'jobs and queue': 'Postgres in the data directory',
  linkedin_profiles: 'DynamoDB in the data directory',
  embeddings: 'local-ngrams-1',
  'profile source': 'sandbox, synthetic people',
};
const SANDBOX: Pick<SourceWorld, 'takes'> = { takes: ['urls', 'emails'] };

/** Every choice of doors that are on the real side; by number, which also chooses one of the real sources in turn. */
const mixes = Array.from({ length: 2 ** DOORS.length }, (_, mix) => ({
  mix,
  real: new Set(DOORS.filter((__, bit) => mix & (1 << bit))),
  name: DOORS.filter((__, bit) => mix & (1 << bit)).join(', ') || 'none',
})).filter(({ real }) => hasRealPostgres || !real.has('jobs and queue'));

describe('each mix of doors', () => {
  const worlds: Partial<Record<DoorName, DoorWorld>> = {};
  let service: Service | undefined;
  let source: SourceWorld | undefined;

  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
    worlds['profile store'] = await supabaseWorld();
    worlds['jobs and queue'] = (await postgresWorld()) ?? undefined;
    worlds.linkedin_profiles = await dynamoDbWorld();
    worlds.embeddings = await openAiWorld();
  });
  afterEach(async () => {
    await service?.close();
    await source?.close();
    service = source = undefined;
  });
  afterAll(async () => {
    for (const world of Object.values(worlds)) await world.close();
  });

  it.each(mixes)('works with real: $name', async ({ mix, real }) => {
    const slug = `member-${mix}`;
    const email = `member-${mix}@example.com`;
    if (real.has('profile source')) source = await sourceWorlds[mix % sourceWorlds.length]?.(slug, email);
    const used = { ...worlds, ...(source && { 'profile source': source }) };
    const chosen = [...real].map((door) => used[door]?.environment);
    const environment = Object.assign({}, ...chosen);
    service = await aService(environment);
    const { app, get, post } = service;

    const rows = doors(app);
    expect(rows).toEqual(
      DOORS.map((name) => ({
        name,
        side: real.has(name) ? 'real' : 'embedded',
        place: real.has(name) ? used[name]?.place : PLACES[name],
      })),
    );
    for (const secret of ['secret', environment.SUPABASE_SERVICE_ROLE_KEY, environment.OPENAI_API_KEY]) {
      if (secret) expect(doorTable(rows)).not.toContain(secret);
    }

    const token_id = `token-${mix}`;
    await post('/tokens/add', { token: `a-token-of-mix-${mix}`, token_id }).expect(201);
    const { takes } = source ?? SANDBOX;
    const stored: Partial<Record<DoorName, string>> = { linkedin_profiles: token_id };
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
    for (const door of DOORS) {
      const name = stored[door];
      if (name === undefined || worlds[door] === undefined) continue;
      expect({ door, held: await (worlds[door] as StoreWorld).holds(name) }).toEqual({ door, held: real.has(door) });
    }
    await get('/health/ready').expect(200);
  });
});
