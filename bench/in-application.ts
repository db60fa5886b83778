import type { NestExpressApplication } from '@nestjs/platform-express';
import { readConfig } from '../dist/config/read-config.js';
import { createApplication } from '../dist/start/application.js';
import { temporaryFolder } from '../scripts/lib/service-process.ts';

export const API_KEY = 'bench-key';

/** The service within this process, with new embedded stores and a source that responds at once; it can be called at its URL. */
export async function inApplication<T>(work: (app: NestExpressApplication, url: string) => Promise<T>): Promise<T> {
  const folder = temporaryFolder();
  const app = await createApplication(
    readConfig({
      API_KEY,
      LOG_LEVEL: 'error',
      SANDBOX_LATENCY_MS: '0',
      RATE_LIMIT_PER_MINUTE: '0',
      DATA_DIR: folder.path,
    }),
  );
  await app.listen(0, '127.0.0.1');
  try {
    return await work(app, await app.getUrl());
  } finally {
    await app.close();
    folder.remove();
  }
}

/** Of this process, in all of its threads, in milliseconds. */
export async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
