import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { startService, temporaryFolder } from '../scripts/lib/service-process.ts';
import { acceptJob, finishedJob } from './job-calls.ts';
import { compare, median, type Measurement } from './measurement.ts';
import { watchMemory } from './memory.ts';

const KEY = 'bench-key';
const ITEMS = 5_000;
const ROUNDS = 3;
/** Over SSE, and as many over WebSocket. */
const READERS = 200;
/** The throughput falls by less than a tenth. */
const GOAL = 1 / 0.9;

/** What readers of its events cost a job, in time and memory. They run in a process of their own, on the same machine. */
export async function measureEvents(): Promise<Measurement[]> {
  const folder = temporaryFolder();
  const environment = { API_KEY: KEY, HOST: '127.0.0.1', LOG_LEVEL: 'warn', RATE_LIMIT_PER_MINUTE: '0' };
  const service = await startService({ ...environment, SANDBOX_LATENCY_MS: '0' }, folder.path);
  const readers = spawn(
    process.execPath,
    [`${import.meta.dirname}/event-readers.ts`, service.url, KEY, String(READERS)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    await once(readers.stdout, 'data');
    const accept = () => acceptJob(service.url, KEY, { count: ITEMS, by: 'email', config: {} });
    const run = async (readBy: ChildProcess | null) => {
      const job_id = await accept();
      const read = readBy && once(readBy.stdout!, 'data');
      readBy?.stdin?.write(`${job_id}\n`);
      const { started_at, completed_at } = await finishedJob(service.url, KEY, job_id);
      if (read) check(String(await read));
      return Date.parse(completed_at) - Date.parse(started_at);
    };
    await run(null);
    await run(readers);
    const [alone, followed]: number[][] = [[], []];
    const memory = watchMemory(service.child.pid ?? 0);
    for (let round = 0; round < ROUNDS; round += 1) {
      alone!.push(await run(null));
      followed!.push(await run(readers));
    }
    const { before, most } = memory.stop();
    const name = `job of ${ITEMS} with ${2 * READERS} readers`;
    return [
      compare(name, median(followed!), 'the same without readers', median(alone!), GOAL),
      compare(`memory growth of the ${name}`, most - before, 'the limit of 100 MB', 100, 1, 'MB'),
    ];
  } finally {
    readers.kill();
    await service.stop();
    folder.remove();
  }
}

/** Each reader gets the same events. */
function check(line: string): void {
  const counts = new Set(JSON.parse(line) as number[]);
  if (counts.size !== 1 || counts.has(0)) throw new Error(`The readers got ${[...counts].join(', ')} events`);
}
