import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The key of local mode: made on the first start and the same ever after. Only its owner can read the file. */
export async function localKey(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, 'api-key');
  return (await kept(path)) ?? (await made(path, dataDirectory));
}

async function kept(path: string): Promise<string | null> {
  try {
    const key = (await readFile(path, 'utf8')).trim();
    if (key === '') throw new Error(`${path} is empty; delete it and restart to get a new key`);
    await chmod(path, 0o600);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written to a draft file and then linked, so that no process reads a partial key and the first of two processes wins. */
async function made(path: string, dataDirectory: string): Promise<string> {
  await mkdir(dataDirectory, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const key = await kept(path);
  if (key === null) throw new Error(`${path} was deleted while it was being created`);
  return key;
}
