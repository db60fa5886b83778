import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';

/** A file as it is sent. */
export interface ConsoleFile {
  type: string;
  body: Buffer;
  gzipped: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const PAGE = 'index.html';

/** Files of packages, by the names under which the page imports them. */
const LIBRARIES: Readonly<Record<string, () => string>> = {
  'lib/preact.js': () => textOf('htm/preact/standalone'),
  // The minified build is a script, which a module cannot import from.
  'lib/uplot.js': () => `${textOf('uplot/dist/uPlot.iife.min.js')}\nexport { uPlot };\n`,
  'lib/uplot.css': () => textOf('uplot/dist/uPlot.min.css'),
};

/** The files, and the version in their addresses. */
interface Served {
  version: string;
  page: ConsoleFile;
  files: ReadonlyMap<string, ConsoleFile>;
}

/** The page and its files. The version changes with any of them, so that browsers may keep files forever. */
@Injectable()
export class ConsoleFiles {
  private served: Served | undefined;

  get page(): ConsoleFile {
    return this.all().page;
  }

  get version(): string {
    return this.all().version;
  }

  /** Null for every other name: nothing is looked up on the disk. */
  find(version: string, name: string): ConsoleFile | null {
    return version === this.version ? (this.all().files.get(name) ?? null) : null;
  }

  /** Read at the first request, because most processes get none, and once. */
  private all(): Served {
    return (this.served ??= readAll());
  }
}

function readAll(): Served {
  const texts = new Map([...ownFiles(), ...Object.entries(LIBRARIES).map(([name, text]) => [name, text()] as const)]);
  const version = versionOf(texts);
  const page = texts.get(PAGE)!;
  texts.delete(PAGE);
  return {
    version,
    page: sentAs(PAGE, page.replace('{{preload}}', preloads(texts)).replaceAll('{{version}}', version)),
    files: new Map(Array.from(texts, ([name, text]) => [name, sentAs(name, text)])),
  };
}

function ownFiles(): [name: string, text: string][] {
  const folder = fileURLToPath(new URL('page/', import.meta.url));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
  return paths.map((path) => [path.slice(folder.length).split(sep).join('/'), readFileSync(path, 'utf8')]);
}

function textOf(specifier: string): string {
  return readFileSync(fileURLToPath(import.meta.resolve(specifier)), 'utf8');
}

function versionOf(texts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, text] of texts) hash.update(`${name}\0${text}\0`);
  return hash.digest('hex').slice(0, 16);
}

/** Without them, a browser would find one module after the other. */
function preloads(texts: ReadonlyMap<string, string>): string {
  const modules = [...texts.keys()].filter((name) => name.endsWith('.js') && name !== 'lib/uplot.js');
  return modules.map((name) => `<link rel="modulepreload" href="console/assets/{{version}}/${name}" />`).join('\n    ');
}

function sentAs(name: string, text: string): ConsoleFile {
  const body = Buffer.from(text);
  return { type: TYPES[extname(name)]!, body, gzipped: gzipSync(body) };
}
