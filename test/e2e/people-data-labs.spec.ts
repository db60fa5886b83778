import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PDL_KEY, startPdlStandIn, type PdlStandIn } from '../fixtures/people-data-labs/pdl-stand-in.js';
import { companyRecord, personRecord } from '../fixtures/people-data-labs/records.js';
import * as reply from '../fixtures/people-data-labs/replies.js';
import { isFullExtent } from '../support/extent.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const SECOND = 1_000;
/** By how much the clock of timers and that of dates may differ after a second or two, in milliseconds. */
const CLOCKS = 50;

/** A full second in the future, the format of the headers. */
const soon = () => new Date(Math.ceil(Date.now() / SECOND) * SECOND + SECOND);

describe('the service over People Data Labs', () => {
  let pdl: PdlStandIn;
  let service: Service;
  /** All responses, to be searched for the key. */
  const answers: string[] = [];

  beforeAll(async () => {
    pdl = await startPdlStandIn();
    service = await aPdlService();
  });

  afterAll(async () => {
    await service.close();
    await pdl.close();
  });

  const aPdlService = (given = {}) =>
    aService({ PROFILE_SOURCE: 'people-data-labs', PDL_API_KEY: PDL_KEY, PDL_BASE_URL: pdl.base, ...given });
  const callsFor = (key: string) => pdl.calls.filter((call) => call.key === key);
  const get = async (path: string, from = service) => {
    const { body, text } = await from.get(path).expect(200);
    answers.push(text);
    return body;
  };
  const ingest = async (slugs: string[], from = service) => {
    const { body, text } = await from.post(BATCH, { profiles: slugs.map((slug) => item(slug)) }).expect(201);
    answers.push(text);
    return body;
  };
  const createJob = async (emails: string[], from = service, config: object = {}): Promise<string> => {
    const { body, text } = await from.post('/jobs/create-batch', { emails, config }).expect(200);
    answers.push(text);
    return body.job_id;
  };
  const job = (
    id: string,
    isAsWanted: (job: { status: string; waiting_for: string | null }) => boolean,
    from = service,
  ) =>
    until(async () => {
      const detail = await get(`/jobs/${id}`, from);
      return isAsWanted(detail) ? detail : null;
    });
  const ended = (id: string) => job(id, ({ status }) => status === 'completed');

  it('stores a batch of members with their companies, and reports unknown members', async () => {
    for (const slug of ['ann', 'bob']) pdl.serve(slug, reply.person(personRecord(slug, { linkedin_id: null })));
    pdl.serve('acme', reply.company(companyRecord('acme')));
    const { successful, failed, results } = await ingest(['ann', 'nobody', 'bob']);
    expect({ successful, failed }).toEqual({ successful: 2, failed: 1 });
    expect(results[0]).toMatchObject({
      name: 'Ann Example',
      position: 'CTO at Acme',
      country_code: 'DE',
      current_company: { name: 'Acme', company_id: '42' },
      pipeline_metadata: { status: 'completed', attempts: 1, companies_found: 1, companies_failed: 1 },
    });
    expect(results[0].companies_processed).toMatchObject([{ company_name: 'Acme GmbH', country_code: 'DE' }]);
    // The other company is not in the data, which is not a failure of the source.
    expect(results[0].pipeline_metadata.warnings).toMatchObject([{ stage: 'companies' }]);
    expect(results[1].pipeline_metadata.errors).toMatchObject([
      { error_code: 'PROFILE_NOT_FOUND', retryable: false, stage: 'fetch' },
    ]);
    expect(callsFor('acme')).toHaveLength(1);
    expect(callsFor('nobody')).toHaveLength(1);
  });

  it("processes a job of email addresses with the operator's key and no token from the pool", async () => {
    pdl.serve('ann@example.com', reply.person(personRecord('ann')));
    await service.post('/tokens/add', { token: 'bearer-token-of-another-source', token_id: 'other' }).expect(201);
    const id = await createJob(['ann@example.com', 'nobody@example.com']);
    expect(await ended(id)).toMatchObject({ processed_emails: 2, failed_emails: 1 });
    const { results, errors } = await get(`/jobs/${id}/results`);
    expect(results).toMatchObject([
      { email: 'ann@example.com', data: { full_name: 'Ann Example' }, token_used: 'people-data-labs' },
    ]);
    expect(errors).toMatchObject([{ email: 'nobody@example.com', error_type: 'not_found', retryable: false }]);
    // The token belongs to another source and was not used.
    expect(await get('/tokens/status')).toMatchObject({ token_details: [{ token_id: 'other', daily_usage: 0 }] });
    expect((await get('/system/health')).components.token_manager).toMatchObject({ status: 'healthy' });
    expect(pdl.calls.every(({ authorization, apiKey }) => authorization === undefined && apiKey === PDL_KEY)).toBe(
      true,
    );
  });

  it('shows the data of a job as before after the same person was looked up by URL', async () => {
    const alone = { experience: [], job_company_linkedin_url: null };
    for (const key of ['dora', 'dora@example.com']) pdl.serve(key, reply.person(personRecord('dora', alone)));
    const id = await createJob(['dora@example.com']);
    await ended(id);
    const { results: before } = await get(`/jobs/${id}/results`);
    const { results: ingested } = await ingest(['dora']);
    expect(ingested[0].id).toBe(before[0].profile_id);
    const { results: after } = await get(`/jobs/${id}/results`);
    expect(after).toMatchObject([{ data: { full_name: 'Ann Example' } }]);
    expect(after).toEqual(before);
  });

  it('reports credits in health and to Prometheus', async () => {
    pdl.serve('billed', reply.person(personRecord('billed', { experience: [] }), reply.billed('enrich', 77, 5)));
    const before = (await get('/system/health')).components.profile_source.credits_spent;
    await ingest(['billed']);
    const { components } = await get('/system/health');
    expect(components.profile_source).toMatchObject({ status: 'healthy', takes_member_urls: true, takes_emails: true });
    expect(components.profile_source.credits_spent.enrich).toBe(before.enrich + 5);
    expect(components.profile_source.credits_remaining.enrich).toBe(77);
    const { text } = await service.get('/metrics').expect(200);
    expect(text).toContain(`profile_service_source_credits_total{type="enrich"} ${before.enrich + 5}`);
    answers.push(text);
  });

  it('waits for the reset announced by a 429, and then fetches the profile', async () => {
    let reset = new Date(0);
    pdl.serve(
      'limited',
      reply.inTurn(
        (response, call) => reply.rateLimited(reply.windowOf(0, (reset = soon())))(response, call),
        reply.person(personRecord('limited', { experience: [], job_company_linkedin_url: null })),
      ),
    );
    const { results } = await ingest(['limited']);
    expect(results[0].pipeline_metadata).toMatchObject({ status: 'completed' });
    const [first, second] = callsFor('limited');
    expect(first?.at.getTime()).toBeLessThan(reset.getTime());
    expect(second?.at.getTime()).toBeGreaterThanOrEqual(reset.getTime() - CLOCKS);
  });

  it('delays the next call if no calls are left in the window, so that none is rejected', async () => {
    let reset = new Date(0);
    const alone = { experience: [], job_company_linkedin_url: null };
    pdl.serve('last', (response, call) =>
      reply.person(personRecord('last', alone), reply.windowOf(0, (reset = soon())))(response, call),
    );
    pdl.serve('next', reply.person(personRecord('next', alone)));
    await ingest(['last']);
    const { results } = await ingest(['next']);
    expect(results[0].pipeline_metadata).toMatchObject({ status: 'completed' });
    expect(callsFor('next').map(({ at }) => at.getTime() >= reset.getTime() - CLOCKS)).toEqual([true]);
  });

  it('blocks a job while there are no credits, and decides nothing about its addresses', async () => {
    const poor = await startPdlStandIn();
    const other = await aPdlService({ PDL_BASE_URL: poor.base });
    const emails = Array.from({ length: 60 }, (_, index) => `poor-${index}@example.com`);
    for (const email of emails) poor.serve(email, reply.failure(402, 'payment_required'));
    const id = await createJob(emails, other, { store_profile: isFullExtent });
    expect(await job(id, ({ waiting_for }) => waiting_for === 'credits', other)).toMatchObject({
      status: 'processing',
      processed_emails: 0,
      failed_emails: 0,
    });
    // No more calls than were in flight when the first rejection arrived.
    expect(poor.calls.length).toBeLessThanOrEqual(32);
    expect((await get('/system/health', other)).components.token_manager).toMatchObject({ status: 'healthy' });
    const { components } = await get('/system/health', other);
    expect(components.profile_source).toMatchObject({ status: 'unhealthy', problem: expect.stringMatching(/credits/) });

    const goesOn = new Promise<void>((resolve) => {
      const answer = reply.person(personRecord('rich'));
      for (const email of emails) poor.serve(email, (response, call) => (resolve(), answer(response, call)));
    });
    // The first call that is accepted, by any caller, shows that the account is accepted again.
    poor.serve('paid', reply.person(personRecord('paid', { experience: [], job_company_linkedin_url: null })));
    await ingest(['paid'], other);
    await goesOn;
    expect(await job(id, ({ status }) => status === 'completed', other)).toMatchObject({ failed_emails: 0 });
    expect((await get('/system/health', other)).components.profile_source).toMatchObject({ problem: null });
    await other.close();
    await poor.close();
  });

  it('explains how to fix a wrong key, and does not retry it over and over', async () => {
    const wrong = await aPdlService({ PDL_API_KEY: 'wrong-secret-key' });
    const { results } = await ingest(['ann'], wrong);
    const [failure] = results[0].pipeline_metadata.errors;
    expect(failure).toMatchObject({ error_code: 'ACCESS_DENIED', retryable: true, stage: 'fetch' });
    expect(failure.error).toMatch(/set PDL_API_KEY/);
    expect(pdl.calls.filter(({ apiKey }) => apiKey === 'wrong-secret-key')).toHaveLength(1);
    const { components } = await get('/system/health', wrong);
    expect(components.profile_source).toMatchObject({ status: 'unhealthy', circuit: 'closed', problem: failure.error });
    await wrong.close();
  });

  it('does not treat exhausted credits as a failure of the source', async () => {
    pdl.serve('unpaid', reply.failure(402, 'payment_required'));
    const { results } = await ingest(['unpaid']);
    expect(results[0].pipeline_metadata.errors).toMatchObject([{ error_code: 'ACCESS_DENIED', retryable: true }]);
    expect(callsFor('unpaid')).toHaveLength(1);
  });

  it('never reveals the key', () => {
    expect(answers.length).toBeGreaterThan(20);
    expect(answers.join('\n')).not.toMatch(/pdl-secret|wrong-secret|tenant-7/);
  });
});
