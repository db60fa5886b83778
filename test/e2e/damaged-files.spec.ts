import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { resolve, join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { endWithTests } from '../support/outside.js';
import { DataDirectories } from '../support/process.js';
import { KEY } from '../support/service.js';

jest.setTimeout(180_000);

/** The end of a start that fails. */
async function failedStart(directory: string): Promise<{ code: number | null; said: string; logged: string }> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const environment = { API_KEY: KEY, DATA_DIR: directory, PORT: '0', HOST: '127.0.0.1', LOG_FORMAT: 'json' };
  const child = spawn(process.execPath, [resolve('dist/main.js')], {
    env: { PATH, NODE_COMPILE_CACHE, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWithTests(child);
  const [said, logged] = ['', ''].map(() => [] as string[]) as [string[], string[]];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => logged.push(chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said: said.join(''), logged: logged.join('') };
}

const filesIn = (folder: string) =>
  readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

/** Bytes that mean nothing, as many as there were. */
function overwrite(path: string): void {
  const block = createHash('sha512').update(path).digest();
  writeFileSync(path, Buffer.alloc(statSync(path).size, block));
}

function replaceByFile(folder: string): void {
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'something else');
}

type Damage = [what: string, folder: 'postgres' | 'dynamodb', reason: string, spoil: (folder: string) => void];

const DAMAGES: Damage[] = [
  ['pg_control is empty', 'postgres', 'damaged', (folder) => truncateSync(join(folder, 'global', 'pg_control'))],
  ['pg_control is overwritten', 'postgres', 'damaged', (folder) => overwrite(join(folder, 'global', 'pg_control'))],
  ['tables are overwritten', 'postgres', 'damaged', (folder) => filesIn(join(folder, 'base', '5')).forEach(overwrite)],
  [
    'the log of Postgres is lost',
    'postgres',
    'damaged',
    (folder) => filesIn(join(folder, 'pg_wal')).forEach((path) => rmSync(path)),
  ],
  [
    'files are of another Postgres',
    'postgres',
    'they are of Postgres 15, not 18',
    (folder) => writeFileSync(join(folder, 'PG_VERSION'), '15\n'),
  ],
  ['PG_VERSION is empty', 'postgres', 'PG_VERSION is damaged', (folder) => truncateSync(join(folder, 'PG_VERSION'))],
  ['PG_VERSION is lost', 'postgres', 'PG_VERSION is missing', (folder) => rmSync(join(folder, 'PG_VERSION'))],
  ['there is a file instead of Postgres', 'postgres', 'PG_VERSION is missing', replaceByFile],
  ['CURRENT of LevelDB is empty', 'dynamodb', 'damaged', (folder) => truncateSync(join(folder, 'CURRENT'))],
  ['there is a file instead of LevelDB', 'dynamodb', 'damaged', replaceByFile],
];

describe('a service whose files are damaged', () => {
  const directories = new DataDirectories();
  afterEach(() => directories.remove());

  it.each(DAMAGES)(
    'says in one sentence what to do when %s, and deletes nothing',
    async (_what, name, reason, spoil) => {
      const directory = await directories.add();
      const folder = join(directory, name);
      spoil(folder);
      const { code, said, logged } = await failedStart(directory);
      const store = name === 'postgres' ? 'embedded Postgres' : 'embedded DynamoDB';
      expect({ code, said: said.trim(), logged }).toEqual({
        code: 1,
        said: `The files of the ${store} in ${folder} cannot be used (${reason}). Restore the folder from a backup, or move it away to begin with an empty one.`,
        logged: '',
      });
      const kept = statSync(folder);
      expect(kept.isFile() ? readFileSync(folder, 'utf8') : readdirSync(folder).length > 2).toBeTruthy();
      expect(readdirSync(directory)).not.toContain('postgres.incoming');
    },
  );
});
