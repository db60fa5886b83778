import type { IncomingMessage, Server } from 'node:http';

/**
 * Reduces the target of a request to its path, also in the absolute form that is meant for proxies (RFC 9112, 3.2.2). Express sends a
 * page of its own for what it cannot parse, before any middleware.
 */
export function keepPathOnly(server: Server): void {
  server.prependListener('request', (request: IncomingMessage) => {
    const { url = '' } = request;
    if (!url.startsWith('/')) request.url = pathOf(url);
  });
}

/** `*`, which no route has, if there is none. */
function pathOf(target: string): string {
  if (!URL.canParse(target)) return '*';
  const { pathname, search } = new URL(target);
  return pathname.startsWith('/') ? `${pathname}${search}` : '*';
}
