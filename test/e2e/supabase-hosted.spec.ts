import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isFullExtent } from '../support/extent.js';
import { nestLines } from '../support/nest-lines.js';
import { whenReady } from '../support/ready.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import {
  cutOff,
  dropped,
  gatewayTimeout,
  nothingThere,
  paused,
  website,
  withoutDatabase,
} from '../support/supabase-faults.js';
import { SupabaseStandIn, type Fault } from '../support/supabase-stand-in.js';
import { until } from '../support/until.js';

describe('the service on a Supabase project', () => {
  let project: SupabaseStandIn;
  let service: Service;
  beforeAll(async () => {
    // The server behind the stand-in prints errors of its database.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    project = await SupabaseStandIn.open({ migrations: 5, hasIndex: true });
  });
  afterEach(() => project.recover());
  afterAll(async () => {
    jest.restoreAllMocks();
    await project.close();
  });

  const start = async (key: string = project.secretKey) =>
    void (service = await aService({ SUPABASE_URL: project.url, SUPABASE_SERVICE_ROLE_KEY: key }));
  const isReady = async () => (await service.bare.get('/health/ready')).status === 200 || null;
  const ingest = async (slug: string) =>
    (await service.post(BATCH, { profiles: [item(slug)] }).expect(201)).body.results[0].pipeline_metadata;

  /** What operators and clients see while the store cannot be used. */
  async function expectTrouble(sentence: RegExp): Promise<void> {
    // On a busy machine, a probe may have no response in time, and that would be the problem then.
    const text = await until(async () => {
      const readiness = await service.bare.get('/health/ready');
      return readiness.status === 503 && sentence.test(readiness.text) ? readiness.text : null;
    });
    const health = await until(async () => {
      const { body: found } = await service.get('/system/health').expect(200);
      return sentence.test(found.components.supabase.problem ?? '') ? found : null;
    });
    expect(health.components.supabase).toMatchObject({
      status: 'unhealthy',
      side: `Supabase at ${new URL(project.url).host}`,
    });
    const { body } = await service.get('/api/v1/profiles').expect(503);
    expect(body).toMatchObject({ error_code: 'SERVICE_UNAVAILABLE' });
    expect(await ingest('ann')).toMatchObject({
      status: 'failed',
      errors: [{ error_code: 'STORE_UNAVAILABLE', retryable: true }],
    });
    for (const answer of [text, JSON.stringify(health), JSON.stringify(body)]) expect(answer).not.toContain('sb_');
  }

  describe('that lacks migrations when the service starts', () => {
    beforeAll(() => start());
    afterAll(() => service.close());

    it('names them and the command, and works once they are applied', async () => {
      const missing =
        /is missing \d+ migrations, .*: run \\"npm run db:migrate\\" with DATABASE_URL set, or \\"supabase db push/;
      await until(async () => {
        const { status, text } = await service.bare.get('/health/ready');
        return (status === 503 && missing.test(text)) || null;
      });
      await service.get('/api/v1/profiles').expect(503);
      await project.migrate();
      await until(isReady);
      await service.get('/api/v1/profiles').expect(200);
    });

    it('stores what it ingests, finds it again, and is ready', async () => {
      await whenReady(service);
      expect(await ingest('ann-example')).toMatchObject({ status: 'completed', has_embeddings: true });
      const { body: list } = await service.get('/api/v1/profiles').expect(200);
      expect(list.pagination.total).toBe(1);
      const { body: found } = await service.post('/api/v1/profiles/search', { query: list.data[0].position });
      expect(found.data[0].id).toBe(list.data[0].id);
      const { rows } = await project.database.query('select public_id from profiles');
      expect(rows).toEqual([{ public_id: 'ann-example' }]);
      await service.delete(`/api/v1/profiles/${list.data[0].id}`).expect(204);
    });

    it('reports a problem at runtime, and recovers when it is over', async () => {
      const faults: [Fault, RegExp][] = [
        [withoutDatabase, /is having problems/],
        [gatewayTimeout, /did not respond in time/],
        [website, /does not respond like Supabase: check SUPABASE_URL/],
        [nothingThere, /does not respond like Supabase: check SUPABASE_URL/],
        [dropped, /was lost: check the network/],
      ];
      for (const [fault, sentence] of faults) {
        project.play(fault);
        await until(async () => ((await isReady()) ? null : true));
        await expectTrouble(sentence);
        project.recover();
        await until(isReady);
      }
      expect(await ingest('ann')).toMatchObject({ status: 'completed' });
    });

    it('fails a profile at the stage store if the response was cut off, and stores it when it is sent again', async () => {
      project.play(cutOff, '/save_profiles');
      expect(await ingest('bob')).toMatchObject({
        status: 'failed',
        errors: [{ stage: 'store', error_code: 'STORE_UNAVAILABLE', retryable: true }],
      });
      project.recover();
      expect(await ingest('bob')).toMatchObject({ status: 'completed' });
      const { rows } = await project.database.query(
        `select count(*)::int as rows from profiles where public_id = 'bob'`,
      );
      expect(rows).toEqual([{ rows: 1 }]);
    });

    it('logs a problem and its end once, and never its key', async () => {
      const lines = nestLines(service.app);
      const of = (sentence: RegExp) => lines.filter((line) => sentence.test(line) && line.includes('Supabase'));
      project.play(paused);
      const unreadyOnce = async () => ((await service.bare.get('/health/ready')).status === 503 ? true : null);
      await until(unreadyOnce);
      for (let probe = 0; probe < 5; probe += 1) await service.get('/system/health').expect(200);
      expect(of(/is paused/)).toHaveLength(1);
      project.recover();
      await until(isReady);
      expect(of(/is available again/)).toHaveLength(1);
      expect(lines.join('\n')).not.toContain(project.secretKey);
    });
  });

  describe('that does not work when the service starts', () => {
    afterEach(() => service.close());

    const troubles: [string, () => unknown, RegExp][] = [
      ['the key is unknown', () => project.acceptKey(), /rejected the API key: set SUPABASE_SERVICE_ROLE_KEY/],
      ['the project is paused', () => project.play(paused), /is paused: resume the project in the Supabase dashboard/],
      [
        'nothing listens',
        () => project.stop(),
        /refuses connections: check SUPABASE_URL and that Supabase is running there/,
      ],
    ];
    // One start with each, or one start with all of them in turn.
    const starts = isFullExtent ? troubles.map((trouble) => [trouble]) : [troubles];

    it.each(starts.map((given) => ({ words: given.map(([words]) => words).join(', then '), given })))(
      'starts while $words, and works when that is over',
      async ({ given }) => {
        const key = project.secretKey;
        for (const [index, [, begin, sentence]] of given.entries()) {
          await begin();
          if (index === 0) await start(key);
          else await project.acceptKey(key);
          await until(async () => sentence.test((await service.bare.get('/health/ready')).text) || null);
          await expectTrouble(sentence);
        }
        project.recover();
        await project.stop();
        await project.acceptKey(key);
        await project.listen();
        await until(isReady);
        expect(await ingest('ann')).toMatchObject({ status: 'completed' });
      },
    );

    it('starts while the project delays a probe, and says that the key is the publishable one when it responds', async () => {
      const waiting: (() => void)[] = [];
      project.play((response) => waiting.push(() => response.destroy()));
      await start(project.publishableKey);
      const { status, text } = await service.bare.get('/health/ready');
      expect({ status, text }).toEqual({ status: 503, text: expect.stringMatching(/did not respond in time/) });
      project.recover();
      for (const end of waiting) end();
      const sentence = /not the publishable \(anon\) one, and restart/;
      await until(async () => sentence.test((await service.bare.get('/health/ready')).text) || null);
      await expectTrouble(sentence);
    });
  });
});
