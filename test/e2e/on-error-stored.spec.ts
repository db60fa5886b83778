import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rm } from 'node:fs/promises';
import { startPdlStandIn, PDL_KEY } from '../fixtures/people-data-labs/pdl-stand-in.js';
import { isFullExtent } from '../support/extent.js';
import { freshDataDirectory } from '../support/fresh-data-directory.js';
import { aService, BATCH, item, type Service } from '../support/service.js';
import { until } from '../support/until.js';

const PROFILES = '/api/v1/profiles';

describe('on_error=stored, while the source is down', () => {
  let directory: string;
  let service: Service;
  let stored: Record<string, unknown> & { id: string };

  beforeAll(async () => {
    directory = await freshDataDirectory();
    const before = await aService({}, directory);
    const { body } = await before.post(PROFILES, item('ann')).expect(201);
    expect(body).toMatchObject({ stale: false, source: 'sandbox', fetched_at: expect.any(String) });
    stored = (await before.get(`${PROFILES}/${body.id}`).expect(200)).body;
    await before.close();
    const pdl = await startPdlStandIn();
    await pdl.close();
    service = await aService(
      {
        PROFILE_SOURCE: 'people-data-labs',
        PDL_API_KEY: PDL_KEY,
        PDL_BASE_URL: pdl.base,
        UPSTREAM_MAX_ATTEMPTS: '1',
      },
      directory,
    );
  });

  afterAll(async () => {
    await service.close();
    await rm(directory, { recursive: true, force: true });
  });

  const warnings = [{ stage: 'fetch', error: expect.any(String) }];
  const staleAnn = () => ({
    id: stored.id,
    name: stored['name'],
    source: 'sandbox',
    fetched_at: stored['fetched_at'],
    suggested_role: 'CTO',
    stale: true,
    pipeline_metadata: { status: 'completed', cached: false, warnings },
  });

  it('answers with the stored profile, which stays as it is', async () => {
    const { body } = await service
      .post(`${PROFILES}?on_error=stored`, { ...item('ann'), suggested_role: 'CIO' })
      .expect(200);
    expect(body).toMatchObject(staleAnn());
    expect(body.companies_processed).toHaveLength(body.pipeline_metadata.companies_found);
    expect((await service.get(`${PROFILES}/${stored.id}`).expect(200)).body).toEqual(stored);
  });

  it('fails as without it for somebody who is not stored', async () => {
    await service.post(`${PROFILES}?on_error=stored`, item('bob')).expect(502);
    await service.post(PROFILES, item('ann')).expect(502);
    await service.post(`${PROFILES}?on_error=fail`, item('ann')).expect(502);
  });

  it('counts as a success in a batch, at its place', async () => {
    const profiles = [item('bob'), item('ann'), item('carol')];
    const { body } = await service.post(`${BATCH}?on_error=stored`, { profiles }).expect(201);
    expect(body).toMatchObject({ successful: 1, failed: 2 });
    expect(body.results).toMatchObject([
      { id: '', stale: false, source: null, fetched_at: null },
      staleAnn(),
      { id: '', stale: false },
    ]);
  });

  it('applies to a batch in the background', async () => {
    const accepted = await service
      .post(`${BATCH}?on_error=stored`, { profiles: [item('ann'), item('bob')], max_attempts: isFullExtent ? 3 : 1 })
      .set('Prefer', 'respond-async')
      .expect(202);
    const state = await until(async () => {
      const { body } = await service.get(accepted.body.status_url).expect(200);
      return body.status === 'completed' ? body : null;
    });
    expect(state).toMatchObject({ successful: 1, failed: 1, results: [staleAnn(), { stale: false }] });
  });

  it('is the only other choice', async () => {
    for (const path of [PROFILES, BATCH]) {
      const { body } = await service
        .post(`${path}?on_error=maybe`, { profiles: [item('ann')], ...item('ann') })
        .expect(422);
      expect(body.validation_errors).toMatchObject([{ field: 'on_error', error_type: 'enum' }]);
    }
  });
});
