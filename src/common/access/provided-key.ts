import type { Request } from 'express';

/** The key that a request came with: `X-API-Key`, else `Authorization: Bearer`; null when there is none. */
export function providedKey(request: Request): string | null {
  const header = request.get('X-API-Key')?.trim();
  if (header) return header;
  const bearer = /^Bearer +(.+)$/i.exec(request.get('Authorization') ?? '');
  return bearer?.[1]?.trim() || null;
}
