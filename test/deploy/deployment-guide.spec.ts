import { describe, expect, it } from '@jest/globals';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingNames } from './setting-names.js';
import { yamlFile } from './yaml-file.js';

const guide = readFileSync('docs/deployment.md', 'utf8');
const composeFile = readFileSync('docker-compose.yml', 'utf8');

describe('docs/deployment.md', () => {
  it('names only settings that exist, or that docker-compose.yml reads', () => {
    const ofCompose = [...composeFile.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);
    const known = new Set([...settingNames, ...ofCompose]);
    const named = new Set(guide.match(/\b[A-Z][A-Z\d]*(?:_[A-Z\d]+)+\b/g));
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
    expect(named.size).toBeGreaterThan(25);
  });

  it('explains messages that the service actually has', () => {
    const sources = globSync('src/{config,start,infrastructure}/**/*.ts', { exclude: ['**/*.spec.ts'] });
    const messages = sources.map((file) => readFileSync(file, 'utf8')).join('\n');
    const [, table = ''] = guide.split('## Troubleshooting');
    const sentences = [...table.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, sentence]) => sentence!);
    expect(sentences.length).toBeGreaterThan(10);
    expect(sentences.filter((sentence) => !messages.includes(sentence))).toEqual([]);
  });

  it('shows the backends as the service does', () => {
    const [, table = ''] = /^Backends\n((?: {2}.+\n)+)/m.exec(guide) ?? [];
    const names = table.split('\n').flatMap((line) => /^ {2}(\S+(?: \S+)*) {2,}/.exec(line)?.[1] ?? []);
    const backends = readFileSync('src/start/backends.ts', 'utf8');
    const [, list = ''] = /BACKENDS[^=]*= \[\n([\s\S]*?)\n\];/.exec(backends) ?? [];
    expect(names).toEqual([...list.matchAll(/\['([^']+)'/g)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(3);
  });

  it('links to pages and headings that exist', () => {
    const headings = new Set([...guide.matchAll(/^#+ (.+)$/gm)].map(([, title]) => anchorOf(title!)));
    const links = [...guide.matchAll(/\]\(([^)]+)\)/g)]
      .map(([, link]) => link!)
      .filter((link) => !link.startsWith('https:'));
    const broken = links.filter((link) =>
      link.startsWith('#') ? !headings.has(link.slice(1)) : !existsSync(join('docs', link.split('#')[0]!)),
    );
    expect(links.length).toBeGreaterThan(8);
    expect(broken).toEqual([]);
  });

  it('names parts of docker-compose.yml that exist', () => {
    const [compose] = yamlFile<{ services: object }>('docker-compose.yml');
    const commands = guide.matchAll(/docker compose (?:exec(?: -T)? (\w+)|(?:stop|start) (\w+(?: \w+)*))/g);
    const parts = [...commands].flatMap(([, one, several]) => one ?? several!.split(' '));
    expect(parts.length).toBeGreaterThan(5);
    const services = Object.keys(compose!.services);
    expect(parts.filter((part) => !services.includes(part))).toEqual([]);
  });
});

/** The anchor that GitHub generates for a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}
