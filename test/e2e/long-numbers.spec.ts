import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { json, startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { aService, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const answers = {
  'beyond 2^53': '{"persons":[{"displayName":"Ann","id":9007199254740993,"size":-12345678901234567890.123}]}',
  'of 400 digits': `{"persons":[{"displayName":"Ann","id":${'7'.repeat(400)}}]}`,
  'beyond the range of a double': '{"persons":[{"displayName":"Ann","id":1e400,"size":0.1000000000000000055}]}',
};

let api: BearerApiStandIn;
let service: Service;

beforeAll(async () => {
  api = await startBearerApiStandIn();
  service = await aService({ PROFILE_SOURCE: 'bearer-api', BEARER_API_URL: `${api.base}/people` });
  await service.post('/tokens/add', { token: 'header.payload.signature-1234' }).expect(201);
});

afterAll(async () => {
  await service.close();
  await api.close();
});

it.each(Object.entries(answers))('numbers %s keep their digits wherever the answer is shown', async (_, answer) => {
  api.serve(json(answer));
  const { body: job } = await service
    .post('/jobs/create-batch', { emails: ['ann@example.com'], config: { delay_seconds: 0 } })
    .expect(200);
  const path = `/jobs/${job.job_id}`;
  const detail = await until(async () => {
    const { body, text } = await service.get(path);
    return body.status === 'completed' ? text : null;
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
  await service.post('/jobs/create-batch', { emails: ['eva@example.com'], config: { delay_seconds: 0 } }).expect(200);
  const profile = await until(async () => {
    const { body } = await service.get('/api/v1/profiles?name=Eva').expect(200);
    return body.data[0] ?? null;
  });
  expect(profile).toMatchObject({ name: 'Eva', linkedin_id: '12345678901234567890' });
});
