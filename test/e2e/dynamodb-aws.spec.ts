import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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

/** More than are written together. */
const COUNT = isFullExtent ? 120 : 60;

describe('the service on AWS', () => {
  let dynamodb: DynamoDbStandIn;
  let credentials: AwsCredentialsFile;
  let service: Service;
  beforeEach(async () => {
    credentials = new AwsCredentialsFile();
    dynamodb = new DynamoDbStandIn();
    await dynamodb.start();
  });
  afterEach(async () => {
    await service.close();
    await dynamodb.close();
    credentials.remove();
  });

  async function start(environment: Record<string, string> = {}): Promise<void> {
    const place = { DYNAMODB: 'aws', AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint };
    service = await aService({ ...place, ...environment });
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
  // One start with each, or one start with all of them in turn.
  it.each(
    (isFullExtent ? troubles.map((trouble) => [trouble]) : [troubles]).map((given) => ({
      words: given.map(([words]) => words).join(', then '),
      given,
    })),
  )('starts with $words, says what to do, is not ready, and works as soon as it is mended', async ({ given }) => {
    credentials.write('AKIAOLD');
    dynamodb.rule = given[0]![1];
    await start();
    for (const [, rule, sentence] of given) {
      dynamodb.rule = rule;
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
    }

    dynamodb.rule = () => null;
    await isReady();
    const { linkedin_profiles_stats } = await ended(await runJob(['ann@example.com']));
    expect(linkedin_profiles_stats).toMatchObject({ saved_to_linkedin_profiles: 1, failed_to_save_linkedin: 0 });
  });

  it('reports missing credentials, and uses them once they exist', async () => {
    await start();
    const red = await until(async () => {
      const found = await ready();
      return found.message?.startsWith('No AWS credentials were found: set ') ? found : null;
    });
    expect(red).toMatchObject({ code: 503, status: 'down' });
    credentials.write('AKIANEW');
    await isReady();
    expect(new Set(dynamodb.calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['AKIANEW']));
  });

  it('picks up renewed credentials in the shared file, whatever the old ones are refused with', async () => {
    credentials.write('AKIA0');
    await start();
    await isReady();
    for (const [index, refusal] of [EXPIRED, UNKNOWN].entries()) {
      let writes = 0;
      // The first rows are saved.
      dynamodb.rule = ({ action, accessKeyId }) => {
        if (action === 'BatchWriteItem') writes += 1;
        return writes > 1 && accessKeyId === `AKIA${index}` ? refusal : null;
      };
      const id = await runJob(Array.from({ length: COUNT }, (_, n) => `m${n}.${index}@example.com`));

      const job = await ended(id);
      expect(job).toMatchObject({ status: 'completed', processed_emails: COUNT, failed_emails: 0 });
      const { saved_to_linkedin_profiles: saved, failed_to_save_linkedin: unsaved } = job.linkedin_profiles_stats;
      expect([saved + unsaved, unsaved > 0]).toEqual([COUNT, true]);
      await until(async () => ((await ready()).code === 503 ? true : null));

      credentials.write(`AKIA${index + 1}`);
      await isReady();
      const { body } = await service.post(`/jobs/${id}/save-to-linkedin-profiles`).expect(200);
      expect(body).toMatchObject({ saved_count: unsaved, failed_count: 0 });
    }
  });

  it('reads credentials and region of a profile', async () => {
    credentials.write('AKIAWORK', 'work');
    credentials.writeRegion('eu-central-1', 'work');
    service = await aService({ AWS_PROFILE: 'work', AWS_ENDPOINT_URL: dynamodb.endpoint });
    await isReady();
    expect(new Set(dynamodb.calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['AKIAWORK']));
    expect(new Set(dynamodb.calls.map(({ region }) => region))).toEqual(new Set(['eu-central-1']));
  });

  it('stays ready while DynamoDB throttles, unless tokens come from there', async () => {
    credentials.write('AKIAWORK');
    dynamodb.rule = () => ({ type: 'ThrottlingException' });
    await start();
    const throttled = /^DynamoDB is throttling requests/;
    const degraded = await until(async () => (throttled.test((await ready()).message ?? '') ? ready() : null));
    expect(degraded).toMatchObject({ code: 200, status: 'degraded' });
    await service.close();
    await start({ PROFILE_SOURCE: 'bearer-api', BEARER_API_URL: 'http://127.0.0.1:9' });
    const down = await until(async () => (throttled.test((await ready()).message ?? '') ? ready() : null));
    expect(down).toMatchObject({ code: 503, status: 'down' });
    dynamodb.rule = () => null;
    await isReady();
  });
});
