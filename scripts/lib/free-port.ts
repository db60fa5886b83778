import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any: one of these could be taken before it is used. */
const [FIRST, END] = [10_000, 32_000];

/** Each worker of Jest has a share of them: two that choose the same port find it free until one of them uses it. */
const SHARES = 8;
const SIZE = (END - FIRST) / SHARES;
const first = FIRST + (Number(process.env.JEST_WORKER_ID ?? 0) % SHARES) * SIZE;

/** Those that were given may not be in use yet, or not at the moment. */
const given = new Set<number>();

/** A loopback port that is free at the moment, and that this process is not given again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(first, first + SIZE);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
