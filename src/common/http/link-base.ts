import { isIP } from 'node:net';
import type { Request } from 'express';

/** Name of the Express setting that holds PUBLIC_BASE_URL. */
export const PUBLIC_BASE = 'public base url';

const LONGEST_PREFIX = 256;
const SEGMENTS = /^(?:\/[\w~.-]+)+$/;
const DOTS = /\/\.{1,2}(?:\/|$)/;
const HOST = /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * What to put before a path to make a link that works for the client: PUBLIC_BASE_URL, or what a trusted proxy says about the
 * request it received; empty if neither is known. A header with several values or an invalid one counts as absent, because it
 * may come from the client.
 */
export function linkBase(request: Request): string {
  const configured = request.app.get(PUBLIC_BASE) as string | undefined;
  if (configured !== undefined) return configured;
  if (!isFromProxy(request)) return '';
  const prefix = forwardedPrefix(request);
  const host = forwardedHost(request);
  const scheme = forwardedScheme(request);
  return host === null || scheme === null ? prefix : `${scheme}://${host}${prefix}`;
}

function isFromProxy(request: Request): boolean {
  const isTrusted = request.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  return isTrusted(request.socket.remoteAddress ?? '', 0);
}

function forwardedPrefix(request: Request): string {
  const prefix = request.get('X-Forwarded-Prefix')?.trim().replace(/\/$/, '') ?? '';
  const isValid = prefix.length <= LONGEST_PREFIX && SEGMENTS.test(prefix) && !DOTS.test(prefix);
  return isValid ? prefix : '';
}

function forwardedHost(request: Request): string | null {
  const host = request.get('X-Forwarded-Host')?.trim() ?? '';
  if (!HOST.test(host) || !URL.canParse(`http://${host}`)) return null;
  // A URL parser reads 0x7f.1 as an address.
  const { hostname } = new URL(`http://${host}`);
  return isIP(hostname) !== 0 && !host.startsWith(hostname) ? null : host.toLowerCase();
}

/** Null if it is invalid; http if there is none. */
function forwardedScheme(request: Request): string | null {
  const scheme = request.get('X-Forwarded-Proto')?.trim().toLowerCase() ?? 'http';
  return scheme === 'http' || scheme === 'https' ? scheme : null;
}
