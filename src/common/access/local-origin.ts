import type { IncomingHttpHeaders } from 'node:http';
import { commonErrors } from '../errors/common.errors.js';
import type { ApplicationError } from '../errors/application.error.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a request to the service in local mode is refused, or null. A page of another origin can make a browser send
 * requests to this machine, and a name that resolves to 127.0.0.1 lets it even read the answers. Also to be asked
 * before a WebSocket is opened, as browsers open those across origins.
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

/** Following a link to the docs: the page that has the link sees nothing of the answer. */
function isLink(method: string, headers: IncomingHttpHeaders): boolean {
  return method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}
