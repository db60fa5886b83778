import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

/** Generates the TypeScript client from openapi.json, or with --check says whether its files are current. */
const path = 'clients/typescript/src/generated';

function generate(output: string): Promise<unknown> {
  return createClient({
    input: 'openapi.json',
    output: { path: output, importFileExtension: '.ts', clean: true },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent', file: false },
  });
}

const filesOf = (folder: string) =>
  Object.fromEntries(
    globSync('**/*.ts', { cwd: folder })
      .toSorted()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );

if (!process.argv.includes('--check')) {
  await generate(path);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'linkedin-profile-service-client-'));
  try {
    await generate(folder);
    const isCurrent = existsSync(path) && JSON.stringify(filesOf(path)) === JSON.stringify(filesOf(folder));
    if (!isCurrent) {
      console.error(`${path} is out of date. Run "npm run openapi" and review the difference.`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
