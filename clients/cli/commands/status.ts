import { Command } from 'commander';
import { getJob } from '../../typescript/src/index.ts';
import { printJob } from '../jobs.ts';
import { printJson } from '../output.ts';
import { resultsFile, type ResultsFile } from '../results-file.ts';
import { sessionOf } from '../session.ts';
import { finishJob } from './finish-job.ts';

interface StatusOptions {
  wait: boolean;
  out?: ResultsFile;
}

export function statusCommand(): Command {
  return new Command('status')
    .description('show how far a job is')
    .argument('<job_id>')
    .option('--wait', 'wait for the end of the job', false)
    .option('--out <file>', 'wait, and write the results to a .csv or .ndjson file', resultsFile)
    .action(status);
}

async function status(job_id: string, { wait, out }: StatusOptions, command: Command): Promise<void> {
  const { client, json } = sessionOf(command);
  if (wait || out !== undefined) return finishJob(client, job_id, { json, out });
  const { data: job } = await getJob({ client, path: { job_id }, throwOnError: true });
  if (json) printJson(job);
  else printJob(job);
}
