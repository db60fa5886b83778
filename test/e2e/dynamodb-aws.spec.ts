import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsCredentialsFile } from '../support/aws-credentials-file.js';
import { DynamoDbStandIn, type DynamoDbCall, type DynamoDbFault } from '../support/dynamodb-stand-in.js';
import { endedJob } from '../support/ended-job.js';
import { isFullExtent } from '../support/extent.js';
import { aService, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const EXPIRED = { type: 'ExpiredTokenException', message: 'The security token AKIAOLD is expired' };
const UNKNOWN = { type: 'UnrecognizedClientException', message: 'The security token AKIAOLD is invalid.' };
const DENIED = {
  type: 'AccessDeniedException',
  message: 'User: arn:aws:iam::123456789012:user/x is not authorized to perform: dynamodb:DescribeTable on resource: y',
};
const noRightToCreate = ({ action }: DynamoDbCall): DynamoDbFault => {
  if (action === 'DescribeTable') return { type: 'ResourceNotFoundException' };
  return action === 'CreateTable' ? { type: 'AccessDeniedException' } : null;
};

const THROTTLED = /^DynamoDB is throttling requests/;

/** More than are written together. */
const COUNT = isFullExtent ? 120 : 30;

describe('the service on AWS', () => {
  let dynamodb: DynamoDbStandIn;
  let credentials: AwsCredentialsFile;
  let service: Service;
  beforeAll(async () => {
    credentials = new AwsCredentialsFile();
    dynamodb = new DynamoDbStandIn();
    await dynamodb.start();
    await start();
  });
  afterEach(() => void (dynamodb.rule = () => null));
  afterAll(async () => {
    await service.close();
    await dynamodb.close();
    credentials.remove();
  });

  async function start(): Promise<void> {
    const place = { DYNAMODB: 'aws', AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint };
    service = await aService(place);
  }

  const ready = async () => {
    const { status, body } = await service.bare.get('/health/ready');
    const found = (body.details.details ?? body.details).dynamodb as { status: string; message?: string };
    return { code: status, ...found };
  };
  const isReady = () => until(async () => ((await ready()).status === 'up' ? true : null));
  const component = async () => (await service.get('/system/health').expect(200)).body.components.linkedin_profiles;

  async function runJob(emails: string[]) {
    const { body } = await service
      .post('/jobs/create-batch', { emails, config: { concurrency: 4, store_profile: isFullExtent } })
      .expect(200);
    return body.job_id as string;
  }
  const ended = (id: string) => endedJob(service, id);

  const troubles: [string, (call: DynamoDbCall) => DynamoDbFault, RegExp][] = [
    ['expired credentials', () => EXPIRED, /^The AWS credentials have expired: provide new ones$/],
    ['wrong credentials', () => UNKNOWN, /^DynamoDB rejected the AWS credentials: check AWS_ACCESS_KEY_ID/],
    ['a missing permission', () => DENIED, /^The AWS credentials lack the permission dynamodb:DescribeTable: add it/],
    [
      'a missing table that it may not create',
      noRightToCreate,
      /^The table \w+ does not exist, and the AWS credentials lack the permission dynamodb:CreateTable: create it with deploy/,
    ],
  ];
  it('reports missing credentials, and uses them once they exist', async () => {
    const red = await until(async () => {
      const found = await ready();
      return found.message?.startsWith('No AWS credentials were found: set ') ? found : null;
    });
    expect(red).toMatchObject({ code: 503, status: 'down' });
    credentials.write('AKIAOLD');
    await isReady();
    expect(new Set(dynamodb.calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['AKIAOLD']));
  });

  it.each(troubles)('says what to do about %s, is not ready, and works as soon as it is mended', async (...given) => {
    const [, rule, sentence] = given;
    dynamodb.rule = rule;
    // Trouble from the start differs little from trouble that comes later, since attempts to reach a table are the same.
    if (isFullExtent) {
      await service.close();
      await start();
    }
    const red = await until(async () => {
      const found = await ready();
      return sentence.test(found.message ?? '') ? found : null;
    });
    expect(red).toMatchObject({ code: 503, status: 'down' });
    // Another table may be the first to meet it.
    const shown = await until(async () => {
      const found = await component();
      return sentence.test(found.problem ?? '') ? found : null;
    });
    expect(shown).toMatchObject({ status: 'unhealthy' });
    const everything = JSON.stringify([red, shown, (await service.get('/system/info')).body]);
    expect(everything).not.toMatch(/AKIA|hidden-secret|arn:|123456789012/);

    dynamodb.rule = () => null;
    await isReady();
    const { linkedin_profiles_stats } = await ended(await runJob(['ann@example.com']));
    expect(linkedin_profiles_stats).toMatchObject({ saved_to_linkedin_profiles: 1, failed_to_save_linkedin: 0 });
  });

  it('picks up renewed credentials in the shared file, whatever the old ones are refused with', async () => {
    let old = 'AKIAOLD';
    for (const [index, refusal] of [EXPIRED, UNKNOWN].entries()) {
      let writes = 0;
      const refused = old;
      // The first rows are saved.
      dynamodb.rule = ({ action, accessKeyId }) => {
        if (action === 'BatchWriteItem') writes += 1;
        return writes > 1 && accessKeyId === refused ? refusal : null;
      };
      const id = await runJob(Array.from({ length: COUNT }, (_, n) => `m${n}.${index}@example.com`));

      const job = await ended(id);
      expect(job).toMatchObject({ status: 'completed', processed_emails: COUNT, failed_emails: 0 });
      const { saved_to_linkedin_profiles: saved, failed_to_save_linkedin: unsaved } = job.linkedin_profiles_stats;
      expect([saved + unsaved, unsaved > 0]).toEqual([COUNT, true]);
      await until(async () => ((await ready()).code === 503 ? true : null));

      old = `AKIA${index}`;
      credentials.write(old);
      await isReady();
      const { body } = await service.post(`/jobs/${id}/save-to-linkedin-profiles`).expect(200);
      expect(body).toMatchObject({ saved_count: unsaved, failed_count: 0 });
    }
  });

  it('stays ready while DynamoDB throttles', async () => {
    dynamodb.rule = () => ({ type: 'ThrottlingException' });
    const degraded = await until(async () => (THROTTLED.test((await ready()).message ?? '') ? ready() : null));
    expect(degraded).toMatchObject({ code: 200, status: 'degraded' });
  });

  it('is not ready while DynamoDB throttles if tokens come from there; reads credentials and region of a profile', async () => {
    await service.close();
    // The SDK reads a file of settings once.
    credentials.remove();
    credentials = new AwsCredentialsFile();
    credentials.write('AKIAWORK', 'work');
    credentials.writeRegion('eu-central-1', 'work');
    const earlier = dynamodb.calls.length;
    dynamodb.rule = () => ({ type: 'ThrottlingException' });
    service = await aService({
      AWS_PROFILE: 'work',
      AWS_ENDPOINT_URL: dynamodb.endpoint,
      PROFILE_SOURCE: 'bearer-api',
      BEARER_API_URL: 'http://127.0.0.1:9',
    });
    const down = await until(async () => (THROTTLED.test((await ready()).message ?? '') ? ready() : null));
    expect(down).toMatchObject({ code: 503, status: 'down' });
    dynamodb.rule = () => null;
    await isReady();
    const calls = dynamodb.calls.slice(earlier);
    expect(new Set(calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['AKIAWORK']));
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(['eu-central-1']));
  });
});
