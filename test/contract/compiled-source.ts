import { mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The source as a process of its own can run it, in a folder that looks like the built project; answers the folder. */
export async function compileSource(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-compiled-'));
  for (const name of ['node_modules', 'supabase', 'package.json']) await symlink(join(ROOT, name), join(folder, name));
  const files = await readdir(join(ROOT, 'src'), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
  await Promise.all(
    sources.map(async (file) => {
      const { code } = await transformFile(join(ROOT, 'src', file), {
        swcrc: false,
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      });
      const target = join(folder, 'dist', file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, code);
    }),
  );
  return folder;
}
