import { unreadableFile } from './file-problems.js';

export const listFileFormats = ['csv', 'ndjson'] as const;
export type ListFileFormat = (typeof listFileFormats)[number];

/** First bytes of files that people take for a CSV file, as Latin-1. */
const OTHER_FORMATS: readonly (readonly [signature: string, what: string])[] = [
  ['PK\x03\x04', 'a spreadsheet or a ZIP archive'],
  ['\xd0\xcf\x11\xe0', 'a spreadsheet'],
  ['\x1f\x8b', 'compressed'],
  ['%PDF', 'a PDF document'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['GIF8', 'a picture'],
];

/** How texts begin that are no list, though some have the name of one: business software exports HTML as `.xls`. */
const OTHER_TEXTS: readonly (readonly [beginning: RegExp, problem: string])[] = [
  [/^\s*<(?:!doctype|html|table|\?xml)\b/i, 'The file is a web page or XML; save the list as CSV and upload that'],
  [/^\s*\[\s*[{"]/, 'The file is a JSON list; write one object per line, without the brackets and commas around them'],
];
/** In bytes; blanks may stand in front of the beginning. */
const BEGINNING = 1_000;

const NDJSON_NAME = /\.(?:ndjson|jsonl)$/i;

/** The format according to the media type or the name of the file; null if they do not determine it. */
export function formatSaid(mediaType: string, fileName: string | null): ListFileFormat | null {
  if (mediaType === 'application/x-ndjson' || NDJSON_NAME.test(fileName ?? '')) return 'ndjson';
  return mediaType === 'text/csv' ? 'csv' : null;
}

/** The given format, otherwise the one that the first character shows: NDJSON begins with an object. */
export function formatOf(text: Buffer, said: ListFileFormat | null): ListFileFormat {
  return said ?? (text.toString('latin1').trimStart().startsWith('{') ? 'ndjson' : 'csv');
}

/** @throws InvalidRequestError for the first bytes of a file that is not a list */
export function refuseOtherFormats(head: Buffer): void {
  const other = OTHER_FORMATS.find(([signature]) => head.toString('latin1', 0, signature.length) === signature);
  if (other) throw unreadableFile(`The file is ${other[1]}; save the list as CSV and upload that`, 'file_format');
}

/** @throws InvalidRequestError for the first characters of a text that is no list, in UTF-8 */
export function refuseOtherTexts(text: Buffer): void {
  const beginning = text.toString('latin1', 0, BEGINNING);
  const other = OTHER_TEXTS.find(([pattern]) => pattern.test(beginning));
  if (other) throw unreadableFile(other[1], 'file_format');
}
