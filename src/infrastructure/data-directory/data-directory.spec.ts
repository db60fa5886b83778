import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { settings } from '../../../test/support/settings.js';
import { DataDirectory } from './data-directory.js';
import { DataDirectoryError } from './data-directory.error.js';
import { DirectoryLock } from './directory-lock.js';
import { lockAddress } from './lock-address.js';

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

  it('is made for this user alone', async () => {
    const path = join(parent, 'new', 'data');
    expect(await directoryAt(path).path('postgres')).toBe(join(path, 'postgres'));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('refuses a second opening, also under another name, and says by whom it is in use', async () => {
    const path = join(parent, 'data');
    await directoryAt(path).path();
    await symlink(path, join(parent, 'link'));
    const refused = directoryAt(join(parent, 'link')).path();
    await expect(refused).rejects.toThrow(DataDirectoryError);
    await expect(refused).rejects.toThrow(
      `The data directory ${path} is in use by another process (pid ${process.pid}). Stop it, or set DATA_DIR to another folder.`,
    );
  });

  it('can be opened again when it was closed', async () => {
    const first = directoryAt(parent);
    await first.path();
    await first.close();
    expect(await directoryAt(parent).path()).toBe(parent);
  });

  it('says in one sentence that it cannot be written', async () => {
    await writeFile(join(parent, 'file'), '');
    await expect(directoryAt(join(parent, 'file', 'data')).path()).rejects.toThrow(/is not writable \(ENOTDIR\)/);
  });

  it('closes what was opened last first, and then gives up the lock', async () => {
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

  it('is free again after the process that held it was killed', async () => {
    const holder = spawn(process.execPath, [
      '-e',
      `require('node:net').createServer().listen(process.argv[1].replace('@', '\\0'), () => console.log('held'))`,
      lockAddress(parent).replace('\0', '@'),
    ]);
    await once(holder.stdout, 'data');
    await expect(DirectoryLock.take(parent)).rejects.toThrow(DataDirectoryError);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = await DirectoryLock.take(parent);
    await lock.release();
  });

  it('takes over the socket file that a killed process left behind, and no other', async () => {
    const address = join(parent, 'lock.sock');
    const script = `require('node:net').createServer().listen(process.argv[1], () => console.log('held'))`;
    const holder = spawn(process.execPath, ['-e', script, address]);
    await once(holder.stdout, 'data');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const lock = await DirectoryLock.take(parent, address);
    await expect(DirectoryLock.take(parent, address)).rejects.toThrow(`pid ${process.pid}`);
    await lock.release();
  });

  it('does not wait for a holder that says nothing', async () => {
    const address = join(parent, 'lock.sock');
    const silent = createServer(() => undefined).listen(address);
    await once(silent, 'listening');
    await expect(DirectoryLock.take(parent, address)).rejects.toThrow('in use by another process. Stop it');
    silent.close();
  });
});
