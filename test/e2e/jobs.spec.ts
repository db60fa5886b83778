import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createJob, getJobResults, getLinkedInProfile, saveJobResults } from '../../clients/typescript/src/index.js';
import { endedJob } from '../support/ended-job.js';
import { isFullExtent } from '../support/extent.js';
import { aService, type Service } from '../support/service.js';
import { typedClient } from '../support/typed-client.js';
import { until } from '../support/until.js';

const ENDED = new Set(['completed', 'failed', 'cancelled']);

/** The commands of the user guide, in local mode: no key is sent. */
describe('a job with email addresses', () => {
  let service: Service;

  beforeAll(async () => {
    service = await aService({ API_KEY: undefined, UPSTREAM_MAX_ATTEMPTS: '4' });
  });

  afterAll(() => service.close());

  const create = (body: object) => service.bare.post('/jobs/create-batch').send(body);
  const ended = (id: string) =>
    until(async () => {
      const { body } = await service.bare.get(`/jobs/${id}`).expect(200);
      return ENDED.has(body.status) ? body : null;
    });

  it('is accepted, processed, and returns results and statistics', async () => {
    const emails = ['john@company.com', 'jane@company.com'];
    const client = await typedClient(service, null);
    const created = await createJob({ client, body: { emails, priority: 'HIGH' }, throwOnError: true });
    expect(created.response.status).toBe(200);
    expect(created.data).toMatchObject({
      success: true,
      job_id: expect.any(String),
      total_emails: 2,
      duplicates_removed: 0,
      invalid_emails: [],
      priority: 'HIGH',
      estimated_capacity_used: 2,
      available_capacity: null,
      linkedin_profiles_auto_save: true,
      token_rotation: { requests_per_token: 15, estimated_token_switches: 1, description: expect.any(String) },
      message:
        'Batch job created and queued for processing. LinkedIn profiles will be automatically saved to DynamoDB.',
      warning: null,
    });
    const { job_id } = created.data;
    expect(await ended(job_id)).toMatchObject({
      job_id,
      status: 'completed',
      priority: 'HIGH',
      total_emails: 2,
      processed_emails: 2,
      failed_emails: 0,
      progress_percentage: 100,
      results_count: 2,
      errors_count: 0,
      recent_results: [{ success: true }, { success: true }],
      recent_errors: [],
      waiting_for: null,
    });
    const results = await getJobResults({ client, path: { job_id }, throwOnError: true });
    expect(results.data).toMatchObject({
      job_id,
      status: 'completed',
      total_results: 2,
      total_errors: 0,
      errors: [],
      linkedin_profiles_stats: {
        total_profiles_fetched: 2,
        saved_to_linkedin_profiles: 2,
        failed_to_save_linkedin: 0,
        linkedin_db_available: true,
      },
      next_cursor: null,
    });
    expect(results.data.results).toMatchObject(
      emails.map((email, index) => ({
        email,
        success: true,
        data: { full_name: expect.any(String) },
        saved_to_linkedin_profiles: true,
        save_error: null,
        token_used: 'sandbox',
        email_number: index + 1,
      })),
    );
    for (const email of emails) {
      const { data } = await getLinkedInProfile({ client, path: { email }, throwOnError: true });
      expect(data).toMatchObject({ email, success: true, job_id, token_used: 'sandbox' });
    }
    const saved = await saveJobResults({ client, path: { job_id }, throwOnError: true });
    expect(saved.data).toEqual({
      success: true,
      message: 'Batch save completed',
      job_id,
      total_results: 2,
      saved_count: 0,
      failed_count: 0,
      save_errors: [],
      linkedin_profiles_table: 'linkedin_profiles',
    });
    const query = { force: true };
    const forced = await saveJobResults({ client, path: { job_id }, query, throwOnError: true });
    expect(forced.data).toMatchObject({ saved_count: 2, failed_count: 0 });
  });

  it('lists invalid addresses, removes duplicates, and reports failures by type', async () => {
    const emails = [
      ' Ann@Example.com ',
      'ann@example.com',
      'nobody',
      7,
      'notfound-x@example.com',
      'private-y@example.com',
      'flaky-z@example.com',
      'ratelimited-q@example.com',
    ];
    const { body } = await create({ emails, priority: 'urgent' }).expect(200);
    expect(body).toMatchObject({
      total_emails: 5,
      duplicates_removed: 1,
      priority: 'URGENT',
      invalid_emails: [
        { value: 'nobody', reason: expect.any(String) },
        { value: '7', reason: expect.any(String) },
      ],
    });
    expect(await ended(body.job_id)).toMatchObject({
      status: 'completed',
      processed_emails: 5,
      failed_emails: 2,
      results_count: 3,
    });
    const results = await service.bare.get(`/jobs/${body.job_id}/results`).expect(200);
    expect(results.body.errors).toMatchObject([
      { email: 'notfound-x@example.com', success: false, error_type: 'not_found', retryable: false, email_number: 2 },
      { email: 'private-y@example.com', error_type: 'user_restricted' },
    ]);
  });

  it('is rejected without a valid address', async () => {
    const { body } = await create({ emails: ['nobody', ''] }).expect(422);
    expect(body.validation_errors).toMatchObject([{ field: 'emails', error_type: 'email' }, { error_type: 'email' }]);
  });

  it.each<[object, string, string]>([
    [{}, 'emails', 'missing'],
    [{ emails: [] }, 'emails', 'too_short'],
    [{ emails: 'a@b.com' }, 'emails', 'list_type'],
    [{ emails: ['a@b.com'], priority: 'SOON' }, 'priority', 'enum'],
    [{ emails: ['a@b.com'], config: { requests_per_token: 51 } }, 'config.requests_per_token', 'less_than_equal'],
    [{ emails: ['a@b.com'], config: { delay_seconds: -1 } }, 'config.delay_seconds', 'greater_than_equal'],
    [{ emails: ['a@b.com'], config: { concurrency: 0 } }, 'config.concurrency', 'greater_than_equal'],
  ])('refuses %j', async (request, field, error_type) => {
    const { body } = await create(request).expect(422);
    expect(body.validation_errors).toMatchObject([{ field, error_type }]);
  });

  it('is the same job for the same Idempotency-Key and body; another body is a 422', async () => {
    const send = (emails: string[]) => create({ emails }).set('Idempotency-Key', 'order-1');
    const first = await send(['same@example.com']).expect(200);
    const second = await send(['same@example.com']).expect(200);
    expect(second.body).toEqual(first.body);
    const other = await send(['other@example.com']).expect(422);
    expect(other.body.error_code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('pages its results, and streams all of them as NDJSON and CSV', async () => {
    const emails = Array.from({ length: 7 }, (_, index) => `paged-${index}@example.com`);
    const { body } = await create({ emails }).expect(200);
    await ended(body.job_id);
    const url = `/jobs/${body.job_id}/results`;
    const numbers: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { body: { results: { email_number: number }[]; next_cursor: string | null; total_results: number } } =
        await service.bare.get(`${url}?limit=3${cursor && `&cursor=${cursor}`}`).expect(200);
      expect(page.body.total_results).toBe(7);
      numbers.push(...page.body.results.map(({ email_number }) => email_number));
      cursor = page.body.next_cursor;
    }
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const ndjson = await service.bare
      .get(url)
      .set('Accept', 'application/x-ndjson')
      .buffer()
      .parse(asText as never)
      .expect(200);
    const lines = String(ndjson.body)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { email: string });
    expect(lines.map(({ email }) => email)).toEqual(emails);
    const csv = await service.bare
      .get(url)
      .set('Accept', 'text/csv')
      .expect(200)
      .expect('Content-Type', /text\/csv/);
    expect(csv.text.trim().split('\n')).toHaveLength(8);
    expect(csv.text).toMatch(/^status,error,profile_id,/);
  });

  it('can be canceled while it is processing, once', async () => {
    const emails = Array.from({ length: 300 }, (_, index) => `slow-${index}@example.com`);
    const { body } = await create({ emails, config: { concurrency: 1 } }).expect(200);
    await until(async () =>
      (await service.bare.get('/jobs/active')).body.some((job: { job_id: string }) => job.job_id === body.job_id)
        ? true
        : null,
    );
    const cancelled = await service.bare.post(`/jobs/${body.job_id}/cancel`).expect(200);
    expect(cancelled.body).toMatchObject({ success: true, status: 'cancelled' });
    const again = await service.bare.post(`/jobs/${body.job_id}/cancel`).expect(409);
    expect(again.body.error_code).toBe('JOB_NOT_CANCELLABLE');
    expect(await ended(body.job_id)).toMatchObject({ status: 'cancelled' });
  });

  it('is listed with its statistics', async () => {
    const { body } = await service.bare.get('/jobs/recent?limit=2').expect(200);
    expect(body).toHaveLength(2);
    expect(body[0]).toMatchObject({ linkedin_profiles_stats: { linkedin_db_available: true } });
    await service.bare.get('/jobs/pending').expect(200, []);
    const status = await service.bare.get('/jobs/queue/status').expect(200);
    expect(status.body).toMatchObject({
      queue_size: 0,
      total_jobs: expect.any(Number),
      status_breakdown: { completed: expect.any(Number), cancelled: 1 },
      priority_breakdown: { HIGH: 1, URGENT: 1 },
      statistics: { total: expect.any(Number) },
    });
  });

  it.each(['/jobs/00000000-0000-4000-8000-000000000000', '/jobs/nope', '/jobs/nope/results'])(
    'is not found at %s',
    async (path) => {
      const { body } = await service.bare.get(path).expect(404);
      expect(body.error_code).toBe('JOB_NOT_FOUND');
    },
  );

  it('that waits because the account of the source has no credit ends by itself', async () => {
    const others = Array.from({ length: isFullExtent ? 150 : 20 }, (_, index) => `member-${index}@company.com`);
    const emails = ['nocredit-ann@company.com', ...others];
    const { body } = await create({ emails, config: { store_profile: isFullExtent } }).expect(200);
    expect(await endedJob(service, body.job_id)).toMatchObject({
      status: 'completed',
      processed_emails: emails.length,
      failed_emails: 0,
    });
  });
});

function asText(response: NodeJS.ReadableStream, done: (error: Error | null, text: string) => void): void {
  let text = '';
  response.on('data', (chunk: Buffer) => (text += chunk.toString()));
  response.on('end', () => done(null, text));
}
