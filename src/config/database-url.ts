import type { Settings } from './config.js';

const SSL_MODES = new Set(['disable', 'require', 'verify-ca', 'verify-full', 'no-verify']);

/** Problems that would otherwise only surface, less clearly, at the first connection. */
export function databaseUrlProblems({ DATABASE_URL }: Pick<Settings, 'DATABASE_URL'>): string[] {
  if (DATABASE_URL === undefined) return [];
  const url = new URL(DATABASE_URL);
  if (isCutShort(url) || !isDecodable(url)) {
    return [
      'DATABASE_URL must have the special characters of its user and password percent-encoded, for example %23 for # and %2F for /',
    ];
  }
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !SSL_MODES.has(mode)) {
    return [`DATABASE_URL must use one of these values for sslmode: ${[...SSL_MODES].join(', ')}`];
  }
  if (mode === 'verify-ca' && !url.searchParams.has('sslrootcert')) {
    return ['DATABASE_URL must set sslrootcert to its CA file, because sslmode is verify-ca'];
  }
  return [];
}

/** A password with /, ? or # in it ends the host too early, so that the @ before the real one comes later. */
function isCutShort({ pathname, search, hash }: URL): boolean {
  return hash !== '' || pathname.includes('@') || /^\?[^=]*@/.test(search);
}

function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}
