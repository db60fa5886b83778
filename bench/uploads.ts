import { Readable } from 'node:stream';
import { startService, temporaryFolder, type ServiceProcess } from '../scripts/lib/service-process.ts';
import { compare, compareRate, type Measurement } from './measurement.ts';
import { watchMemory } from './memory.ts';

const API_KEY = 'bench-key';
const ROWS = 1_000_000;
const ROWS_A_PART = 500;
/** A first file loads, compiles and allocates what every file needs. */
const WARM_UP = 20_000;
/** Growth in MB; all of the file would take a multiple of it. */
const MOST_MB = 150;

/** The longest file that is accepted: how fast its rows become a job, and what it takes in memory until then. */
export async function measureUploads(): Promise<Measurement[]> {
  const { DATABASE_URL } = process.env;
  const folder = temporaryFolder();
  // With a database of its own, no worker shares the process.
  const environment = { API_KEY, LOG_LEVEL: 'warn', ...(DATABASE_URL && { DATABASE_URL, ROLE: 'api' }) };
  const service = await startService(environment, folder.path);
  try {
    await upload(service, WARM_UP, '?dry_run=true');
    const read = await rate(service, '?dry_run=true');
    const memory = watchMemory(service.child.pid ?? 0);
    const accepted = await rate(service, '');
    const { before, most } = memory.stop();
    return [
      compareRate(`file of ${ROWS} rows, accepted`, accepted, 'reading it with dry_run', read, 'rows per s'),
      compare(`file of ${ROWS} rows, growth of memory`, most - before, 'the limit', MOST_MB, 1, 'MB'),
    ];
  } finally {
    // The job of a million people is not awaited.
    service.child.kill('SIGKILL');
    folder.remove();
  }
}

async function rate(service: ServiceProcess, query: string): Promise<number> {
  const started = performance.now();
  await upload(service, ROWS, query);
  return ROWS / ((performance.now() - started) / 1_000);
}

async function upload({ url }: ServiceProcess, count: number, query: string): Promise<void> {
  const response = await fetch(`${url}/jobs/upload${query}`, {
    method: 'POST',
    headers: { 'X-API-Key': API_KEY, 'Content-Type': 'text/csv' },
    body: Readable.toWeb(Readable.from(file(count))) as ReadableStream,
    duplex: 'half',
  });
  const { total_items } = (await response.json()) as { total_items?: number };
  if (total_items !== count) throw new Error(`${response.status}: ${total_items} of ${count} rows were accepted`);
}

function* file(count: number): Generator<string> {
  yield 'First name;Last name;E-Mail;LinkedIn URL;Company;Notes\r\n';
  for (let from = 0; from < count; from += ROWS_A_PART)
    yield Array.from({ length: Math.min(ROWS_A_PART, count - from) }, (_, index) => row(from + index)).join('');
}

/** By address, by URL and by both, in turn. */
function row(number: number): string {
  const email = number % 3 === 1 ? '' : `member${number}@example.com`;
  const url = number % 3 === 0 ? '' : `https://www.linkedin.com/in/member-${number}/`;
  return `Ann;Müller ${number};${email};${url};"Company; Sons & ""Daughters""";met at the fair of ${number % 100}\r\n`;
}
