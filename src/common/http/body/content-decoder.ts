import { TextDecoder } from 'node:util';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

export interface ContentDecoder {
  /** Memory that decompression needs in addition to the result, in bytes: the window. */
  window: number;
  create: () => Transform;
}

const DEFLATE_WINDOW = 64 * 1_024;
/** The window size that a brotli stream of a few bytes can demand (RFC 7932, 9.1: up to 24 bits). */
const BROTLI_WINDOW = 16 * 1_024 * 1_024;

const decoders = new Map<string, ContentDecoder | null>([
  ['identity', null],
  ['gzip', { window: DEFLATE_WINDOW, create: createGunzip }],
  ['deflate', { window: DEFLATE_WINDOW, create: createInflate }],
  ['br', { window: BROTLI_WINDOW, create: createBrotliDecompress }],
]);

/** The decoder for a Content-Encoding; null if there is nothing to decompress, undefined if it is unknown. */
export function contentDecoder(encoding = 'identity'): ContentDecoder | null | undefined {
  return decoders.get(encoding.trim().toLowerCase());
}

const CHARSETS = new Set(['utf-8', 'utf-16', 'utf-16le', 'utf-16be']);

/** The decoder for the charset of a Content-Type; undefined if JSON cannot use it. */
export function charsetDecoder(contentType = ''): TextDecoder | undefined {
  const [, charset = 'utf-8'] = /;\s*charset="?([^\s;"]{1,40})/i.exec(contentType) ?? [];
  return CHARSETS.has(charset.toLowerCase()) ? new TextDecoder(charset) : undefined;
}
