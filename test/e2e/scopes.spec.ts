import { beforeAll, expect, it, describe } from '@jest/globals';
import { aService, item, type Service } from '../support/service.js';
import { readFileSync } from 'node:fs';
import { oncePerFile } from '../support/once-per-file.js';

const KEYS = ['read', 'ingest', 'erase', 'admin'] as const;
const opened = oncePerFile(() =>
  aService({
    API_KEYS: [
      ...KEYS.map((scope) => `${scope}[${scope}]:key-of-${scope}`),
      'ops[admin+erase]:ops-secret',
      'reader[read]:reader-secret',
    ].join(),
  }),
);

describe('the audit log', () => {
  let service: Service;
  beforeAll(async () => void (service = await opened()));

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
});

/** Every operation and the scope that its key needs. A new operation belongs here, after a decision about who may use it. */
const SCOPES: Record<string, 'public' | 'read' | 'ingest' | 'erase' | 'admin'> = {
  'POST /api/v1/profiles/batch-enhanced': 'ingest',
  'GET /api/v1/profiles/batches': 'read',
  'GET /api/v1/profiles/batches/{batch_id}': 'read',
  'POST /api/v1/profiles/batches/{batch_id}/cancel': 'ingest',
  'POST /api/v1/profiles/batches/{batch_id}/retry-failed': 'ingest',
  'GET /api/v1/profiles/batches/{batch_id}/events': 'read',
  'GET /api/v1/events': 'read',
  'GET /api/v1/events/stream': 'read',
  'POST /api/v1/profiles/reprocess': 'ingest',
  'GET /api/v1/profiles/reprocess': 'read',
  'GET /api/v1/profiles/reprocess/{reprocess_id}': 'read',
  'POST /api/v1/profiles/reprocess/{reprocess_id}/cancel': 'ingest',
  'POST /api/v1/profiles': 'ingest',
  'GET /api/v1/profiles': 'read',
  'POST /api/v1/profiles/search': 'read',
  'GET /api/v1/profiles/export': 'read',
  'GET /api/v1/profiles/facets': 'read',
  'POST /api/v1/profiles/facets': 'read',
  'GET /api/v1/profiles/{id}': 'read',
  'DELETE /api/v1/profiles/{id}': 'erase',
  'GET /api/v1/profiles/{id}/similar': 'read',
  'GET /api/v1/profiles/{id}/companies': 'read',
  'GET /api/v1/profiles/{id}/changes': 'read',
  'GET /api/v1/companies': 'read',
  'GET /api/v1/companies/export': 'read',
  'GET /api/v1/companies/{id}': 'read',
  'GET /api/v1/companies/{id}/profiles': 'read',
  'POST /api/v1/people/erase': 'erase',
  'POST /api/v1/people/suppressions': 'erase',
  'GET /api/v1/people/suppressions': 'read',
  'DELETE /api/v1/people/suppressions': 'erase',
  'DELETE /api/v1/people/suppressions/{id}': 'erase',
  'GET /api/v1/people/erasures': 'erase',
  'GET /api/v1/people/erasures/{receipt_id}': 'erase',
  'POST /api/v1/saved-searches': 'ingest',
  'GET /api/v1/saved-searches': 'read',
  'GET /api/v1/saved-searches/{saved_search_id}': 'read',
  'DELETE /api/v1/saved-searches/{saved_search_id}': 'ingest',
  'POST /api/v1/webhooks': 'admin',
  'GET /api/v1/webhooks': 'admin',
  'GET /api/v1/webhooks/secret': 'admin',
  'GET /api/v1/webhooks/{webhook_id}': 'admin',
  'PATCH /api/v1/webhooks/{webhook_id}': 'admin',
  'DELETE /api/v1/webhooks/{webhook_id}': 'admin',
  'POST /api/v1/webhooks/{webhook_id}/rotate-secret': 'admin',
  'POST /api/v1/webhooks/{webhook_id}/test': 'admin',
  'GET /api/v1/webhooks/{webhook_id}/deliveries': 'admin',
  'POST /api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay': 'admin',
  'POST /jobs/create-batch': 'ingest',
  'POST /jobs/upload': 'ingest',
  'POST /jobs/estimate': 'ingest',
  'GET /jobs/active': 'read',
  'GET /jobs/pending': 'read',
  'GET /jobs/recent': 'read',
  'GET /jobs/queue/status': 'read',
  'GET /jobs/{job_id}': 'read',
  'GET /jobs/{job_id}/events': 'read',
  'GET /jobs/{job_id}/results': 'read',
  'POST /jobs/{job_id}/save-to-linkedin-profiles': 'ingest',
  'PATCH /jobs/{job_id}': 'ingest',
  'POST /jobs/{job_id}/cancel': 'ingest',
  'POST /jobs/{job_id}/retry-failed': 'ingest',
  'GET /linkedin-profiles': 'read',
  'GET /linkedin-profiles/{email}': 'read',
  'DELETE /linkedin-profiles/{email}': 'erase',
  'POST /tokens/add': 'admin',
  'POST /tokens/add-multiple': 'admin',
  'GET /tokens/status': 'admin',
  'POST /tokens/{id}/reactivate': 'admin',
  'DELETE /tokens/{id}': 'admin',
  'GET /': 'public',
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /system/info': 'read',
  'GET /system/health': 'read',
  'GET /system/metrics': 'read',
  'GET /system/analytics': 'read',
  'POST /system/cleanup': 'admin',
  'GET /system/audit': 'admin',
  'GET /metrics': 'read',
};

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, { security?: object[]; 'x-required-scope'?: string }>>;
};

describe('the scope of every operation', () => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  );

  it('is decided for all operations, and for no others', () => {
    expect(operations.map(([name]) => name).toSorted()).toEqual(Object.keys(SCOPES).toSorted());
  });

  it.each(operations)('is documented for %s', (name, { security, 'x-required-scope': scope }) => {
    expect(security?.length === 0 ? 'public' : scope).toBe(SCOPES[name]);
  });

  describe('over HTTP', () => {
    let service: Service;
    beforeAll(async () => void (service = await opened()));

    const send = async (name: string, scope: string) => {
      const [method = '', path = ''] = name.replaceAll(/\{\w+\}/g, 'unknown').split(' ');
      const left = new AbortController();
      const response = await fetch(`${await service.app.getUrl()}${path}`, {
        method,
        headers: { 'X-API-Key': `key-of-${scope}`, 'Content-Type': 'application/json' },
        body: method === 'POST' || method === 'PATCH' ? '{}' : undefined,
        signal: left.signal,
      });
      // Streams do not end, and not everything is JSON.
      const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
      const body = isJson ? ((await response.json()) as object) : {};
      left.abort();
      return { status: response.status, body };
    };

    it.each(Object.entries(SCOPES))('%s accepts keys with the scope %s and no others', async (name, required) => {
      for (const scope of KEYS) {
        const { status, body } = await send(name, scope);
        if (required === 'public' || scope === required) expect([scope, status]).not.toEqual([scope, 403]);
        else
          expect({ scope, status, body }).toMatchObject({
            status: 403,
            body: { error_code: 'FORBIDDEN', details: { required_scope: required } },
          });
      }
    });
  });
});
