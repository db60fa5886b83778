import { built } from './jest-worker.js';
import type { Service } from './service.js';

/** Runs the upkeep task that moves rows of the predecessor to the keys of today, which the service may have run at its start. */
export async function normalizeKeys({ app }: Service): Promise<void> {
  const [{ KeyNormalization }, { UpkeepProgress }] = await Promise.all([
    built<typeof import('../../src/linkedin-profiles/key-normalization.js')>('linkedin-profiles/key-normalization.js'),
    built<typeof import('../../src/infrastructure/upkeep/upkeep-progress.js')>(
      'infrastructure/upkeep/upkeep-progress.js',
    ),
  ]);
  const task = app.get(KeyNormalization, { strict: false });
  await app.get(UpkeepProgress, { strict: false }).save(task.name, null);
  await task.run(new AbortController().signal);
}
