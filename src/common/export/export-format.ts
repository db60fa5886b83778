import type { Request } from 'express';
import { exportErrors } from './export.errors.js';

/** Media types of the formats. */
export const mediaTypes = { json: 'application/json', ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;
export type DataFormat = keyof typeof mediaTypes;

/** The formats of files. */
export const fileFormats = ['ndjson', 'csv'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** Parameters with which clients ask for the media types. */
const PARAMETERS = ['', '; charset=utf-8', '; header=present'];

/**
 * The format that the header Accept prefers; the first one if it has no preference.
 * @throws NOT_ACCEPTABLE if it excludes all of them
 */
export function acceptedFormat<Format extends DataFormat>(
  request: Pick<Request, 'accepts' | 'headers'>,
  formats: readonly [Format, ...Format[]],
): Format {
  if (!request.headers.accept?.trim()) return formats[0];
  const offered = new Map<string, Format>(
    formats.flatMap((format) => PARAMETERS.map((parameter) => [`${mediaTypes[format]}${parameter}`, format] as const)),
  );
  const format = offered.get(String(request.accepts([...offered.keys()])));
  if (format === undefined) throw exportErrors.NOT_ACCEPTABLE();
  return format;
}
