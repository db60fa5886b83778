import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/lib/free-port.ts';
import { endWithTests } from '../support/jest-worker.js';
import { neededProgram } from '../support/needed-programs.js';
import { serverUser } from '../support/real-postgres.js';
import { until } from '../support/until.js';

const nginx = ['/usr/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'].find((path) => existsSync(path));

export const NGINX = neededProgram('nginx', nginx !== undefined);

export interface Gateway {
  url: string;
  close: () => Promise<void>;
}

/** The gateway of docker-compose.yml, run by this machine's nginx as an unprivileged user, in front of another PostgREST. */
export async function openGateway(postgrest: string): Promise<Gateway> {
  const user = await serverUser();
  const directory = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-gateway-'));
  if (user) await chown(directory, user.uid, user.gid);
  const url = `http://127.0.0.1:${await freePort()}`;
  const file = join(directory, 'nginx.conf');
  await writeFile(file, configuration(url, postgrest, directory));
  const arguments_ = ['-c', file, '-p', directory, '-e', 'stderr', '-g', 'daemon off;'];
  const server = spawn(nginx!, arguments_, { ...user, stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  server.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  endWithTests(server, 'SIGTERM');
  await until(async () => {
    if (server.exitCode !== null) throw new Error(`nginx ended: ${output}`);
    return fetch(`${url}/health`).then(
      ({ ok }) => ok || null,
      () => null,
    );
  });
  return {
    url,
    close: async () => {
      const exited = once(server, 'exit');
      server.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The file unchanged, except for the addresses and the folder. @throws if they are no longer found in the file */
function configuration(url: string, postgrest: string, directory: string): string {
  const changes: [from: string, to: string][] = [
    ['listen 8000;', `listen ${new URL(url).host};`],
    ['http://postgrest:3000', postgrest],
    [' /tmp/', ` ${directory}/`],
  ];
  return changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`nginx.conf has no "${from}"`);
      return text.replaceAll(from, to);
    },
    readFileSync('deploy/compose/gateway/nginx.conf', 'utf8'),
  );
}
