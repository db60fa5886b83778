import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import type { ErrorCatalogue, ErrorEntry } from './error-catalogue.js';

const LONGEST = 120;

/** Turns of phrase that made messages hard to read. CONTRIBUTING.md says how a message is worded. */
const BANNED =
  /for want of|that is none|\bnobody\b|\bsomebody\b|\bwhoever\b|\btold\b|has had|no such|takes no\b|gave up|is away|of its own|e-mail|held back|worth another|goes on\b|in trouble|misspelt|recognise|licence|behaviour/i;

const sources = globSync('src/**/*.ts', { exclude: ['**/*.spec.ts', '**/vocabulary.ts'] });

async function catalogueEntries(): Promise<ErrorEntry[]> {
  const files = sources.filter((file) => file.endsWith('.errors.ts'));
  const definesCatalogue = (file: string) => readFileSync(file, 'utf8').includes('errorCatalogue(');
  const modules = await Promise.all(
    files.filter(definesCatalogue).map((file) => import(resolve(file)) as Promise<Record<string, ErrorCatalogue>>),
  );
  return modules.flatMap((exported) => Object.values(exported)).flatMap((catalogue) => Object.values(catalogue));
}

/** Texts of two words or more in the code of a file; comments are not among them. */
function textsIn(file: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (/\w \w/.test(node.text)) texts.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  return texts;
}

describe('the error catalogues', () => {
  it('describe every error in one short sentence without a period at the end', async () => {
    const entries = await catalogueEntries();
    expect(entries.length).toBeGreaterThan(25);
    const isSentence = (text: string) => /^[A-Z].* .*[^.!\s]$/.test(text) && text.length <= LONGEST;
    expect(entries.map(({ message }) => message).filter((message) => !isSentence(message))).toEqual([]);
    const suggestions = entries.flatMap((entry) => entry.suggestions ?? []);
    expect(suggestions.filter((suggestion) => !isSentence(suggestion))).toEqual([]);
  });

  it('begin every suggestion with what to do', async () => {
    const suggestions = (await catalogueEntries()).flatMap((entry) => entry.suggestions ?? []);
    const firstWords = new Set(suggestions.map((suggestion) => suggestion.split(/[ ,]/, 1)[0]));
    const verbs = [
      'Add',
      'Check',
      'Close',
      'Correct',
      'Fetch',
      'Find',
      'In',
      'List',
      'Look',
      'Open',
      'Read',
      'Retry',
      'See',
      'Send',
    ];
    const others = new Set(['Set', 'Try', 'Use', 'Wait', ...verbs]);
    expect([...firstWords].filter((word) => !others.has(word!))).toEqual([]);
  });
});

it('avoids phrases that are hard to read in every text of the sources and the demo', () => {
  const files = [...sources, ...globSync('demo/*.ts')];
  const found = files.flatMap((file) => textsIn(file).map((text) => ({ file, text })));
  expect(found.length).toBeGreaterThan(500);
  expect(found.filter(({ text }) => BANNED.test(text))).toEqual([]);
});

it('avoids them in the API document, which is made of docstrings, and in the settings', () => {
  const files = ['openapi.json', 'docs/configuration.md', '.env.example'];
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  expect(lines.length).toBeGreaterThan(5_000);
  expect(lines.filter((line) => BANNED.test(line))).toEqual([]);
});
