import { Command, Option } from 'commander';
import { ingestBatch, type ProfileResult } from '../../typescript/src/index.ts';
import { waitForBatch } from '../batches.ts';
import { FAILED } from '../failure.ts';
import { dim, green, joined, print, printJson, red } from '../output.ts';
import { sessionOf } from '../session.ts';

const MAX_URLS = 10;
const ROLES = ['CTO', 'CIO', 'CISO'] as const;

interface IngestOptions {
  role: (typeof ROLES)[number];
  companies: boolean;
  refresh: boolean;
}

export function ingestCommand(): Command {
  return new Command('ingest')
    .description('fetch and store up to ten profiles')
    .argument('<urls...>', 'LinkedIn member URLs')
    .addOption(new Option('--role <role>', 'stored with the profiles').choices(ROLES).default('CTO'))
    .option('--no-companies', 'do not fetch their companies')
    .option('--refresh', 'fetch also those that are stored and fresh', false)
    .action(ingest);
}

async function ingest(urls: string[], { role, companies, refresh }: IngestOptions, command: Command): Promise<void> {
  if (urls.length > MAX_URLS) command.error(`error: More than ${MAX_URLS} URLs: put them in a file and use "job"`);
  const { client, json } = sessionOf(command);
  const profiles = urls.map((linkedin_url) => ({
    linkedin_url,
    suggested_role: role,
    include_companies: companies,
    force_refresh: refresh,
  }));
  const headers = { Prefer: 'respond-async' };
  const { data: accepted } = await ingestBatch({ client, body: { profiles }, headers, throwOnError: true });
  const batch = await waitForBatch(client, accepted.batch_id);
  if (json) printJson(batch);
  else for (const result of batch.results ?? []) print(lineOf(result));
  if (batch.failed !== 0) process.exitCode = FAILED;
}

function lineOf({ id, name, url, position, current_company, pipeline_metadata }: ProfileResult): string {
  if (pipeline_metadata.status === 'failed') {
    const [problem] = pipeline_metadata.errors;
    return `${red('✗')} ${joined([`${url} ${problem?.error}: ${problem?.details}`, problem?.retryable ? 'can be retried' : null])}`;
  }
  return `${green('✓')} ${joined([name, position, current_company?.name])}\n  ${dim(joined([url, id], '  '))}`;
}
