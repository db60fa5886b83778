import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { day, numbered } from '../contract/builders.js';
import { built } from '../support/jest-worker.js';
import { aService, memberUrl, type Service } from '../support/service.js';

const PROFILES = '/api/v1/profiles';

describe('the changes of a profile', () => {
  let service: Service;
  let id: string;
  beforeAll(async () => {
    service = await aService();
    const { ProfileStore } = await built<typeof import('../../src/profile-store/profile.store.js')>(
      'profile-store/profile.store.js',
    );
    const store = service.app.get(ProfileStore, { strict: false });
    await store.save(numbered('ann', null, day(1), { position: 'Engineer', followers: 1 }));
    await store.save(numbered('ann', null, day(2), { position: 'CTO', followers: 1 }));
    for (const followers of [2, 3, 4])
      await store.save(numbered('ann', null, day(2 + followers), { position: 'CTO', followers }));
    const { body } = await service.get(`${PROFILES}?linkedin_url=${memberUrl('ann')}`).expect(200);
    id = body.data[0].id;
  });
  afterAll(() => service.close());

  it('are a list, newest first', async () => {
    const { body, headers } = await service.get(`${PROFILES}/${id}/changes`).expect(200);
    expect(body).toHaveLength(4);
    expect(body[0]).toEqual({ at: expect.any(String), field: 'followers', before: 3, after: 4, truncated: false });
    expect(body.at(-1)).toMatchObject({ field: 'position', before: 'Engineer', after: 'CTO' });
    expect(headers).not.toHaveProperty('link');
  });

  it('are continued at the link of each page', async () => {
    const seen: number[] = [];
    const next = async (url: string): Promise<void> => {
      const { body, headers } = await service.get(url).expect(200);
      seen.push(...body.map(({ after }: { after: number }) => after));
      const link = /^<(\/.+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1];
      if (link !== undefined) await next(link);
    };
    await next(`${PROFILES}/${id}/changes?field=followers&limit=2`);
    expect(seen).toEqual([4, 3, 2]);
    const { headers } = await service
      .get(`${PROFILES}/${id}/changes?limit=1`)
      .set({ 'X-Forwarded-Host': 'example.com', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Prefix': '/profiles' });
    expect(headers['link']).toMatch(
      /^<https:\/\/example\.com\/profiles\/api\/v1\/profiles\/.+\/changes\?limit=1&cursor=\w+>;/,
    );
  });

  it('are of a profile and a field that exist', async () => {
    const { body } = await service.get(`${PROFILES}/unknown/changes`).expect(404);
    expect(body).toMatchObject({ error_code: 'PROFILE_NOT_FOUND', details: { profile_id: 'unknown' } });
    for (const query of ['field=shoe_size', 'cursor=x', 'limit=0'])
      await service.get(`${PROFILES}/${id}/changes?${query}`).expect(422);
  });
});
