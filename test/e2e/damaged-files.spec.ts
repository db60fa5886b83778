import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type * as StartProblem from '../../src/start/start-problem.js';
import { isFullExtent } from '../support/extent.js';
import { built } from '../support/jest-worker.js';
import { DataDirectories, failedStart } from '../support/process.js';
import { aService, KEY } from '../support/service.js';

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

/** One as a process of its own, which takes longer; all of them in the full extent. */
const OF_A_PROCESS = isFullExtent ? DAMAGES : DAMAGES.slice(0, 1);

describe('a service whose files are damaged', () => {
  const directories = new DataDirectories();
  let directory: string;
  beforeEach(async () => void (directory = await directories.add()));
  afterEach(() => directories.remove());

  const sentence = (name: Damage[1], reason: string) =>
    `The files of the embedded ${name === 'postgres' ? 'Postgres' : 'DynamoDB'} in ${join(directory, name)} cannot be used (${reason}). Restore the folder from a backup, or move it away to begin with an empty one.`;

  it.each(DAMAGES)('says in one sentence what to do when %s, and deletes nothing', async (_, name, reason, spoil) => {
    const folder = join(directory, name);
    spoil(folder);
    const { startProblem } = await built<typeof StartProblem>('start/start-problem.js');
    const problem = await aService({}, directory).then(() => null, startProblem);
    expect(problem).toBe(sentence(name, reason));
    const kept = statSync(folder);
    expect(kept.isFile() ? readFileSync(folder, 'utf8') : readdirSync(folder).length > 2).toBeTruthy();
    expect(readdirSync(directory)).not.toContain('postgres.incoming');
  });

  it.each(OF_A_PROCESS)('ends, and says nothing else, when %s', async (_, name, reason, spoil) => {
    spoil(join(directory, name));
    const { code, stderr, logged } = await failedStart({ API_KEY: KEY, DATA_DIR: directory });
    expect({ code, stderr: stderr.trim(), logged }).toEqual({ code: 1, stderr: sentence(name, reason), logged: '' });
  });
});
