import { spawnSync } from 'node:child_process';

/** Everything that must pass before a change is merged. With --fix, repairs what can be repaired. */
const fix = process.argv.includes('--fix');

const steps: readonly [name: string, command: string][] = [
  ['format', `prettier --log-level warn ${fix ? '--write' : '--check'} .`],
  // Scripts are type-checked against the build.
  ['build', 'node scripts/build-if-stale.js'],
  ['lint', `oxlint --type-aware --deny-warnings ${fix ? '--fix' : ''}`],
  ['types', 'tsc -p tsconfig.json'],
  ['rooms', 'depcruise --output-type err-long --config .dependency-cruiser.cjs src'],
  ['openapi.json', `node scripts/openapi.ts ${fix ? '' : '--check'}`],
  ['openapi.json by redocly and spectral', 'node scripts/openapi-lint.ts'],
  ['clients/typescript', `node scripts/typescript-client.ts ${fix ? '' : '--check'}`],
  ['docs/configuration.md, .env.example', `node scripts/config-docs.ts ${fix ? '' : '--check'}`],
];

const failed = steps.filter(([name, command]) => {
  const { status, stdout, stderr } = spawnSync(command, { shell: true, encoding: 'utf8' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name}`);
  if (status !== 0) console.log(`${stdout}${stderr}`.trimEnd().replaceAll(/^/gm, '        '));
  return status !== 0;
});

if (failed.length > 0)
  console.log(
    `\nFailed: ${failed.map(([name]) => name).join('; ')}. Run "npm run check -- --fix" to fix formatting and regenerate files.`,
  );
process.exitCode = failed.length === 0 ? 0 : 1;
