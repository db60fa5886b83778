import { accessSync, constants, existsSync, openAsBlob, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { uploadJob, type JobSettings, type UploadedJob } from '../../typescript/src/index.ts';
import { joined, note, print, printJson } from '../output.ts';
import { waysOn } from '../jobs.ts';
import { resultsFile, type ResultsFile } from '../results-file.ts';
import { sessionOf } from '../session.ts';
import { finishJob } from './finish-job.ts';

const PRIORITIES = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const;

interface JobOptions {
  wait: boolean;
  out?: ResultsFile;
  priority?: (typeof PRIORITIES)[number];
  columns?: object;
  config?: JobSettings;
  dryRun: boolean;
}

export function jobCommand(): Command {
  return new Command('job')
    .description('fetch everybody in a file, in the background')
    .argument('<file>', 'CSV or NDJSON with email addresses or LinkedIn URLs')
    .option('--wait', 'wait for the end of the job', false)
    .option('--out <file>', 'wait, and write the results to a .csv or .ndjson file', resultsFile)
    .addOption(new Option('--priority <priority>').choices(PRIORITIES))
    .option('--columns <json>', 'what the columns are, such as {"Work mail": "email"}', jsonObject)
    .option('--config <json>', 'of the job, such as {"max_credits": 100}', jsonObject)
    .option('--dry-run', 'only read and check the file', false)
    .action(createJob);
}

async function createJob(file: string, options: JobOptions, command: Command): Promise<void> {
  const { wait, out, priority, columns, config, dryRun } = options;
  const { client, json } = sessionOf(command);
  const { data: job } = await uploadJob({
    client,
    // The service reads a form in its order.
    body: {
      ...(columns && { columns: JSON.stringify(columns) }),
      ...(priority && { priority }),
      ...(config && { config }),
      file: await fileAt(file, command),
    },
    query: { dry_run: dryRun },
    throwOnError: true,
  });
  const follows = !dryRun && (wait || out !== undefined);
  if (json && !follows) printJson(job);
  else if (!json) report(job);
  const job_id: string | null = job.job_id;
  if (job_id === null) return;
  if (follows) await finishJob(client, job_id, { json, out });
  else note(waysOn(job_id));
}

/** Read while it is sent. */
async function fileAt(path: string, command: Command): Promise<File> {
  const type = ['.ndjson', '.jsonl'].includes(extname(path).toLowerCase()) ? 'application/x-ndjson' : 'text/csv';
  const problem = problemOf(path);
  if (problem !== null) return command.error(`error: ${path} ${problem}`);
  return new File([await openAsBlob(path, { type })], basename(path), { type });
}

/** A folder or a pipe can be opened as well, and only fails when it is sent. */
function problemOf(path: string): string | null {
  try {
    accessSync(path, constants.R_OK);
    const stats = statSync(path);
    if (stats.isDirectory()) return 'is a folder';
    return stats.isFile() ? null : 'is not a file; save the list as one first';
  } catch {
    return existsSync(path) ? 'cannot be read' : 'does not exist';
  }
}

function report({ job_id, total_items, rows_read, invalid_count, invalid_rows, warning }: UploadedJob): void {
  const accepted: string | null = job_id;
  print(`${accepted === null ? 'Checked' : `Job ${accepted} accepted`}: ${total_items} of ${rows_read} rows`);
  for (const { row, value, reason } of invalid_rows) note(joined([`row ${row} is left out: ${value}`, reason], ', '));
  if (invalid_count > invalid_rows.length) note(`and ${invalid_count - invalid_rows.length} more rows`);
  if (warning !== null) note(joined([warning]));
}

function jsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError('Not a JSON object.');
}
