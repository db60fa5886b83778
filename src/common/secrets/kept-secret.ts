import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StartError } from '../errors/start.error.js';

/**
 * A secret of this installation, created when it is asked for the first time and never changed. Only its owner can read the file.
 * @param name of the file in the data directory
 * @throws StartError if it cannot be stored
 */
export async function keptSecret(dataDirectory: string, name: string): Promise<string> {
  const path = secretFile(dataDirectory, name);
  return (await kept(path)) ?? (await made(path, resolve(dataDirectory)));
}

export function secretFile(dataDirectory: string, name: string): string {
  return join(resolve(dataDirectory), name);
}

/** Secrets created by this service, and those that people put into the file themselves. */
const SECRET = /^[\x21-\x7e]{16,200}$/;

async function kept(path: string): Promise<string | null> {
  try {
    const key = (await readFile(path, 'utf8')).trim();
    if (!SECRET.test(key))
      throw new StartError(`The file ${path} does not contain a key. Delete it and restart to get a new one.`);
    await chmod(path, 0o600);
    return key;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    // A parent of the file is not a folder, which creating the folder will report.
    if (code === 'ENOTDIR') return null;
    if (code === 'EISDIR') throw new StartError(`${path} is a folder. Delete it and restart to get a new key.`);
    if (code === undefined) throw error;
    throw new StartError(`The file ${path} is not readable (${code}). Make it readable for this user, or delete it.`);
  }
}

/** Written to a draft file and then linked, so that no process reads a partial key and the first of two processes wins. */
async function made(path: string, dataDirectory: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
    await writeFile(draft, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    throw notWritable(dataDirectory, error);
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(dataDirectory, error);
  } finally {
    await rm(draft, { force: true });
  }
  const key = await kept(path);
  if (key === null) throw new Error(`${path} was deleted while it was being created`);
  return key;
}

/** The same messages as for the stores in the folder. */
function notWritable(dataDirectory: string, error: unknown): StartError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') {
    return new StartError(`The data directory ${dataDirectory} is a file. Delete it, or set DATA_DIR to a folder.`);
  }
  const advice = code === 'ENOSPC' ? 'Free some space on its disk' : 'Make it writable for this user';
  return new StartError(
    `The data directory ${dataDirectory} is not writable (${code}). ${advice}, or set DATA_DIR to another folder.`,
  );
}
