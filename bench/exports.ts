import { setTimeout as sleep } from 'node:timers/promises';
import { startService, temporaryFolder, type ServiceProcess } from '../scripts/lib/service-process.ts';
import { compare, compareRate, type Measurement } from './measurement.ts';
import { watchMemory } from './memory.ts';
import { storePeople } from './stored-people.ts';

const API_KEY = 'bench-key';
const PEOPLE = 100_000;
/** Growth in MB; all of the rows would take a multiple of it. */
const MOST_MB = 50;
/** How long the slow reader waits before it takes more, in milliseconds. */
const PAUSE_MS = 10;
/** Rows per second that are enough for a file of a million people to take less than half an hour. */
const RATE = 600;

/** All stored people as a file: what it takes in memory, also while its reader is slow. */
export async function measureExports(): Promise<Measurement[]> {
  const folder = temporaryFolder();
  await storePeople(PEOPLE, folder.path);
  const service = await startService({ API_KEY, LOG_LEVEL: 'warn' }, folder.path);
  try {
    // It loads and compiles what every file needs, and fills the buffers of Postgres.
    const first = await watched(service, 'ndjson', 0);
    const fast = await watched(service, 'ndjson', 0);
    const slow = await watched(service, 'csv', PAUSE_MS);
    return [
      compare(
        `first export of ${PEOPLE} people, growth of memory`,
        first.growth,
        'the next one',
        fast.growth,
        undefined,
        'MB',
      ),
      compare(`export of ${PEOPLE} people, growth of memory`, fast.growth, 'the limit', MOST_MB, 1, 'MB'),
      compare(`export of ${PEOPLE} people to a slow reader, growth`, slow.growth, 'the limit', MOST_MB, 1, 'MB'),
      compareRate(`export of ${PEOPLE} people`, fast.rate, 'the limit', RATE, 'rows per s', 1),
    ];
  } finally {
    await service.stop();
    folder.remove();
  }
}

async function watched(service: ServiceProcess, format: string, pauseMs: number) {
  const memory = watchMemory(service.child.pid ?? 0);
  const started = performance.now();
  await read(service, format, pauseMs);
  const rate = PEOPLE / ((performance.now() - started) / 1_000);
  const { before, most } = memory.stop();
  return { growth: Math.max(most - before, 1), rate };
}

async function read({ url }: ServiceProcess, format: string, pauseMs: number): Promise<void> {
  const response = await fetch(`${url}/api/v1/profiles/export?format=${format}`, { headers: { 'X-API-Key': API_KEY } });
  let lines = format === 'csv' ? -1 : 0;
  for await (const chunk of response.body ?? []) {
    for (const byte of chunk as Uint8Array) if (byte === 10) lines += 1;
    if (pauseMs > 0) await sleep(pauseMs);
  }
  if (lines !== PEOPLE) throw new Error(`${response.status}: ${lines} of ${PEOPLE} people were exported`);
}
