import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDbTable } from '../../src/infrastructure/dynamodb/table/dynamodb-table.js';
import { built } from '../support/jest-worker.js';
import { aService, type Service } from '../support/service.js';
import { until } from '../support/until.js';

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
    service = await aService();
    const { DynamoDb } = await built<typeof import('../../src/infrastructure/dynamodb/dynamodb.js')>(
      'infrastructure/dynamodb/dynamodb.js',
    );
    const dynamodb = service.app.get(DynamoDb, { strict: false });
    table = dynamodb.ensureTable({ name: 'linkedin_profiles', partitionKey: 'email', sortKey: 'timestamp' });
  });
  afterAll(() => service.close());

  const put = (Item: object) => table.run((client) => client.send(new PutCommand({ TableName: table.name, Item })));
  const keys = async () => {
    const { Items = [] } = await table.run((client) => client.send(new ScanCommand({ TableName: table.name })));
    return Items.map(({ email }) => email as string).toSorted();
  };

  async function moved(): Promise<void> {
    const [{ KeyNormalization }, { UpkeepProgress }] = await Promise.all([
      built<typeof import('../../src/linkedin-profiles/key-normalization.js')>(
        'linkedin-profiles/key-normalization.js',
      ),
      built<typeof import('../../src/infrastructure/upkeep/upkeep-progress.js')>(
        'infrastructure/upkeep/upkeep-progress.js',
      ),
    ]);
    const task = service.app.get(KeyNormalization, { strict: false });
    // The service may have run it at its start.
    await service.app.get(UpkeepProgress, { strict: false }).save(task.name, null);
    await task.run(new AbortController().signal);
  }

  it('are found, replaced by the next fetch and erased, whatever their key and time', async () => {
    // Local times without a zone, one of them ahead of ours; keys as they were typed.
    await put(row('Ann@Example.com', '2023-12-07T10:30:00.123456', 'Ann'));
    await put(row('Bob@BÜCHER.example', '2099-12-31T23:59:59.999999', 'Bob'));
    await put(row('eve@example.com', '2099-12-31 23:59:59', 'Eve'));

    const get = async (email: string) => (await service.get(`/linkedin-profiles/${encodeURIComponent(email)}`)).body;
    expect(await get('Ann@Example.com')).toMatchObject({ profile_data: { persons: [{ displayName: 'Ann' }] } });
    await moved();
    expect(await keys()).toEqual(['ann@example.com', 'bob@xn--bcher-kva.example', 'eve@example.com']);
    expect(await get('ann@example.com')).toMatchObject({ profile_data: { persons: [{ displayName: 'Ann' }] } });
    expect(await get('bob@bücher.example')).toMatchObject({ profile_data: { persons: [{ displayName: 'Bob' }] } });

    const emails = ['ann@example.com', 'bob@bücher.example', 'eve@example.com'];
    const { body } = await service.post('/jobs/create-batch', { emails }).expect(200);
    await until(async () => ((await service.get(`/jobs/${body.job_id}`)).body.status === 'completed' ? true : null));
    for (const email of emails) expect(await get(email)).toMatchObject({ job_id: body.job_id });
    expect(await keys()).toHaveLength(3);

    await put(row('Ann@Example.com', '2099-12-31T23:59:59.999999', 'Ann'));
    await moved();
    expect(await get('ann@example.com')).toMatchObject({ job_id: body.job_id });
    for (const email of emails) await service.delete(`/linkedin-profiles/${encodeURIComponent(email)}`).expect(204);
    expect(await keys()).toEqual([]);
  });
});
