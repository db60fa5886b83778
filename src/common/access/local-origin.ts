import type { IncomingHttpHeaders } from 'node:http';
import { commonErrors } from '../errors/common.errors.js';
import type { ApplicationError } from '../errors/application.error.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a request in local mode is rejected, or null. A page of another origin can make a browser send
 * requests to this machine, and a name that resolves to 127.0.0.1 lets it even read the answers. Also
 * check it before opening a WebSocket, because browsers open those across origins.
 */
export function localRefusal(
  method: string,
  headers: IncomingHttpHeaders,
  allowedOrigins: readonly string[],
): ApplicationError | null {
  const host = headers.host ?? '';
  if (!LOOPBACK.has(host.replace(/:\d+$/, '').toLowerCase())) return commonErrors.HOST_NOT_ALLOWED();
  const { origin } = headers;
  if (origin !== undefined) {
    const same = origin.toLowerCase() === `http://${host.toLowerCase()}`;
    return same || allowedOrigins.includes(origin) ? null : commonErrors.ORIGIN_NOT_ALLOWED();
  }
  return isForeign(headers['sec-fetch-site']) && !isLink(method, headers) ? commonErrors.ORIGIN_NOT_ALLOWED() : null;
}

/** Other ports of this machine are the same site, but not the same origin. */
function isForeign(site: string | string[] | undefined): boolean {
  return site === 'cross-site' || site === 'same-site';
}

/** A link to the docs is allowed, because the linking page cannot read the response. */
function isLink(method: string, headers: IncomingHttpHeaders): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}
