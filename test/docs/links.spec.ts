import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FILTER_FIELDS, FILTER_OPERATORS } from '../../src/model/profile-filter.js';

const text = (document: string) => readFileSync(document, 'utf8');

/** The anchors that GitHub gives to the headings of a document. */
const anchorsOf = (document: string): string[] =>
  [...text(document).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const isThere = (document: string, link: string): boolean => {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : join(dirname(document), path);
  return existsSync(target) && (anchor === undefined || anchorsOf(target).includes(anchor));
};

describe('documents', () => {
  it.each(globSync(['*.md', 'docs/**/*.md', 'clients/*/*.md']))('%s has no dead link', (document) => {
    const links = [...text(document).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    const own = links.filter((link) => !/^https?:/.test(link));
    expect(own.filter((link) => !isThere(document, link))).toEqual([]);
  });

  it('are all in the index', () => {
    const guides = globSync('docs/guides/*.md').map((path) => path.slice('docs/'.length));
    const others = globSync('*.md', { cwd: 'docs' }).filter((name) => name !== 'README.md');
    const index = text('docs/README.md');
    expect([...guides, ...others].filter((path) => !index.includes(`](${path})`))).toEqual([]);
  });

  it('name every field and operator of filters', () => {
    const [, table = ''] = text('docs/guides/search.md').split('## By a filter');
    for (const name of [...FILTER_FIELDS, ...FILTER_OPERATORS]) expect(table).toContain(`\`${name}\``);
  });
});
