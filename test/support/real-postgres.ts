import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { endWithTests } from './jest-worker.js';
import { neededProgram, type Hindrance } from './needed-programs.js';
import { until } from './until.js';
import { freePort } from '../../scripts/lib/free-port.ts';

const run = promisify(execFile);

/** Where Debian and other distributions install their servers. */
const DEBIAN = '/usr/lib/postgresql';
const ELSEWHERE = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin'];

/** The user that runs the server if the tests run as root, which it refuses to do. */
const SERVER_USER = 'nobody';

/** Variables that an otherwise empty environment needs: the server requires its time zone and little else. */
const ENVIRONMENT = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' };

export interface RealPostgres {
  /** Creates an empty database at every call, and returns its connection string. */
  database: () => Promise<string>;
  /** Whether `close` also ends the server; otherwise it only drops the databases. */
  isThrownAway: boolean;
  /** Stops a disposable server; `immediate` works like a crash, without a shutdown. */
  stop: (how: 'fast' | 'immediate') => Promise<void>;
  /** Starts it again, on the same port and with its data. */
  start: () => Promise<void>;
  /** Suspends a disposable server with its connections open, or lets it go on. */
  signal: (signal: 'SIGSTOP' | 'SIGCONT') => Promise<void>;
  close: () => Promise<void>;
}

const CONTRACT_DATABASE_URL = process.env['CONTRACT_DATABASE_URL'];

/** For suites on a Postgres server, be it the one at CONTRACT_DATABASE_URL; used before tests are defined, so it starts nothing. */
export const POSTGRES: Hindrance =
  CONTRACT_DATABASE_URL === undefined ? neededProgram('Postgres', binaries() !== null) : null;
/** For suites that stop their server, or change all of it. */
export const OWN_POSTGRES: Hindrance =
  CONTRACT_DATABASE_URL === undefined ? POSTGRES : 'not with CONTRACT_DATABASE_URL';

/**
 * A Postgres server: the one at CONTRACT_DATABASE_URL, whose user may create databases, otherwise a disposable one. Null if there
 * is neither. The parameters apply to a disposable server.
 */
export async function openRealPostgres(parameters: Record<string, string> = {}): Promise<RealPostgres | null> {
  if (CONTRACT_DATABASE_URL)
    return {
      ...databasesOf(CONTRACT_DATABASE_URL, async () => {}),
      isThrownAway: false,
      stop: notOurs,
      start: notOurs,
      signal: notOurs,
    };
  const folder = binaries();
  return folder === null ? null : throwAwayServer(folder, parameters);
}

function binaries(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).toSorted().toReversed() : [];
  const folders = [...versions.map((version) => join(DEBIAN, version, 'bin')), ...ELSEWHERE];
  return folders.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name)))) ?? null;
}

async function throwAwayServer(folder: string, given: Record<string, string>): Promise<RealPostgres> {
  const user = await serverUser();
  const directory = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-postgres-'));
  if (user) await chown(directory, user.uid, user.gid);
  const data = join(directory, 'data');
  const options = { ...user, env: ENVIRONMENT, cwd: directory };
  await run(join(folder, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], options);
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', ...given };
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let server: ChildProcess;
  const start = async () => {
    server = spawn(join(folder, 'postgres'), ['-D', data, ...parameters], { ...options, stdio: 'ignore' });
    // If it were killed, it would leak its shared memory.
    endWithTests(server, SIGNALS.immediate);
    await until(() => accepts(url, server));
  };
  const stop = async (how: keyof typeof SIGNALS) => {
    if (server.exitCode !== null) return;
    const exited = once(server, 'exit');
    server.kill(SIGNALS[how]);
    await exited;
  };
  await start();
  const databases = databasesOf(url, async () => {
    await stop('fast');
    await rm(directory, { recursive: true, force: true });
  });
  return { ...databases, isThrownAway: true, stop, start, signal: async (signal) => signalTree(server, signal) };
}

/** The server and its processes, which are not of its process group. */
function signalTree({ pid = 0 }: ChildProcess, signal: NodeJS.Signals): void {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number);
  for (const one of [pid, ...children]) if (one > 0) process.kill(one, signal);
}

/** Both disconnect the clients instead of waiting for them (https://www.postgresql.org/docs/current/server-shutdown.html). */
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

async function notOurs(): Promise<never> {
  throw new Error('Only a server that is thrown away is stopped and started');
}

function databasesOf(url: string, close: () => Promise<void>): Pick<RealPostgres, 'database' | 'close'> {
  const names: string[] = [];
  const administer = (statement: string) => withClient(url, (client) => client.query(statement));
  return {
    database: async () => {
      const name = `contract_${randomUUID().replaceAll('-', '')}`;
      await administer(`create database ${name}`);
      names.push(name);
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
    close: async () => {
      // A server that a test has stopped needs no cleanup.
      for (const name of names) await administer(`drop database ${name} with (force)`).catch(() => undefined);
      await close();
    },
  };
}

async function withClient<T>(connectionString: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Null while the server starts. */
async function accepts(url: string, server: ChildProcess): Promise<true | null> {
  if (server.exitCode !== null) throw new Error(`The Postgres server ended with ${server.exitCode}`);
  return withClient(url, (client) => client.query('select 1')).then(
    () => true,
    () => null,
  );
}

/** The user that runs servers, as options for spawn; null if it is the one that runs the tests. */
export async function serverUser(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const id = async (flag: string) => Number((await run('id', [flag, SERVER_USER])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}
