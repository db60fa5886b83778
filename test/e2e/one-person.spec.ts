import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Queue } from '../../src/infrastructure/queue/queue.js';
import { json, startBearerApiStandIn, type BearerApiStandIn } from '../fixtures/bearer-api/bearer-api-stand-in.js';
import { startCassidyStandIn, type CassidyStandIn } from '../fixtures/cassidy/cassidy-stand-in.js';
import { profilePayload } from '../fixtures/cassidy/payloads.js';
import { endedJob } from '../support/ended-job.js';
import { isFullExtent } from '../support/extent.js';
import { built } from '../support/jest-worker.js';
import { DataDirectories } from '../support/process.js';
import { aService, BATCH, item, memberUrl, type Service } from '../support/service.js';
import { answered } from '../support/supabase-faults.js';
import { SupabaseStandIn } from '../support/supabase-stand-in.js';
import { until } from '../support/until.js';

const COUNT = isFullExtent ? 120 : 30;
const TOKEN = { token: 'header.payload.signature-1234' };

/** As bearer-api answers. */
const person = (slug: string, name: string) => ({
  persons: [
    {
      displayName: name,
      headline: `Keeper of ${slug}`,
      summary: `${name} keeps beehives on the roofs of Lisbon`,
      linkedInUrl: memberUrl(slug),
      schools: { educationHistory: [{ schoolName: 'Coimbra', degreeName: 'BSc' }] },
    },
  ],
});

async function finishedJob(service: Service, emails: string[], config: object = {}) {
  const { body } = await service.post('/jobs/create-batch', { emails, config }).expect(200);
  await endedJob(service, body.job_id);
  return (await service.get(`/jobs/${body.job_id}/results?limit=1000`).expect(200)).body;
}

describe('a person found by email address and by member URL', () => {
  let api: BearerApiStandIn;
  let cassidy: CassidyStandIn;
  let service: Service;

  beforeAll(async () => {
    api = await startBearerApiStandIn();
    cassidy = await startCassidyStandIn();
    service = await aService({
      PROFILE_SOURCE: 'cassidy',
      CASSIDY_PROFILE_WORKFLOW_URL: cassidy.profileUrl,
      CASSIDY_COMPANY_WORKFLOW_URL: cassidy.companyUrl,
      EMAIL_SOURCE: 'bearer-api',
      BEARER_API_URL: `${api.base}/people`,
    });
    await service.post('/tokens/add', TOKEN).expect(201);
  });

  afterAll(async () => {
    await service.close();
    await api.close();
    await cassidy.close();
  });

  it('is one profile, which has the data of both and is found at once', async () => {
    api.serve(json(JSON.stringify(person('ann-keeper', 'Ann Keeper'))));
    const { results } = await finishedJob(service, ['ann@company.com']);
    const [{ profile_id: id }] = results;
    expect(results).toMatchObject([
      {
        email: 'ann@company.com',
        profile_id: expect.any(String),
        source: 'bearer-api',
        sources_asked: [{ source: 'bearer-api', outcome: 'found' }],
        data: person('ann-keeper', 'Ann Keeper'),
        saved_to_linkedin_profiles: true,
      },
    ]);

    const get = async (path: string) => (await service.get(path).expect(200)).body;
    expect((await get('/api/v1/profiles')).data).toMatchObject([{ id, name: 'Ann Keeper' }]);
    expect((await get('/api/v1/profiles?email=ann@company.com')).data).toMatchObject([{ id }]);
    expect((await get(`/api/v1/profiles?linkedin_url=${memberUrl('ann-keeper')}`)).data).toMatchObject([{ id }]);
    const search = { query: 'beehives on the roofs of Lisbon' };
    expect((await service.post('/api/v1/profiles/search', search).expect(200)).body.data).toMatchObject([{ id }]);

    cassidy.serve('ann-keeper', { ...profilePayload('ann-keeper'), educations: [] });
    cassidy.serve('bob', { ...profilePayload('bob'), profile_id: '5', full_name: 'Bob' });
    const batch = await service.post(BATCH, { profiles: [item('ann-keeper'), item('bob')] }).expect(201);
    expect(batch.body.results).toMatchObject([
      { id, linkedin_id: '81234567', suggested_role: 'CTO', pipeline_metadata: { status: 'completed' } },
      { pipeline_metadata: { status: 'completed' } },
    ]);
    const both = await get(`/api/v1/profiles/${id}`);
    expect(both).toMatchObject({ languages: [{ name: 'English' }, { name: 'German' }], suggested_role: 'CTO' });
    expect(both.education).toMatchObject([{ school: 'Coimbra' }]);
    expect((await get('/api/v1/profiles?email=ann@company.com')).data).toMatchObject([{ id, linkedin_id: '81234567' }]);
    const bob = batch.body.results[1].id as string;
    expect((await get(`/api/v1/profiles/${bob}/similar`)).data).toMatchObject([{ id }]);
  });

  it('keeps its result, whatever another source says later, until it is deleted', async () => {
    const answer = person('eve-keeper', 'Eve Keeper');
    api.serve(json(JSON.stringify(answer)));
    const { job_id, results } = await finishedJob(service, ['eve@company.com']);
    cassidy.serve('eve-keeper', { ...profilePayload('eve-keeper'), profile_id: '6' });
    await service.post(BATCH, { profiles: [item('eve-keeper')] }).expect(201);
    const data = async () => (await service.get(`/jobs/${job_id}/results`).expect(200)).body.results[0].data;
    expect(await data()).toEqual(answer);
    await service.delete(`/api/v1/profiles/${results[0].profile_id}`).expect(204);
    expect(await data()).toBeNull();
  });

  it('is stored only where the job wants it', async () => {
    const answer = person('dan-keeper', 'Dan Keeper');
    api.serve(json(JSON.stringify(answer)));
    const { results } = await finishedJob(service, ['dan@company.com'], { store_profile: false });
    expect(results).toMatchObject([{ profile_id: null, source: 'bearer-api', data: answer }]);
    expect((await service.get('/api/v1/profiles?email=dan@company.com').expect(200)).body.data).toEqual([]);
  });

  it('may have an answer that says of nobody who it is: the result has it, and no profile', async () => {
    const answer = { persons: [{ displayName: 'Some Ann' }] };
    api.serve(json(JSON.stringify(answer)));
    const { results } = await finishedJob(service, ['some@company.com']);
    expect(results).toMatchObject([{ profile_id: null, data: answer, saved_to_linkedin_profiles: true }]);
  });
});

describe('a job while the people store is away', () => {
  const directories = new DataDirectories();
  let project: SupabaseStandIn;
  let service: Service;

  beforeAll(async () => {
    // The server behind the stand-in prints errors of its database.
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    project = await SupabaseStandIn.open();
  });
  afterEach(() => service.close());
  afterAll(async () => {
    jest.restoreAllMocks();
    await project.close();
    directories.remove();
  });

  const start = async (directory: string) => {
    const supabase = { SUPABASE_URL: project.url, SUPABASE_SERVICE_ROLE_KEY: project.secretKey };
    service = await aService({ ...supabase, SANDBOX_LATENCY_MS: '20' }, directory);
  };

  it('goes on, survives a restart, and has stored everybody when the store is back', async () => {
    const directory = await directories.add();
    await start(directory);
    // The people of the first group are stored, and nobody after them.
    project.play(async (response, work) => {
      await answered(response, work);
      await project.stop();
    }, '/save_profiles');
    const emails = Array.from({ length: COUNT }, (_, index) => `member-${index}@company.com`);
    const { body } = await service.post('/jobs/create-batch', { emails, config: { concurrency: 2 } }).expect(200);
    const path = `/jobs/${body.job_id}`;
    const detail = async () => (await service.get(path).expect(200)).body;
    await until(async () => ((await detail()).recent_results[0]?.profile_id === null ? true : null));
    await service.close();

    await start(directory);
    expect(await endedJob(service, body.job_id)).toMatchObject({ status: 'completed', failed_emails: 0 });
    // Those that were stored before cannot be read now, and a page does not leave them out.
    const { headers } = await service.get(`${path}/results`).expect(503);
    expect(headers['retry-after']).toBeDefined();
    expect((await detail()).recent_results).toHaveLength(5);
    expect((await service.get(`/linkedin-profiles/${emails.at(-1)}`).expect(200)).body.success).toBe(true);

    project.recover();
    await project.listen();
    const { Queue: token } = await built<{ Queue: typeof Queue }>('infrastructure/queue/queue.js');
    const queue = service.app.get(token, { strict: false });
    const results = await until(async () => {
      await queue.send('upkeep.unstored-people', {}, { singletonKey: 'upkeep.unstored-people' });
      const response = await service.get(`${path}/results?limit=1000`);
      const found = response.status === 200 ? (response.body.results as { profile_id: string | null }[]) : [];
      return found.length > 0 && found.every(({ profile_id }) => profile_id !== null) ? found : null;
    });
    expect(results).toHaveLength(COUNT);
    expect(new Set(results.map(({ profile_id }) => profile_id)).size).toBe(COUNT);
    for (const result of results) expect(result).toMatchObject({ data: { full_name: expect.any(String) } });
    const { rows } = await project.database.query<{ count: number }>('select count(*)::int from profiles');
    expect(rows).toEqual([{ count: COUNT }]);
  });
});
