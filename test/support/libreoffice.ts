import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { neededProgram } from './needed-programs.js';

/** Comma, double quotes, UTF-8, from the first row, as the dialog suggests for a file with a byte order mark. */
const CSV_OPTIONS = '44,34,76,1';

export const LIBREOFFICE = neededProgram('LibreOffice', isInstalled());

function isInstalled(): boolean {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The cells of a CSV file as LibreOffice shows them after it has made a spreadsheet of it. */
export async function shownByLibreOffice(csv: string): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'libreoffice-'));
  const convert = (file: string, ...options: string[]) =>
    promisify(execFile)('soffice', [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      ...options,
      '--outdir',
      folder,
      join(folder, file),
    ]);
  try {
    await writeFile(join(folder, 'results.csv'), csv);
    await convert('results.csv', `--infilter=CSV:${CSV_OPTIONS}`, '--convert-to', 'ods');
    await convert('results.ods', '--convert-to', `csv:Text - txt - csv (StarCalc):${CSV_OPTIONS}`);
    return parse(await readFile(join(folder, 'results.csv')), { bom: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
