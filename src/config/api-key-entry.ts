import { createHash } from 'node:crypto';
import { parseScopes, SCOPES, type Scope } from './scopes.js';

/** One item of API_KEYS. */
export interface ApiKeyEntry {
  name: string;
  /** SHA-256 of the secret. */
  hash: Buffer;
  scopes: readonly Scope[];
}

const HASHED = /^sha256:(.*)$/i;
const NAME = /^[\w.-]{1,64}$/;
/** A name with the scopes in brackets. */
const SCOPED = /^([^[\]]*)\[([^[\]]*)\]$/;

/**
 * Reads `name:secret` or `name:sha256:<hex>`, with scopes as `name[ingest+read]:secret`; without brackets a key has all scopes.
 * A string describes the problem, without the secret.
 */
export function parseApiKey(item: string): ApiKeyEntry | string {
  const colon = item.indexOf(':');
  // An item without a colon may be a secret, so it is not repeated.
  if (colon < 0) return 'has no name; use name:secret, and join scopes with "+", as in name[ingest+read]:secret';
  const [, name = '', listed] = SCOPED.exec(item.slice(0, colon)) ?? [undefined, item.slice(0, colon)];
  const secret = item.slice(colon + 1);
  if (!NAME.test(name)) return 'has an invalid name; use 1 to 64 letters, digits, "_", "." and "-"';
  const scopes = listed === undefined ? SCOPES : parseScopes(listed);
  if (typeof scopes === 'string') return `(${name}) ${scopes}`;
  const digest = HASHED.exec(secret)?.[1];
  if (digest !== undefined) {
    if (!/^[\da-f]{64}$/i.test(digest)) return `(${name}) must have 64 hexadecimal digits after sha256:`;
    return { name, hash: Buffer.from(digest, 'hex'), scopes };
  }
  if (secret.trim() === '') return `(${name}) has no secret`;
  return { name, hash: createHash('sha256').update(secret.trim()).digest(), scopes };
}

/** The secret in an item; null if the item contains only its hash. */
export function writtenSecret(item: string): string | null {
  const secret = item.slice(item.indexOf(':') + 1).trim();
  return HASHED.test(secret) ? null : secret;
}

/** Problems of API_KEYS, one line each, without secrets. */
export function apiKeyProblems(items: readonly string[]): string[] {
  const names = new Set<string>();
  return items.flatMap((item, index) => {
    const entry = parseApiKey(item);
    const position = `API_KEYS item ${index + 1}`;
    if (typeof entry === 'string') return [`${position} ${entry}`];
    if (names.has(entry.name)) return [`${position} has the name ${entry.name}, which an earlier item already uses`];
    names.add(entry.name);
    return [];
  });
}
