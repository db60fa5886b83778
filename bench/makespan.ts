import { call } from '../demo/http.ts';
import { startService, temporaryFolder } from '../scripts/lib/service-process.ts';
import { compare, median, type Measurement } from './measurement.ts';
import { idealMakespan } from './schedule.ts';
import { startSlowSource } from './slow-source.ts';

/**
 * Response times of the source for members and companies, in milliseconds: a realistic distribution at about half its duration.
 */
const PROFILE_LATENCIES = [1_900, 700, 2_600, 1_200, 3_100, 900, 1_500, 2_200, 800, 1_700];
const COMPANY_LATENCY = 900;
/** A fast source hides nothing of what the service does itself. */
const FAST = [200, 20];
const FAST_ROUNDS = 5;
const GOAL = 1.05;
/** With more at once, the service does more in the same time. */
const goalOf = (latency: number, max_concurrent: number) =>
  latency < 200 ? undefined : max_concurrent < 5 ? GOAL : 1.1;
const API_KEY = 'bench-key';

/** A whole batch over HTTP, stores and embeddings included, compared with the best schedule that the source allows. */
export async function measureMakespan(): Promise<Measurement[]> {
  const folder = temporaryFolder();
  const members = PROFILE_LATENCIES.map((latency, index) => ({ slug: `member-${index}`, latency }));
  const fast = FAST.map((latency) => ({
    latency,
    members: PROFILE_LATENCIES.map((_, index) => ({ slug: `member-of-${latency}-${index}`, latency })),
  }));
  const latencies = new Map<string, number>([
    ...fast.flatMap((source) => source.members.map(({ slug, latency }) => [slug, latency] as const)),
    ...members.flatMap(({ slug, latency }) => [
      [slug, latency] as const,
      [`works-of-${slug}`, COMPANY_LATENCY] as const,
    ]),
  ]);
  const source = await startSlowSource(latencies);
  const service = await startService(
    {
      API_KEY,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      PROFILE_SOURCE: 'cassidy',
      CASSIDY_PROFILE_WORKFLOW_URL: source.url,
      CASSIDY_COMPANY_WORKFLOW_URL: source.url,
      COMPANY_MAX_AGE_HOURS: '0',
    },
    folder.path,
  );
  const measurements: Measurement[] = [];
  // A running service has loaded and compiled this long ago.
  await batchTime(service.url, [{ slug: 'warm-up' }], true, 1);
  try {
    for (const include_companies of [false, true]) {
      const durations = members.map(({ latency }) => latency + (include_companies ? COMPANY_LATENCY : 0));
      for (const max_concurrent of [1, 3, 5]) {
        const took = await batchTime(service.url, members, include_companies, max_concurrent);
        const what = `batch of ${members.length}${include_companies ? ' with companies' : ''}, max_concurrent ${max_concurrent}`;
        measurements.push(compare(what, took, 'the ideal schedule', idealMakespan(durations, max_concurrent), GOAL));
      }
    }
    for (const { latency, members: quick } of fast) {
      for (const max_concurrent of [1, 3, 5]) {
        const times: number[] = [];
        for (let round = 0; round < FAST_ROUNDS; round++)
          times.push(await batchTime(service.url, quick, false, max_concurrent));
        const ideal = idealMakespan(
          quick.map(() => latency),
          max_concurrent,
        );
        const what = `batch of ${quick.length}, source of ${latency} ms, max_concurrent ${max_concurrent}`;
        measurements.push(compare(what, median(times), 'the ideal schedule', ideal, goalOf(latency, max_concurrent)));
      }
    }
  } finally {
    await service.stop();
    source.close();
    folder.remove();
  }
  return measurements;
}

async function batchTime(
  url: string,
  members: readonly { slug: string }[],
  include_companies: boolean,
  max_concurrent: number,
): Promise<number> {
  const profiles = members.map(({ slug }) => ({
    linkedin_url: `https://www.linkedin.com/in/${slug}/`,
    suggested_role: 'CTO',
    include_companies,
  }));
  const started = performance.now();
  const { failed } = await call<{ failed: number }>(`${url}/api/v1/profiles/batch-enhanced`, API_KEY, {
    body: { profiles, max_concurrent },
  });
  if (failed > 0) throw new Error(`${failed} profiles of the bench failed`);
  return performance.now() - started;
}
