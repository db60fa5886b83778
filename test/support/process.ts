import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startService, type ServiceProcess } from '../../scripts/lib/service-process.ts';
import { freshDataDirectory } from './fresh-data-directory.js';
import { endWithTests } from './jest-worker.js';
import { NODE_FLAGS } from './node-flags.js';

/** The service as a separate process; with its own data directory if none is given. */
export async function aProcess(
  environment: Record<string, string> = {},
  dataDirectory?: string,
  script?: string,
): Promise<ServiceProcess> {
  const spawned = (child: ChildProcess) => endWithTests(child);
  return startService(environment, dataDirectory ?? (await freshDataDirectory()), {
    script,
    spawned,
    flags: NODE_FLAGS,
  });
}

/** What a process said that ended on its own: on stderr, and in its log. */
export interface FailedStart {
  code: number | null;
  stderr: string;
  logged: string;
}

/** Runs the built service until it exits on its own. */
export async function failedStart(
  environment: Record<string, string>,
  { node = process.execPath, cwd = process.cwd() } = {},
): Promise<FailedStart> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const DATA_DIR = join(tmpdir(), 'linkedin-profile-service-failed-start');
  const common = { DATA_DIR, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', LOG_FORMAT: 'json' };
  const child = spawn(node, [...NODE_FLAGS, resolve('dist/main.js')], {
    env: { PATH, NODE_COMPILE_CACHE, ...common, ...environment },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithTests(child);
  const [stderr, logged] = [[] as string[], [] as string[]];
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => logged.push(chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr: stderr.join(''), logged: logged.join('') };
}

/** Folders that are deleted together. */
export class DataDirectories {
  private readonly paths: string[] = [];

  async add(): Promise<string> {
    const path = await freshDataDirectory();
    this.paths.push(path);
    return path;
  }

  /** A folder without data. */
  addEmpty(): string {
    const path = mkdtempSync(join(tmpdir(), 'linkedin-profile-service-test-'));
    this.paths.push(path);
    return path;
  }

  remove(): void {
    for (const path of this.paths.splice(0)) rmSync(path, { recursive: true, force: true });
  }
}
