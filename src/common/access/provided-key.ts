import type { Request } from 'express';

/** The key of a request: `X-API-Key`, otherwise `Authorization: Bearer`; null if it has neither. */
export function providedKey(request: Request): string | null {
  const header = request.get('X-API-Key')?.trim();
  if (header) return header;
  const bearer = /^Bearer (.*)$/is.exec(request.get('Authorization') ?? '');
  return bearer?.[1]?.trim() || null;
}
