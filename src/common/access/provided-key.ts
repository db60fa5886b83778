import type { IncomingMessage } from 'node:http';

/** The key of a request: `X-API-Key`, otherwise `Authorization: Bearer`; null if it has neither. */
export function providedKey({ headers }: Pick<IncomingMessage, 'headers'>): string | null {
  const header = headers['x-api-key']?.toString().trim();
  if (header) return header;
  const bearer = /^Bearer (.*)$/is.exec(headers.authorization ?? '');
  return bearer?.[1]?.trim() || null;
}
