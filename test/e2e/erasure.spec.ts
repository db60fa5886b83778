import { beforeAll, describe, expect, it } from '@jest/globals';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { built } from '../support/jest-worker.js';
import { normalizeKeys } from '../support/normalized-keys.js';
import { aService, type Service, BATCH, item, memberUrl } from '../support/service.js';
import { until } from '../support/until.js';
import { oncePerFile } from '../support/once-per-file.js';
import type { DynamoDbTable } from '../../src/infrastructure/dynamodb/table/dynamodb-table.js';

const opened = oncePerFile(() => aService());

const row = (email: string, timestamp: string, name: string) => ({
  email,
  timestamp,
  success: true,
  profile_data: { persons: [{ displayName: name }] },
});

describe('rows that the predecessor of the service stored', () => {
  let service: Service;
  let table: DynamoDbTable;
  beforeAll(async () => {
    service = await opened();
    const { DynamoDb } = await built<typeof import('../../src/infrastructure/dynamodb/dynamodb.js')>(
      'infrastructure/dynamodb/dynamodb.js',
    );
    const dynamodb = service.app.get(DynamoDb, { strict: false });
    table = dynamodb.ensureTable({ name: 'linkedin_profiles', partitionKey: 'email', sortKey: 'timestamp' });
  });

  const put = (Item: object) => table.run((client) => client.send(new PutCommand({ TableName: table.name, Item })));
  const keys = async () => {
    const { Items = [] } = await table.run((client) => client.send(new ScanCommand({ TableName: table.name })));
    return Items.map(({ email }) => email as string).toSorted();
  };

  it('are found, replaced by the next fetch and erased, whatever their key and time', async () => {
    // Local times without a zone, one of them ahead of ours; keys as they were typed.
    await put(row('Ann@Example.com', '2023-12-07T10:30:00.123456', 'Ann'));
    await put(row('Bob@BÜCHER.example', '2099-12-31T23:59:59.999999', 'Bob'));
    await put(row('eve@example.com', '2099-12-31 23:59:59', 'Eve'));

    const get = async (email: string) => (await service.get(`/linkedin-profiles/${encodeURIComponent(email)}`)).body;
    expect(await get('Ann@Example.com')).toMatchObject({ profile_data: { persons: [{ displayName: 'Ann' }] } });
    await normalizeKeys(service);
    expect(await keys()).toEqual(['ann@example.com', 'bob@xn--bcher-kva.example', 'eve@example.com']);
    expect(await get('ann@example.com')).toMatchObject({ profile_data: { persons: [{ displayName: 'Ann' }] } });
    expect(await get('bob@bücher.example')).toMatchObject({ profile_data: { persons: [{ displayName: 'Bob' }] } });

    const emails = ['ann@example.com', 'bob@bücher.example', 'eve@example.com'];
    const { body } = await service.post('/jobs/create-batch', { emails }).expect(200);
    await until(async () => ((await service.get(`/jobs/${body.job_id}`)).body.status === 'completed' ? true : null));
    for (const email of emails) expect(await get(email)).toMatchObject({ job_id: body.job_id });
    expect(await keys()).toHaveLength(3);

    await put(row('Ann@Example.com', '2099-12-31T23:59:59.999999', 'Ann'));
    await normalizeKeys(service);
    expect(await get('ann@example.com')).toMatchObject({ job_id: body.job_id });
    for (const email of emails) await service.delete(`/linkedin-profiles/${encodeURIComponent(email)}`).expect(204);
    expect(await keys()).toEqual([]);
  });
});

const ERASE = '/api/v1/people/erase';

describe('a person who is erased', () => {
  let service: Service;
  beforeAll(async () => void (service = await opened()));

  async function finished(body: object): Promise<string> {
    const { body: job } = await service.post('/jobs/create-batch', body).expect(200);
    return until(async () =>
      (await service.get(`/jobs/${job.job_id}`)).body.status === 'completed' ? (job.job_id as string) : null,
    );
  }
  async function put(Item: object): Promise<void> {
    const { DynamoDb } = await built<typeof import('../../src/infrastructure/dynamodb/dynamodb.js')>(
      'infrastructure/dynamodb/dynamodb.js',
    );
    const dynamodb = service.app.get(DynamoDb, { strict: false });
    const table = dynamodb.ensureTable({ name: 'linkedin_profiles', partitionKey: 'email', sortKey: 'timestamp' });
    await table.run((client) => client.send(new PutCommand({ TableName: table.name, Item })));
  }

  it('is gone from every store, whatever the person was known by, and is not fetched again', async () => {
    const [ann, bob] = (await service.post(BATCH, { profiles: [item('ann-gone'), item('bob-stays')] }).expect(201)).body
      .results;
    const job_id = await finished({
      items: [
        { linkedin_url: memberUrl('ann-gone'), email: 'ann.gone@example.com', custom: { crm: 'A-1' } },
        { email: 'bob.stays@example.com', custom: { crm: 'B-1' } },
      ],
    });
    // As the predecessor wrote it.
    await put({ email: 'Ann.Gone@Example.com', timestamp: '2023-12-07T10:30:00.123456', profile_data: {} });
    await put({
      email: 'other@example.com',
      timestamp: '2023-12-07T10:30:00.123456',
      profile_data: { persons: [{ displayName: ann.name, linkedInUrl: 'https://linkedin.com/in/Ann-Gone' }] },
    });

    const { body } = await service.post(ERASE, { linkedin_url: 'linkedin.com/in/ANN-GONE?x=1' }).expect(200);
    expect(body).toEqual({
      receipt_id: expect.any(String),
      erased_at: expect.any(String),
      removed: {
        profiles: 1,
        vectors: 1,
        company_links: ann.experience.length,
        raw_payloads: 1,
        linkedin_profiles: 3,
        job_items: 1,
        batch_results: expect.any(Number),
        changes: 0,
        deliveries: 0,
      },
      suppressed: true,
    });

    await service.get(`/api/v1/profiles/${ann.id}`).expect(404);
    await service.get(`/api/v1/profiles/${bob.id}`).expect(200);
    await service.get('/linkedin-profiles/ann.gone@example.com').expect(404);
    const { body: results } = await service.get(`/jobs/${job_id}/results`).expect(200);
    expect(results).toMatchObject({ total_results: 2, total_errors: 0 });
    expect(results.results).toMatchObject([
      { status: 'erased', success: true, email: null, linkedin_url: null, custom: null, data: null, profile_id: null },
      { status: 'completed', email: 'bob.stays@example.com', custom: { crm: 'B-1' } },
    ]);
    const { text: csv } = await service.get(`/jobs/${job_id}/results?format=csv&include=data,details`).expect(200);
    expect(csv).toMatch(/\n,erased,/);
    expect(csv).not.toMatch(/ann.gone|A-1/i);
    const { body: saved } = await service.post(`/jobs/${job_id}/save-to-linkedin-profiles?force=true`).expect(200);
    expect(saved).toMatchObject({ saved_count: 1, failed_count: 0 });

    const again = await service.post(ERASE, { email: 'Ann.Gone@example.com' }).expect(200);
    expect(again.body).toEqual(body);
    const { body: receipt } = await service.get(`/api/v1/people/erasures/${body.receipt_id}`).expect(200);
    expect(receipt).toMatchObject({ removed: body.removed, erased_at: body.erased_at, created_by: 'default' });
    const { body: list } = await service.get('/api/v1/people/erasures').expect(200);
    expect(list.data).toEqual([receipt]);
    const { body: audit } = await service.get('/system/audit').expect(200);
    expect(audit.data[0]).toMatchObject({ action: 'person.erased', target: body.receipt_id, details: {} });
  });

  it('may be somebody who was never stored', async () => {
    const { body } = await service.post(ERASE, { email: 'never@example.com', linkedin_url: null }).expect(200);
    expect(new Set(Object.values(body.removed))).toEqual(new Set([0]));
    await service.get(`/api/v1/people/erasures/${body.receipt_id}`).expect(200);
  });

  it.each([
    [{}, [{ field: 'linkedin_url', error_type: 'missing' }]],
    [{ email: null }, [{ field: 'linkedin_url', error_type: 'missing' }]],
    [{ linkedin_url: 'https://example.com/in/ann' }, [{ field: 'linkedin_url', error_type: 'linkedin_url' }]],
    [{ email: 'ann' }, [{ field: 'email', error_type: 'email_at_sign' }]],
  ])('is not %j', async (body, validation_errors) => {
    const answer = await service.post(ERASE, body).expect(422);
    expect(answer.body.validation_errors).toMatchObject(validation_errors);
  });

  it('has no receipt with an unknown ID', async () => {
    for (const id of ['00000000-0000-4000-8000-000000000000', 'no-uuid']) {
      const { body } = await service.get(`/api/v1/people/erasures/${id}`).expect(404);
      expect(body.error_code).toBe('ERASURE_NOT_FOUND');
    }
  });
});
