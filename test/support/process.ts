import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { startService, type ServiceProcess } from '../../scripts/lib/service-process.ts';
import { freshDataDirectory } from './embedded-database.js';
import { endWithTests } from './outside.js';

/** The service as a separate process; with its own data directory if none is given. */
export async function aProcess(
  environment: Record<string, string> = {},
  dataDirectory?: string,
  script?: string,
): Promise<ServiceProcess> {
  const spawned = (child: ChildProcess) => endWithTests(child);
  return startService(environment, dataDirectory ?? (await freshDataDirectory()), { script, spawned });
}

/** Data directories that are deleted together. */
export class DataDirectories {
  private readonly paths: string[] = [];

  async add(): Promise<string> {
    const path = await freshDataDirectory();
    this.paths.push(path);
    return path;
  }

  remove(): void {
    for (const path of this.paths.splice(0)) rmSync(path, { recursive: true, force: true });
  }
}
