import { styleText } from 'node:util';

/** Control characters could move the cursor of a terminal, or hide text. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Text from elsewhere, without what a terminal would obey. Line breaks stay. */
export const plain = (text: string) => text.replace(CONTROL, (character) => (character === '\n' ? character : ''));

const styled = (format: 'dim' | 'green' | 'red') => (text: string) =>
  styleText(format, text, { stream: process.stdout });
export const dim = styled('dim');
export const green = styled('green');
export const red = styled('red');

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What is not the result, and so not for a pipe. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The parts that are known, on one line. */
export const joined = (parts: readonly (string | null | undefined)[], separator = ' · ') =>
  plain(parts.filter(Boolean).join(separator)).replaceAll('\n', ' ');
