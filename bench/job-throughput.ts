import { randomUUID } from 'node:crypto';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { JobStore } from '../dist/jobs/job.store.js';
import { profileRow } from '../dist/jobs/worker/outcome-recorder.js';
import { Queue } from '../dist/infrastructure/queue/queue.js';
import { LinkedInProfilesStore } from '../dist/linkedin-profiles/linkedin-profiles.store.js';
import { personOfEmail } from '../dist/sources/sandbox/sandbox-person.js';
import type { JobConfig, ListItem, ResultByEmail } from '../dist/jobs/job.js';
import { cpuOf, inApplication } from './in-application.ts';
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

/** What an effort took, in milliseconds. */
interface Took {
  time: number;
  cpu: number;
}

/** A job with a source that responds immediately, compared with a loop that only stores the same rows. */
export async function measureJobThroughput(): Promise<Measurement[]> {
  const bare: Took[] = [];
  const job: Took[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await inApplication((app) => bareLoop(storesOf(app))));
    job.push(await inApplication((app) => wholeJob(storesOf(app))));
  }
  const time = (all: readonly Took[]) => median(all.map((took) => took.time));
  const cpuOfEmail = (all: readonly Took[]) => (median(all.map((took) => took.cpu)) * 1_000) / EMAILS;
  const loop = 'a loop of the same writes';
  return [
    compare(`job of ${EMAILS}, instant source`, time(job), loop, time(bare), 1 / 0.8),
    compare('an email of that job, in CPU time', cpuOfEmail(job), loop, cpuOfEmail(bare), undefined, 'µs'),
  ];
}

type Stores = { jobs: JobStore; profiles: LinkedInProfilesStore; queue: Queue };

function storesOf(app: NestExpressApplication): Stores {
  const find = { strict: false };
  return {
    jobs: app.get(JobStore, find),
    profiles: app.get(LinkedInProfilesStore, find),
    queue: app.get(Queue, find),
  };
}

async function taken(work: () => Promise<void>): Promise<Took> {
  const started = performance.now();
  const cpu = await cpuOf(work);
  return { time: performance.now() - started, cpu };
}

async function create(jobs: JobStore): Promise<string> {
  const job_id = randomUUID();
  const items = Array.from({ length: EMAILS }, (_, index) => itemOf(`member-${index}@example.com`));
  await jobs.create({ job_id, priority: 'NORMAL', config, items, created_by: 'bench', idempotency: null }, CHUNK);
  return job_id;
}

async function bareLoop({ jobs, profiles, queue }: Stores): Promise<Took> {
  // No worker may take the messages of the loop.
  await queue.stop();
  const job_id = await create(jobs);
  const results = Array.from({ length: EMAILS }, (_, index) => resultOf(index + 1));
  return taken(async () => {
    await jobs.begin(job_id);
    for (let first = 0; first < EMAILS; first += TOGETHER) {
      const some = results.slice(first, first + TOGETHER);
      await profiles.saveAll(some.map((result) => profileRow(job_id, result)));
      await jobs.finish(job_id, some);
    }
  });
}

async function wholeJob({ jobs }: Stores): Promise<Took> {
  const job_id = await create(jobs);
  return taken(async () => {
    while (!(await jobs.find(job_id))?.completed_at) await new Promise((resolve) => setTimeout(resolve, 20));
  });
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
