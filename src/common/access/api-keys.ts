import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Settings } from '../../config/config.js';
import { parseApiKey, type ApiKeyEntry } from '../../config/api-key-entry.js';
import { SCOPES } from '../../config/scopes.js';
import { providedKey } from './provided-key.js';

/** The valid keys. Only their SHA-256 hashes are kept in memory. */
export class ApiKeys {
  private readonly found = new WeakMap<IncomingMessage, ApiKeyEntry | null>();

  constructor(private readonly entries: readonly ApiKeyEntry[]) {}

  static configured({ API_KEYS = [], API_KEY }: Pick<Settings, 'API_KEYS' | 'API_KEY'>): ApiKeys {
    const entries = API_KEYS.map((item) => {
      const entry = parseApiKey(item);
      if (typeof entry === 'string') throw new TypeError('API_KEYS was not checked at start');
      return entry;
    });
    return new ApiKeys(API_KEY === undefined ? entries : [...entries, unlimited('default', API_KEY)]);
  }

  static only(name: string, secret: string): ApiKeys {
    return new ApiKeys([unlimited(name, secret)]);
  }

  /** The name of the key that came with a request, or null. */
  nameFor(request: IncomingMessage): string | null {
    return this.keyOf(request)?.name ?? null;
  }

  /** The key that came with a request, or null. Determined once per request. */
  keyOf(request: IncomingMessage): ApiKeyEntry | null {
    let key = this.found.get(request);
    if (key === undefined) this.found.set(request, (key = this.keyWith(providedKey(request))));
    return key;
  }

  /** The key with this secret, or null. Takes the same time for every key, valid or not. */
  keyWith(secret: string | null): ApiKeyEntry | null {
    if (secret === null) return null;
    const hash = sha256(secret);
    let key: ApiKeyEntry | null = null;
    for (const entry of this.entries) if (timingSafeEqual(entry.hash, hash)) key = entry;
    return key;
  }
}

function unlimited(name: string, secret: string): ApiKeyEntry {
  return { name, hash: sha256(secret), scopes: SCOPES };
}

function sha256(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
