import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { settings } from '../../../test/support/settings.js';
import { DataDirectory } from './data-directory.js';
import { DataDirectoryError } from './data-directory.error.js';
import { DirectoryLock } from './directory-lock.js';

const BUILT = new URL('../../../dist/infrastructure/data-directory/directory-lock.js', import.meta.url).href;
/** Requires root, and a kernel with namespaces. */
const itWhereAllowed = spawnSync('unshare', ['--net', 'true']).status === 0 ? it : it.skip;

describe('DataDirectory', () => {
  let parent: string;
  const opened: DataDirectory[] = [];
  beforeEach(async () => void (parent = await realpath(await mkdtemp(join(tmpdir(), 'data-directory-')))));
  afterEach(async () => {
    for (const directory of opened.splice(0)) await directory.close();
    await rm(parent, { recursive: true, force: true });
  });

  function directoryAt(path: string): DataDirectory {
    const directory = new DataDirectory(settings({ DATA_DIR: path }));
    opened.push(directory);
    return directory;
  }

  it('is accessible to its owner only', async () => {
    const path = join(parent, 'new', 'data');
    expect(await directoryAt(path).path('postgres')).toBe(join(path, 'postgres'));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('rejects a second opening, also under another name, and names the process that uses it', async () => {
    const path = join(parent, 'data');
    await directoryAt(path).path();
    await symlink(path, join(parent, 'link'));
    const refused = directoryAt(join(parent, 'link')).path();
    await expect(refused).rejects.toThrow(DataDirectoryError);
    await expect(refused).rejects.toThrow(
      `The data directory ${path} is in use by another process (pid ${process.pid}). Stop it, or set DATA_DIR to another folder.`,
    );
  });

  it('can be opened again after it was closed', async () => {
    const first = directoryAt(parent);
    await first.path();
    await first.close();
    expect(await directoryAt(parent).path()).toBe(parent);
  });

  it('reports in one sentence that it is not writable', async () => {
    await writeFile(join(parent, 'file'), '');
    await expect(directoryAt(join(parent, 'file', 'data')).path()).rejects.toThrow(/is not writable \(ENOTDIR\)/);
  });

  it('closes what was opened last first, and then releases the lock', async () => {
    const directory = directoryAt(parent);
    await directory.path();
    const closed: string[] = [];
    directory.closeBeforeUnlocking(async () => void closed.push('database'));
    directory.closeBeforeUnlocking(async () => {
      await expect(directoryAt(parent).path()).rejects.toThrow(DataDirectoryError);
      closed.push('queue');
    });
    await directory.close();
    expect(closed).toEqual(['queue', 'database']);
  });

  it('is free immediately after the process that held the lock was killed', async () => {
    const holder = await aHolder(parent);
    await expect(DirectoryLock.take(parent)).rejects.toThrow(
      `The data directory ${parent} is in use by another process (pid ${holder.pid}). Stop it, or set DATA_DIR to another folder.`,
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = await DirectoryLock.take(parent);
    await lock.release();
  });

  itWhereAllowed('refuses a process in another network namespace, as containers that share a volume are', async () => {
    const holder = await aHolder(parent, 'unshare', ['--net']);
    await expect(DirectoryLock.take(parent)).rejects.toThrow(`in use by another process (pid ${holder.pid}). Stop it`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = await DirectoryLock.take(parent);
    const [code, output] = await ending(aProcess(parent, 'unshare', ['--net']));
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/^The data directory .* is in use by another process .*\n$/),
    ]);
    await lock.release();
  });

  it.each([
    ['its files are damaged', (path: string) => writeFile(join(path, 'lock', 'CURRENT'), '')],
    ['they are of something else', (path: string) => writeFile(join(path, 'lock', 'CURRENT'), 'nonsense\n')],
    ['some are missing', (path: string) => rm(join(path, 'lock', 'CURRENT'))],
    ['nobody can tell who had it', (path: string) => writeFile(join(path, 'lock', 'holder.json'), '{')],
    ['the number of the holder is that of another process now', async () => undefined],
  ])('is free where a lock was left behind, also where %s', async (_, spoil) => {
    const holder = await aHolder(parent);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await spoil(parent);
    const lock = await DirectoryLock.take(parent);
    await expect(DirectoryLock.take(parent)).rejects.toThrow(`(pid ${process.pid})`);
    await lock.release();
  });

  it('stays locked if its lock files are corrupted', async () => {
    const lock = await DirectoryLock.take(parent);
    await writeFile(join(parent, 'lock', 'CURRENT'), '');
    await writeFile(join(parent, 'lock', 'holder.json'), '');
    await expect(DirectoryLock.take(parent)).rejects.toThrow('is in use by another process. Stop it');
    await lock.release();
  });

  it('names the machine of the holder if it is another one', async () => {
    const lock = await DirectoryLock.take(parent);
    await writeFile(join(parent, 'lock', 'holder.json'), JSON.stringify({ pid: 7, host: 'api-0' }));
    await expect(DirectoryLock.take(parent)).rejects.toThrow('in use by another process (pid 7 on api-0). Stop it');
    await lock.release();
  });
});

const SCRIPT = `
  const { DirectoryLock } = await import(process.argv[1]);
  await DirectoryLock.take(process.argv[2]).catch(({ message }) => (console.error(message), process.exit(1)));
  console.log('held');
  setInterval(() => undefined, 1_000);`;

/** A separate process that takes the lock. */
function aProcess(path: string, command?: string, given: string[] = []): ChildProcess {
  const node = [process.execPath, '--input-type=module', '-e', SCRIPT, BUILT, path];
  const [program = '', ...rest] = [...(command === undefined ? [] : [command, ...given]), ...node];
  return spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function aHolder(...given: Parameters<typeof aProcess>): Promise<ChildProcess> {
  const holder = aProcess(...given);
  await once(holder.stdout as Readable, 'data');
  return holder;
}

async function ending(child: ChildProcess): Promise<[number, string]> {
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return [code, output];
}
