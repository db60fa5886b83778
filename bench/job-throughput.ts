import { randomUUID } from 'node:crypto';
import { JobStore } from '../dist/jobs/job.store.js';
import { profileRow } from '../dist/jobs/worker/outcome-recorder.js';
import { Queue } from '../dist/infrastructure/queue/queue.js';
import { LinkedInProfilesStore } from '../dist/linkedin-profiles/linkedin-profiles.store.js';
import { readConfig } from '../dist/config/read-config.js';
import { createApplication } from '../dist/start/application.js';
import { personOfEmail } from '../dist/sources/sandbox/sandbox-person.js';
import type { JobConfig, ListItem, ResultByEmail } from '../dist/jobs/job.js';
import { temporaryFolder } from '../scripts/lib/service-process.ts';
import { compare, median, type Measurement } from './measurement.ts';

const EMAILS = 3_000;
const TOGETHER = 25;
const CHUNK = 100;
const ROUNDS = 3;
const config: JobConfig = {
  requests_per_token: 50,
  delay_seconds: 0,
  concurrency: 50,
  save_to_dynamodb: true,
  // The loop stores none.
  store_profile: false,
  include_companies: false,
  max_age_hours: null,
  force_refresh: false,
  max_credits: null,
  webhook_url: null,
};

/** A job with a source that responds immediately, compared with a loop that only stores the same rows. */
export async function measureJobThroughput(): Promise<Measurement[]> {
  const bare: number[] = [];
  const job: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await inApplication(bareLoop));
    job.push(await inApplication(wholeJob));
  }
  return [compare(`job of ${EMAILS}, instant source`, median(job), 'a loop of the same writes', median(bare), 1 / 0.8)];
}

type Stores = { jobs: JobStore; profiles: LinkedInProfilesStore; queue: Queue };

async function inApplication(work: (stores: Stores) => Promise<number>): Promise<number> {
  const folder = temporaryFolder();
  const app = await createApplication(
    readConfig({ API_KEY: 'x', LOG_LEVEL: 'error', SANDBOX_LATENCY_MS: '0', DATA_DIR: folder.path }),
  );
  await app.init();
  const find = { strict: false };
  try {
    return await work({
      jobs: app.get(JobStore, find),
      profiles: app.get(LinkedInProfilesStore, find),
      queue: app.get(Queue, find),
    });
  } finally {
    await app.close();
    folder.remove();
  }
}

async function create(jobs: JobStore): Promise<string> {
  const job_id = randomUUID();
  const items = Array.from({ length: EMAILS }, (_, index) => itemOf(`member-${index}@example.com`));
  await jobs.create({ job_id, priority: 'NORMAL', config, items, created_by: 'bench', idempotency: null }, CHUNK);
  return job_id;
}

async function bareLoop({ jobs, profiles, queue }: Stores): Promise<number> {
  // No worker may take the messages of the loop.
  await queue.stop();
  const job_id = await create(jobs);
  const results = Array.from({ length: EMAILS }, (_, index) => resultOf(index + 1));
  const started = performance.now();
  await jobs.begin(job_id);
  for (let first = 0; first < EMAILS; first += TOGETHER) {
    const some = results.slice(first, first + TOGETHER);
    await profiles.saveAll(some.map((result) => profileRow(job_id, result)));
    await jobs.finish(job_id, some);
  }
  return performance.now() - started;
}

async function wholeJob({ jobs }: Stores): Promise<number> {
  const job_id = await create(jobs);
  const started = performance.now();
  for (;;) {
    const job = await jobs.find(job_id);
    if (job?.completed_at) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function itemOf(email: string): ListItem {
  return { email, linkedin_url: null, suggested_role: null, name: null, include_companies: null, custom: null };
}

function resultOf(email_number: number): ResultByEmail {
  const email = `member-${email_number - 1}@example.com`;
  return {
    email_number,
    email,
    linkedin_url: null,
    custom: null,
    success: true,
    data: personOfEmail(email) as ResultByEmail['data'],
    timestamp: new Date(),
    profile_id: null,
    source: 'sandbox',
    sources_asked: [{ source: 'sandbox', outcome: 'found' }],
    to_store: false,
    token_used: 'sandbox',
    attempts: 1,
    saved_to_linkedin_profiles: true,
    save_error: null,
  };
}
