import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PDL_KEY, startPdlStandIn, type PdlStandIn } from '../fixtures/people-data-labs/pdl-stand-in.js';
import { personRecord } from '../fixtures/people-data-labs/records.js';
import * as reply from '../fixtures/people-data-labs/replies.js';
import { isFullExtent } from '../support/extent.js';
import { aService, type Service } from '../support/service.js';
import { StoppableDynamoDb } from '../support/stoppable-dynamodb.js';
import { until } from '../support/until.js';

const EMAILS = isFullExtent ? 300 : 60;
/** Found before DynamoDB stops; more than are written together. */
const BEFORE = EMAILS / 2;

describe('DynamoDB stopped during a job', () => {
  const dynamodb = new StoppableDynamoDb();
  let pdl: PdlStandIn;
  let service: Service;

  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
    await dynamodb.start();
    pdl = await startPdlStandIn();
    service = await aService({
      API_KEY: undefined,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
      EMAIL_SOURCE: 'people-data-labs',
      PDL_API_KEY: PDL_KEY,
      PDL_BASE_URL: pdl.base,
    });
  });

  afterAll(async () => {
    await service.close();
    await pdl.close();
    await dynamodb.remove();
  });

  const get = async (path: string) => (await service.bare.get(path).expect(200)).body;
  const component = async () => (await get('/system/health')).components.linkedin_profiles.status as string;

  it('does not stop fetching: every result is kept, and exactly the missing ones are saved afterward', async () => {
    const emails = Array.from({ length: EMAILS }, (_, index) => `m${index}@example.com`);
    const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
    const alone = { experience: [], job_company_linkedin_url: null };
    for (const [index, email] of emails.entries()) {
      const found = reply.person(personRecord(`m${index}`, alone));
      pdl.serve(email, index < BEFORE ? found : (...call) => void stopped.then(() => found(...call)));
    }
    const { body } = await service.bare
      .post('/jobs/create-batch')
      .send({ emails, config: { concurrency: 8 } })
      .expect(200);
    const job = () => get(`/jobs/${body.job_id}`);
    await until(async () => ((await job()).linkedin_profiles_stats.saved_to_linkedin_profiles > 0 ? true : null));
    await dynamodb.stop();
    stop();

    const done = await until(async () => {
      const now = await job();
      return now.status === 'completed' ? now : null;
    });
    const stats = done.linkedin_profiles_stats;
    expect(stats).toMatchObject({ total_profiles_fetched: EMAILS, linkedin_db_available: false });
    expect(stats.saved_to_linkedin_profiles + stats.failed_to_save_linkedin).toBe(EMAILS);
    expect(stats.failed_to_save_linkedin).toBeGreaterThan(0);
    const { results } = await get(`/jobs/${body.job_id}/results?limit=1000`);
    const unsaved = results.filter(
      (result: { saved_to_linkedin_profiles: boolean }) => !result.saved_to_linkedin_profiles,
    );
    expect(unsaved).toHaveLength(stats.failed_to_save_linkedin);
    for (const { data, save_error } of unsaved)
      expect({ data, save_error }).toEqual({ data: expect.any(Object), save_error: expect.any(String) });

    expect(await component()).toBe('unhealthy');
    await service.bare.post(`/jobs/${body.job_id}/save-to-linkedin-profiles`).expect(503);

    await dynamodb.start();
    await until(async () => ((await component()) === 'healthy' ? true : null));
    const saved = await service.bare.post(`/jobs/${body.job_id}/save-to-linkedin-profiles`).expect(200);
    expect(saved.body).toMatchObject({ saved_count: unsaved.length, failed_count: 0, save_errors: [] });
    const after = await job();
    expect(after.linkedin_profiles_stats).toMatchObject({
      saved_to_linkedin_profiles: EMAILS,
      failed_to_save_linkedin: 0,
      linkedin_db_available: true,
    });
    const { body: one } = await service.bare.get(`/linkedin-profiles/${unsaved[0].email}`).expect(200);
    expect(one.profile_data).toEqual(unsaved[0].data);
  });
});
