/**
 * Writes docs/configuration.md and .env.example from the declarations in src/config, by way of dist/.
 * `node scripts/config-docs.ts`, after a build; with `--check` it writes nothing and exits 1 if the files say otherwise.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

type Section = import('../src/config/variable.ts').Section;

const root = new URL('../', import.meta.url);

async function readSections(): Promise<readonly Section[]> {
  const compiled = new URL('dist/config/sections.js', root).href;
  return ((await import(compiled)) as { sections: readonly Section[] }).sections;
}

async function markdown(sections: readonly Section[]): Promise<string> {
  const text = [
    '# Configuration',
    '',
    'Every setting is an environment variable; a `.env` file in the working directory is read too. Nothing has to be set.',
    'An unusable or misspelt setting stops the start, with all problems listed at once. An empty value counts as absent.',
    'This page is made by `node scripts/config-docs.ts` from `src/config/sections.ts`.',
    ...sections.flatMap(({ title, variables }) => ['', `## ${title}`, '', ...table(variables)]),
  ].join('\n');
  const path = fileURLToPath(new URL('docs/configuration.md', root));
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}

function table(variables: Section['variables']): string[] {
  const rows = Object.entries(variables).map(([name, { defaultValue, expected, secret, description }]) =>
    row([`\`${name}\``, shown(defaultValue, '`'), `${expected}${secret ? ' (secret)' : ''}`, description]),
  );
  return [row(['Name', 'Default', 'Expected', 'Description']), row(['---', '---', '---', '---']), ...rows];
}

const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

function example(sections: readonly Section[]): string {
  const lines = sections.flatMap(({ title, variables }) => [
    '',
    `# --- ${title} ---`,
    ...Object.entries(variables).flatMap(([name, { defaultValue, expected, description }]) => [
      '',
      `# ${description} (${expected})`,
      `# ${name}=${shown(defaultValue)}`,
    ]),
  ]);
  return ['# Copy to .env and uncomment what you need. Made from src/config/sections.ts.', ...lines, ''].join('\n');
}

function shown(value: unknown, quote = ''): string {
  const parts = (Array.isArray(value) ? value : [value]).filter((part) => part !== undefined);
  const text = parts.join(',');
  return text === '' ? '' : `${quote}${text}${quote}`;
}

async function isCurrent(path: string, text: string): Promise<boolean> {
  const present = await readFile(new URL(path, root), 'utf8').catch(() => '');
  return present === text;
}

const sections = await readSections();
const files = Object.entries({ 'docs/configuration.md': await markdown(sections), '.env.example': example(sections) });

if (process.argv.includes('--check')) {
  const stale: string[] = [];
  for (const [path, text] of files) if (!(await isCurrent(path, text))) stale.push(path);
  if (stale.length > 0) {
    console.error(`${stale.join(' and ')} differ from src/config: run node scripts/config-docs.ts`);
    process.exitCode = 1;
  }
} else {
  for (const [path, text] of files) await writeFile(new URL(path, root), text);
}
