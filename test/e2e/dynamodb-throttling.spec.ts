import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { AwsCredentialsFile } from '../support/aws-credentials-file.js';
import { DynamoDbStandIn, type DynamoDbFault } from '../support/dynamodb-stand-in.js';
import { isFullExtent } from '../support/extent.js';
import { aService, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const FAULTS: DynamoDbFault[] = [
  { type: 'ProvisionedThroughputExceededException' },
  { type: 'ThrottlingException' },
  { type: 'RequestLimitExceeded' },
  { type: 'InternalServerError', status: 500 },
  'leave-over',
];
const COUNT = isFullExtent ? 200 : 80;

describe('a job while DynamoDB throttles a third of all requests', () => {
  let dynamodb: DynamoDbStandIn;
  let bearerApi: BearerApiStandIn;
  let credentials: AwsCredentialsFile;
  let service: Service;
  beforeEach(async () => {
    credentials = new AwsCredentialsFile();
    credentials.write('AKIAWORK');
    dynamodb = new DynamoDbStandIn();
    await dynamodb.start();
    bearerApi = await startBearerApiStandIn();
    service = await aService({
      DYNAMODB: 'aws',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      PROFILE_SOURCE: 'bearer-api',
      BEARER_API_URL: `${bearerApi.base}/people?email={email}`,
    });
    await until(async () => ((await service.bare.get('/health/ready')).status === 200 ? true : null));
  });
  afterEach(async () => {
    await service.close();
    await Promise.all([dynamodb.close(), bearerApi.close()]);
    credentials.remove();
  });

  it('fetches and saves every address once, and counts every use of a token', async () => {
    for (const token_id of ['one', 'two', 'three']) {
      await service.post('/tokens/add', { token: `token-of-the-operator-${token_id}`, token_id }).expect(201);
    }
    let refused = 0;
    let requests = 0;
    dynamodb.rule = ({ action }) => {
      requests += 1;
      const fault = FAULTS[(requests / 3) % FAULTS.length] ?? null;
      const isFor = fault !== 'leave-over' || action === 'BatchWriteItem';
      if (fault !== null && isFor) refused += 1;
      return isFor ? fault : null;
    };
    const emails = Array.from({ length: COUNT }, (_, index) => `m${index}@example.com`);
    const { body } = await service
      .post('/jobs/create-batch', { emails, config: { store_profile: isFullExtent } })
      .expect(200);
    const completed = () =>
      until(async () => {
        const { body: now } = await service.get(`/jobs/${body.job_id}`).expect(200);
        return now.completed_at === null ? null : now;
      });
    const job = await completed();
    expect(job).toMatchObject({
      status: 'completed',
      processed_emails: COUNT,
      failed_emails: 0,
      linkedin_profiles_stats: { saved_to_linkedin_profiles: COUNT, failed_to_save_linkedin: 0 },
    });
    expect(refused).toBeGreaterThan(10);

    dynamodb.rule = () => null;
    expect(bearerApi.calls).toHaveLength(COUNT);
    for (const email of [emails[0], emails.at(-1)]) await service.get(`/linkedin-profiles/${email}`).expect(200);
    const { body: status } = await service.get('/tokens/status').expect(200);
    expect(status.total_daily_usage).toBeGreaterThanOrEqual(COUNT);
  });
});
