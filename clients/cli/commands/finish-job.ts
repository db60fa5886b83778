import type { Client } from '../../typescript/src/generated/client/index.ts';
import { FAILED } from '../failure.ts';
import { whileInterruptible } from '../interrupt.ts';
import { printJob, waitForJob } from '../jobs.ts';
import { note, printJson } from '../output.ts';
import { writeResults, type ResultsFile } from '../results-file.ts';

/** Waits for a job, writes its results, and says how it ended. */
export async function finishJob(
  client: Client,
  job_id: string,
  { json, out }: { json: boolean; out: ResultsFile | undefined },
): Promise<void> {
  const job = await waitForJob(client, job_id);
  if (json) printJson(job);
  else printJob(job);
  if (job.status !== 'completed') process.exitCode = FAILED;
  if (out === undefined) return;
  const notice = `Not all results were written. Get them: npx . status ${job_id} --out ${out.path}`;
  await whileInterruptible({ notice }, () => writeResults(client, job_id, out));
  note(`Results are in ${out.path}`);
}
