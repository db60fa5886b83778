import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

export interface ServiceProcess {
  url: string;
  /** From spawn to the first response of /health/live, in milliseconds. */
  startedInMs: number;
  dataDirectory: string;
  /** Its output so far. */
  output: () => string;
  child: ChildProcess;
  stop: () => Promise<void>;
}

/** Only catches hangs: a busy machine may take long. */
const START_LIMIT_MS = 600_000;
const POLL_MS = 10;

interface Start {
  /** Which script is run. */
  script?: string;
  /** Of Node; by default those of `npm start`. */
  flags?: readonly string[];
  /** Receives the process before it responds, so that the caller can end it even if it never does. */
  spawned?: (child: ChildProcess) => void;
}

/** Starts the built service as a separate process, with embedded stores in a folder that `stop` does not delete. */
export async function startService(
  environment: Record<string, string>,
  dataDirectory: string,
  { script = 'dist/main.js', flags = startFlags(), spawned }: Start = {},
): Promise<ServiceProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, script], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: dataDirectory,
      PORT: String(port),
      LOG_FORMAT: 'json',
      // No load balancer has to notice that it stops.
      SHUTDOWN_DRAIN_SECONDS: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  spawned?.(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  while (!((await listens(port)) && (await answers(`${url}/health/live`)))) {
    if (child.exitCode !== null) throw new Error(`The service did not start:\n${output}`);
    if (performance.now() - started > START_LIMIT_MS) throw new Error(`The service did not answer in time:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return {
    url,
    startedInMs: performance.now() - started,
    dataDirectory,
    output: () => output,
    child,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

export function startFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'linkedin-profile-service-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Costs a tenth of a request that is refused. */
async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
