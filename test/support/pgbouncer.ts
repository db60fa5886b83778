import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../../scripts/lib/free-port.ts';
import { endWithTests } from './jest-worker.js';
import { neededProgram } from './needed-programs.js';
import { serverUser } from './real-postgres.js';
import { until } from './until.js';

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((path) => existsSync(path));

export const PGBOUNCER = neededProgram('pgbouncer', PROGRAM !== undefined);

export interface PgBouncer {
  /** The same database, through the pooler. */
  url: string;
  close: () => Promise<void>;
}

/** A pooler in transaction mode with few connections, like Supabase's at port 6543. */
export async function openPgBouncer(databaseUrl: string): Promise<PgBouncer> {
  if (!PROGRAM) throw new Error('There is no pgbouncer');
  const target = new URL(databaseUrl);
  const port = await freePort();
  const directory = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-pgbouncer-'));
  await chmod(directory, 0o755);
  const file = join(directory, 'pgbouncer.ini');
  const password = target.password && ` password=${decodeURIComponent(target.password)}`;
  const lines = [
    '[databases]',
    `* = host=${target.hostname} port=${target.port} user=${target.username}${password}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'default_pool_size = 4',
  ];
  await writeFile(file, lines.join('\n'), { mode: 0o644 });
  const pooler = spawn(PROGRAM, [file], { ...(await serverUser()), stdio: 'ignore' });
  endWithTests(pooler);
  const url = Object.assign(new URL(databaseUrl), { host: `127.0.0.1:${port}`, search: '?pgbouncer=true' }).href;
  await until(() => answers(url));
  return {
    url,
    close: async () => {
      const exited = once(pooler, 'exit');
      // Immediately; SIGINT would wait for clients.
      pooler.kill('SIGTERM');
      await exited;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Null while it starts. */
async function answers(connectionString: string): Promise<true | null> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}
