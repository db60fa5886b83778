import { call } from './http.ts';
import { bar, bold, dim, fit, green, progress, red, seconds } from './style.ts';

interface Job {
  status: string;
  waiting_for: string | null;
  total_emails: number;
  processed_emails: number;
  results_count: number;
  errors_count: number;
  processing_time_seconds: number;
  linkedin_profiles_stats: { saved_to_linkedin_profiles: number };
}

interface Results {
  results: { email: string; data: { full_name: string; headline: string } }[];
  errors: { email: string; error: string; error_type: string }[];
}

const SHOWN = 3;
const EVERY_MS = 100;
const failing = [
  'notfound-nobody@example.com',
  'private-someone@example.com',
  'flaky-amara@example.com',
  'ratelimited-tom@example.com',
];

export async function workOnJob(url: string, apiKey: string): Promise<void> {
  const emails = [...Array.from({ length: 196 }, (_, index) => `member${index + 1}@example.com`), ...failing];
  console.log(`${bold('A job')}    POST /jobs/create-batch with ${emails.length} email addresses, in the background`);
  const { job_id } = await call<{ job_id: string }>(`${url}/jobs/create-batch`, apiKey, {
    body: { emails, config: { concurrency: 16 } },
  });
  const job = await ended(`${url}/jobs/${job_id}`, apiKey);
  progress('');
  const { results_count, errors_count, processing_time_seconds, linkedin_profiles_stats } = job;
  console.log(
    `  ${bar(job.processed_emails, job.total_emails)}  ${results_count} fetched, ${errors_count} failed, ${linkedin_profiles_stats.saved_to_linkedin_profiles} saved to linkedin_profiles in ${seconds(processing_time_seconds * 1_000)}\n`,
  );
  report(await call<Results>(`${url}/jobs/${job_id}/results?limit=1000`, apiKey));
}

export async function ended(url: string, apiKey: string): Promise<Job> {
  for (;;) {
    const job = await call<Job>(url, apiKey);
    if (job.status !== 'pending' && job.status !== 'processing') return job;
    const awaited = job.waiting_for ?? 'the rest to be fetched and stored';
    progress(dim(`  ${bar(job.processed_emails, job.total_emails)}  waiting for ${awaited} …`));
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

function report({ results, errors }: Results): void {
  for (const { email, data } of results.slice(0, SHOWN))
    console.log(`  ${green('✓')} ${fit(email, 30)} ${fit(data.full_name, 24)} ${data.headline}`);
  console.log(dim(`    … and ${results.length - SHOWN} more`));
  for (const { email, error, error_type } of errors)
    console.log(`  ${red('✗')} ${fit(email, 30)} ${error} ${dim(error_type)}`);
  console.log();
}
