import { readFileSync } from 'node:fs';
import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { documentClient } from '../../src/infrastructure/dynamodb/document-client.js';
import { startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { AwsCredentialsFile } from '../support/aws-credentials-file.js';
import { DynamoDbStandIn } from '../support/dynamodb-stand-in.js';
import { allowedBy, enforced } from '../support/iam-policy.js';
import { built } from '../support/jest-worker.js';
import { normalizeKeys } from '../support/normalized-keys.js';
import { aService, type Service } from '../support/service.js';
import { until } from '../support/until.js';

interface Properties extends Omit<CreateTableCommandInput, 'TableName'> {
  TableName: { Ref: string };
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
  PointInTimeRecoverySpecification?: object;
}

/** Everything the service does with DynamoDB, under the policies of deploy/aws. */
describe('the IAM policy', () => {
  let dynamodb: DynamoDbStandIn;
  let bearerApi: BearerApiStandIn;
  let credentials: AwsCredentialsFile;
  let service: Service;
  beforeEach(async () => {
    credentials = new AwsCredentialsFile();
    credentials.write('AKIALEAST');
    dynamodb = new DynamoDbStandIn();
    await dynamodb.start();
    bearerApi = await startBearerApiStandIn();
  });
  afterEach(async () => {
    await service.close();
    await Promise.all([dynamodb.close(), bearerApi.close()]);
    credentials.remove();
  });

  async function start(...policies: string[]): Promise<void> {
    dynamodb.rule = enforced(allowedBy(...policies));
    service = await aService({
      DYNAMODB: 'aws',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      PROFILE_SOURCE: 'bearer-api',
      BEARER_API_URL: `${bearerApi.base}/people?email={email}`,
    });
    await until(async () => ((await service.bare.get('/health/ready')).status === 200 ? true : null));
  }

  /** As CloudFormation creates them. */
  async function createTables(): Promise<void> {
    const template = JSON.parse(readFileSync('deploy/aws/tables.json', 'utf8'));
    const client = documentClient({
      endpoint: dynamodb.inside,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    for (const { Properties } of Object.values<{ Properties: Properties }>(template.Resources)) {
      const { TableName, TimeToLiveSpecification, PointInTimeRecoverySpecification: _, ...rest } = Properties;
      const name = template.Parameters[TableName.Ref].Default as string;
      await client.send(new CreateTableCommand({ ...rest, TableName: name }));
      if (TimeToLiveSpecification)
        dynamodb.times.answer('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification });
    }
    client.destroy();
  }

  async function useEverything(): Promise<void> {
    await service.post('/tokens/add', { token: 'token-of-the-operator-1', token_id: 'one' }).expect(201);
    await service.post('/tokens/add', { token: 'token-of-the-operator-2', token_id: 'two' }).expect(201);
    const { body } = await service.post('/jobs/create-batch', { emails: ['ann@example.com', 'bob@example.com'] });
    const job = await until(async () => {
      const { body: now } = await service.get(`/jobs/${body.job_id}`).expect(200);
      return now.completed_at === null ? null : now;
    });
    expect(job.linkedin_profiles_stats).toMatchObject({ saved_to_linkedin_profiles: 2, failed_to_save_linkedin: 0 });
    await service.post(`/jobs/${body.job_id}/save-to-linkedin-profiles?force=true`).expect(200);
    await service.get('/linkedin-profiles').expect(200);
    await service.get('/linkedin-profiles/ann@example.com').expect(200);
    await service.delete('/linkedin-profiles/ann@example.com').expect(204);
    await service.get('/tokens/status').expect(200);
    await service.post('/tokens/two/reactivate').expect(200);
    await service.delete('/tokens/two').expect(204);
    const { TokenStore } =
      await built<typeof import('../../src/tokens/store/token.store.js')>('tokens/store/token.store.js');
    const tokens = service.app.get(TokenStore, { strict: false });
    for (const token of await tokens.list()) await tokens.erase(token);
    await moveRows();
  }

  /** Rows of the predecessor, as the upkeep task does. */
  async function moveRows(): Promise<void> {
    const client = documentClient({
      endpoint: dynamodb.inside,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const Item = { email: 'Eva@Example.com', timestamp: '2024-01-15T10:30:00.123456' };
    await client.send(new PutCommand({ TableName: 'linkedin_profiles', Item }));
    client.destroy();
    await until(async () => {
      await normalizeKeys(service);
      return (await service.get('/linkedin-profiles/eva@example.com')).status === 200 ? true : null;
    });
  }

  const called = () => [...new Set(dynamodb.calls.map(({ action, table }) => `${action} ${table}`))].toSorted();

  it('allows what the service does with existing tables, and nothing more', async () => {
    await createTables();
    await start('iam-policy.json');
    await useEverything();
    expect(called()).toEqual([...allowedBy('iam-policy.json')].toSorted());
  });

  it('together with the other policy allows creating them, and nothing more', async () => {
    const policies = ['iam-policy.json', 'iam-policy-create-tables.json'];
    await start(...policies);
    await useEverything();
    expect(called()).toEqual([...allowedBy(...policies)].toSorted());
    const times = dynamodb.times.answer('DescribeTimeToLive', { TableName: 'bearer_tokens' });
    expect(times).toMatchObject({ TimeToLiveDescription: { AttributeName: 'expires_at_epoch' } });
  });
});
