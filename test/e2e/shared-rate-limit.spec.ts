import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES, openRealPostgres, type RealPostgres } from '../support/real-postgres.js';
import { aService, type Service } from '../support/service.js';

describeWith([POSTGRES], 'two replicas with one DATABASE_URL', () => {
  let postgres: RealPostgres;
  let replicas: Service[];
  let client: pg.Client;

  beforeAll(async () => {
    postgres = (await openRealPostgres())!;
    const DATABASE_URL = await postgres.database();
    const start = () => aService({ DATABASE_URL, ROLE: 'api', RATE_LIMIT_PER_MINUTE: '4', API_KEYS: 'bob:second-key' });
    replicas = [await start(), await start()];
    client = new pg.Client({ connectionString: DATABASE_URL });
    await client.connect();
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await client.end();
    await postgres.close();
  });

  it('allow as many requests together as one would, and the same to another key', async () => {
    const [one, other] = replicas as [Service, Service];
    await one.get('/system/info').expect(200);
    // So that the minute does not end during the test.
    await client.query(`update jobs.rate_limits set until = now() + interval '1 hour'`);
    const answers = [];
    for (const replica of [other, one, other, one, other]) answers.push(await replica.get('/system/info'));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
    expect(answers.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['2', '1', '0', '0', '0']);
    expect(Number(answers[4]!.headers['retry-after'])).toBeGreaterThan(60);
    await other.bare.get('/system/info').set('X-API-Key', 'second-key').expect(200);
  });
});
