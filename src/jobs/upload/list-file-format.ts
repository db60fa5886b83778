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
