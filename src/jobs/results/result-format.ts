import type { Request } from 'express';
import { resultErrors } from '../jobs.errors.js';

export const resultFormats = ['json', 'ndjson', 'csv'] as const;
export type ResultFormat = (typeof resultFormats)[number];

/** Media types of the formats, and the parameters with which clients ask for them. */
export const mediaTypes: Readonly<Record<ResultFormat, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
};
const PARAMETERS = ['', '; charset=utf-8', '; header=present'];

const offered = new Map(
  resultFormats.flatMap((format) =>
    PARAMETERS.map((parameter) => [`${mediaTypes[format]}${parameter}`, format] as const),
  ),
);

/**
 * The format that the header Accept prefers; JSON if it has no preference.
 * @throws NOT_ACCEPTABLE if it excludes all of them
 */
export function acceptedFormat(request: Pick<Request, 'accepts' | 'headers'>): ResultFormat {
  if (!request.headers.accept?.trim()) return 'json';
  const format = offered.get(String(request.accepts([...offered.keys()])));
  if (format === undefined) throw resultErrors.NOT_ACCEPTABLE();
  return format;
}
