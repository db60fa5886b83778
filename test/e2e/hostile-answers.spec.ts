import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { json, startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { startCassidyStandIn, type CassidyStandIn } from '../fixtures/cassidy/cassidy-stand-in.js';
import { profilePayload } from '../fixtures/cassidy/payloads.js';
import * as reply from '../fixtures/cassidy/replies.js';
import { whenReady } from '../support/ready.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const aPerson = (more: string) => `{"persons":[{"displayName":"Ann","more":${more}}]}`;

const NUMBERS = {
  'beyond 2^53': '{"persons":[{"displayName":"Ann","id":9007199254740993,"size":-12345678901234567890.123}]}',
  'of 400 digits': `{"persons":[{"displayName":"Ann","id":${'7'.repeat(400)}}]}`,
  'beyond the range of a double': '{"persons":[{"displayName":"Ann","id":1e400,"size":0.1000000000000000055}]}',
};

interface Result {
  pipeline_metadata: { status: string };
}

describe('a response that is made to break its reader', () => {
  let api: BearerApiStandIn;
  let cassidy: CassidyStandIn;
  let service: Service;

  beforeAll(async () => {
    [api, cassidy] = await Promise.all([startBearerApiStandIn(), startCassidyStandIn()]);
    service = await aService({
      EMAIL_SOURCE: 'bearer-api',
      BEARER_API_URL: `${api.base}/people`,
      PROFILE_SOURCE: 'cassidy',
      CASSIDY_PROFILE_WORKFLOW_URL: cassidy.profileUrl,
      CASSIDY_COMPANY_WORKFLOW_URL: cassidy.companyUrl,
    });
    await service.post('/tokens/add', { token: 'header.payload.signature-1234' }).expect(201);
  });

  afterAll(async () => {
    await service.close();
    await Promise.all([api.close(), cassidy.close()]);
  });

  describe('whose numbers no double holds', () => {
    it.each(Object.entries(NUMBERS))('numbers %s keep their digits wherever the answer is shown', async (_, answer) => {
      api.serve(json(answer));
      const { body: job } = await service
        .post('/jobs/create-batch', { emails: ['ann@example.com'], config: { delay_seconds: 0 } })
        .expect(200);
      const path = `/jobs/${job.job_id}`;
      const detail = await until(async () => {
        const { body, text } = await service.get(path);
        // Answers that take too long are left out.
        return body.status === 'completed' && body.recent_results[0].data !== null ? text : null;
      });
      const exported = (type: string) =>
        service.get(`${path}/results?include=data`).set('Accept', type).buffer(true).expect(200);
      const shown = {
        detail,
        results: (await service.get(`${path}/results`).expect(200)).text,
        lines: (await exported('application/x-ndjson')).text,
        sheet: (await exported('text/csv')).text.replaceAll('""', '"'),
        row: (await service.get('/linkedin-profiles/ann@example.com').expect(200)).text,
        list: (await service.get('/linkedin-profiles').expect(200)).text,
      };
      for (const text of Object.values(shown)) expect(text).toContain(answer);
    });

    it('the number of a member keeps its digits in the stored profile', async () => {
      api.serve(json('{"persons":[{"displayName":"Eva","id":12345678901234567890}]}'));
      await service
        .post('/jobs/create-batch', { emails: ['eva@example.com'], config: { delay_seconds: 0 } })
        .expect(200);
      const profile = await until(async () => {
        const { body } = await service.get('/api/v1/profiles?name=Eva').expect(200);
        return body.data[0] ?? null;
      });
      expect(profile).toMatchObject({ name: 'Eva', linkedin_id: '12345678901234567890' });
    });
  });

  describe('to an email address of a job', () => {
    it.each([
      ['of 10,000 nested lists', nested(10_000)],
      ['of 90 nested lists, as deep as is read', nested(90)],
      ['of a million empty lists', `[${'[],'.repeat(1_000_000)}0]`],
      ['of 21 MB', JSON.stringify('x'.repeat(21 * 1024 * 1024))],
    ])('%s costs no other address its answer, nor a second call', async (name, more) => {
      const isRead = more === nested(90);
      const before = api.calls.length;
      let turn = 0;
      api.serve((response) => json(turn++ === 1 ? aPerson(more) : aPerson('1'))(response));
      const emails = ['a', 'b', 'c', 'd', 'e'].map((letter) => `${letter}@example.com`);
      const { body } = await service
        .post('/jobs/create-batch', { emails, config: { concurrency: 1, delay_seconds: 0 } })
        .expect(200);
      const job = await until(async () => {
        const { body: state } = await service.get(`/jobs/${body.job_id}`);
        return state.status === 'completed' ? state : null;
      });
      expect(job).toMatchObject({ total_emails: 5, processed_emails: 5, failed_emails: isRead ? 0 : 1 });
      const errors = isRead ? [] : [{ email: 'b@example.com', error_type: 'data_validation', retryable: false }];
      expect(job.recent_errors).toMatchObject(errors);
      expect(api.calls.length - before).toBe(emails.length);
      await whenReady(service);
    });
  });

  describe('to a member URL of a batch', () => {
    const deep = `{"full_name":"Deep","skills":${nested(10_000)}}`;

    it.each([
      ['as it is', reply.workflowRun('here').replace('"here"', deep)],
      ['as JSON within JSON', reply.workflowRun(deep)],
    ])('fails alone, and for good, where it is nested too deeply %s', async (_, answer) => {
      cassidy.serve('ann', profilePayload('ann'));
      cassidy.serve('deep', reply.json(answer));
      const { body } = await service.post(BATCH, { profiles: [item('ann'), item('deep')] }).expect(201);
      const statuses = body.results.map(({ pipeline_metadata: { status } }: Result) => status);
      expect(statuses).toEqual(['completed', 'failed']);
      expect(body.results[1].pipeline_metadata.errors).toMatchObject([
        { error_code: 'INVALID_DATA', retryable: false },
      ]);
      const again = await service.post(BATCH, { profiles: [item('ann')] }).expect(201);
      expect(again.body).toMatchObject({ successful: 1 });
    });
  });
});
