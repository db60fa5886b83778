import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.js';

export const MAX_TARGET_LENGTH = 2_000;

/** Where a webhook is sent, or why it must not be. */
export type WebhookTarget = { url: URL } | { problem: string };

const AUTHORITY = /^https?:\/\/([^/?#\\]*)/i;
/** Names that exist only in private networks, by RFC 6761, 6762, 8375 and 9476, and by convention. */
const LOCAL_NAMES = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa)$/;
const LABELS = /^(?!-)[a-z\d_-]+(?:\.[a-z\d_-]+)+$/;
/** Lower ports belong to other protocols, whose servers might execute parts of a request as commands. */
const LOWEST_PORT = 1_024;

/**
 * Checks the URL alone; a name may still resolve to any address, see `WebhookTargets.lookup`. Hosts of WEBHOOK_ALLOWED_HOSTS may be in
 * private networks and without TLS.
 */
export function webhookTarget(text: string, allowedHosts: ReadonlySet<string>): WebhookTarget {
  const problem = textProblem(text);
  if (problem !== null) return { problem };
  const url = URL.parse(text);
  const written = AUTHORITY.exec(text)?.[1];
  if (url === null || written === undefined) return { problem: 'URL must be a valid https URL' };
  const wrong =
    spellingProblem(url, written) ?? (allowedHosts.has(url.hostname) ? null : (urlProblem(url) ?? hostProblem(url)));
  return wrong === null ? { url } : { problem: wrong };
}

function textProblem(text: string): string | null {
  if (text.length > MAX_TARGET_LENGTH) return `URL must not be longer than ${MAX_TARGET_LENGTH} characters`;
  // URL parsers drop or replace some of these, each in its own way.
  if (!/^[\x21-\x7e]*$/.test(text))
    return 'URL must contain only visible ASCII characters; use punycode and percent-encoding';
  return text.includes('\\') ? 'URL must not contain a backslash' : null;
}

/** Forms of a host that the parser reads as a different host: decimal, octal, hexadecimal, short or percent-encoded. */
function spellingProblem({ hostname, username, password }: URL, written: string): string | null {
  if (written.includes('@') || username !== '' || password !== '')
    return 'URL must not contain a user name or password';
  const host = written.replace(/:\d*$/, '').toLowerCase();
  if (host.endsWith('.')) return 'Host must not end with a dot';
  return host === hostname || host.startsWith('[') ? null : `Host must be written in its usual form: ${hostname}`;
}

function urlProblem({ protocol, port }: URL): string | null {
  if (protocol !== 'https:') return 'URL must use https; http is only allowed for hosts in WEBHOOK_ALLOWED_HOSTS';
  return port !== '' && Number(port) < LOWEST_PORT ? `Port must be 443 or at least ${LOWEST_PORT}` : null;
}

function hostProblem({ hostname }: URL): string | null {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0) return isPublicAddress(address) ? null : NOT_PUBLIC;
  if (!hostname.includes('.') || LOCAL_NAMES.test(hostname))
    return 'Host must be a public name; private ones must be listed in WEBHOOK_ALLOWED_HOSTS';
  return LABELS.test(hostname) ? null : 'Host must be a valid name';
}

/** Also of a name that resolves to such an address. */
export const NOT_PUBLIC = 'Host must have a public address; private ones must be listed in WEBHOOK_ALLOWED_HOSTS';
