import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the Supabase CLI, four levels above this file both in src/ and in dist/. */
const FOLDER = fileURLToPath(new URL('../../../../supabase/migrations/', import.meta.url));

export interface Migration {
  /** The timestamp at the start of the file name. */
  version: string;
  name: string;
  sql: string;
}

/** `<version>_<name>.sql`, in order. */
export async function readMigrations(folder: string = FOLDER): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d+_.*\.sql$/.test(file)).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const [version = '', ...name] = basename(file, '.sql').split('_');
      return { version, name: name.join('_'), sql: await readFile(join(folder, file), 'utf8') };
    }),
  );
}

/** The file name without its extension. */
export function titleOf({ version, name }: Pick<Migration, 'version' | 'name'>): string {
  return name === '' ? version : `${version}_${name}`;
}
