import type { NestExpressApplication } from '@nestjs/platform-express';
import { ProfileStore, type EnrichedProfile } from '../dist/profile-store/profile.store.js';
import { call } from '../demo/http.ts';
import { API_KEY, cpuOf, inApplication } from './in-application.ts';
import { compare, median, type Measurement } from './measurement.ts';

const BATCHES = 40;
const SIZE = 10;
const ROUNDS = 3;

/** What a profile of a batch costs in CPU time, compared with a loop that only stores the same profiles in the same groups. */
export async function measureProfiles(): Promise<Measurement[]> {
  const batch: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const groups: (readonly EnrichedProfile[])[] = [];
    batch.push(await inApplication((app, url) => wholeBatches(app, url, groups)));
    bare.push(await inApplication((app) => bareLoop(app, groups)));
  }
  const profiles = (BATCHES * SIZE) / 1_000;
  return [
    compare(
      'a profile of a batch, in CPU time',
      median(batch) / profiles,
      'a loop of the same writes',
      median(bare) / profiles,
      undefined,
      'µs',
    ),
  ];
}

async function wholeBatches(
  app: NestExpressApplication,
  url: string,
  groups: (readonly EnrichedProfile[])[],
): Promise<number> {
  await batches(url, 5, 'warm-up');
  const store = app.get(ProfileStore, { strict: false });
  const saveAll = store.saveAll.bind(store);
  store.saveAll = (profiles) => {
    groups.push(profiles);
    return saveAll(profiles);
  };
  return cpuOf(() => batches(url, BATCHES, 'member'));
}

async function bareLoop(app: NestExpressApplication, groups: readonly (readonly EnrichedProfile[])[]): Promise<number> {
  const store = app.get(ProfileStore, { strict: false });
  return cpuOf(async () => {
    for (const group of groups) await store.saveAll(group);
  });
}

async function batches(url: string, count: number, name: string): Promise<void> {
  for (let batch = 0; batch < count; batch++) {
    const profiles = Array.from({ length: SIZE }, (_, index) => ({
      linkedin_url: `https://www.linkedin.com/in/${name}-${batch}-${index}/`,
      suggested_role: 'CTO',
      include_companies: false,
    }));
    const { failed } = await call<{ failed: number }>(`${url}/api/v1/profiles/batch-enhanced`, API_KEY, {
      body: { profiles, max_concurrent: 5 },
    });
    if (failed > 0) throw new Error(`${failed} profiles of the bench failed`);
  }
}
