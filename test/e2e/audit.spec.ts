import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { aService, item, type Service } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await aService({ API_KEYS: 'ops[admin+erase]:ops-secret,reader[read]:reader-secret' });
});
afterAll(() => service.close());

const as = (key: string) => ({ 'X-API-Key': key });

it('says who changed tokens and deleted people, without secrets or personal data', async () => {
  const profile = (await service.post('/api/v1/profiles', item('ann')).expect(201)).body;
  const { bare } = service;
  const tokens = ['header.payload.signature-1', { token: 'header.payload.signature-2', token_id: 'second' }, ''];
  await bare.post('/tokens/add-multiple').set(as('ops-secret')).send({ tokens }).expect(201);
  await bare.delete('/tokens/second').set(as('ops-secret')).expect(204);
  await bare.delete('/tokens/second').set(as('ops-secret')).expect(404);
  await bare.delete(`/api/v1/profiles/${profile.id}`).set(as('ops-secret')).expect(204);
  await service.post('/system/cleanup').expect(200);
  await bare.post('/system/cleanup').set(as('reader-secret')).expect(403);

  const { body, text } = await bare.get('/system/audit?limit=3').set(as('ops-secret')).expect(200);
  expect(body.data).toMatchObject([
    { action: 'jobs.cleaned', key_name: 'default', target: null, details: { jobs_cleaned: 0 } },
    { action: 'profile.deleted', key_name: 'ops', target: profile.id, address: 'loopback' },
    { action: 'token.deleted', key_name: 'ops', target: 'second' },
  ]);
  const rest = await service.get(`/system/audit?cursor=${body.pagination.next_cursor}`).expect(200);
  expect(rest.body.data).toMatchObject([
    { action: 'token.added', target: 'second' },
    { action: 'token.added', target: expect.stringMatching(/^token_/) },
  ]);
  expect(rest.body.pagination).toMatchObject({ has_more: false, next_cursor: null });
  expect(text + rest.text).not.toMatch(/signature|example\.com|secret/);
});

it('is for administrators', async () => {
  const { body } = await service.bare.get('/system/audit').set(as('reader-secret')).expect(403);
  expect(body).toMatchObject({ error_code: 'FORBIDDEN', details: { required_scope: 'admin' } });
  expect((await service.get('/system/audit?cursor=x').expect(422)).body.validation_errors).toMatchObject([
    { field: 'cursor' },
  ]);
});
