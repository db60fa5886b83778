import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** As strict as TypeScript is, also about declarations of packages, only not about its own. */
const compilerOptions = {
  target: 'ES2022',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  rewriteRelativeImportExtensions: true,
  skipDefaultLibCheck: true,
  types: [],
};

/** Compiles the TypeScript of a folder. @throws with the errors of the compiler */
export async function compile(folder: string, files: readonly string[], options: object = {}): Promise<void> {
  const config = { compilerOptions: { ...compilerOptions, ...options }, files };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }');
  try {
    await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder]);
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout, { cause: error });
  }
}
