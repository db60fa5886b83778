import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Settings } from '../../config/config.js';
import { parseApiKey, type ApiKeyEntry } from '../../config/api-key-entry.js';
import { providedKey } from './provided-key.js';

/** The valid keys. Only their SHA-256 hashes are kept in memory. */
export class ApiKeys {
  private readonly names = new WeakMap<Request, string | null>();

  constructor(private readonly entries: readonly ApiKeyEntry[]) {}

  static configured({ API_KEYS = [], API_KEY }: Pick<Settings, 'API_KEYS' | 'API_KEY'>): ApiKeys {
    const entries = API_KEYS.map((item) => {
      const entry = parseApiKey(item);
      if (typeof entry === 'string') throw new TypeError('API_KEYS was not checked at start');
      return entry;
    });
    return new ApiKeys(API_KEY === undefined ? entries : [...entries, { name: 'default', hash: sha256(API_KEY) }]);
  }

  static only(name: string, secret: string): ApiKeys {
    return new ApiKeys([{ name, hash: sha256(secret) }]);
  }

  /** The name of the key that came with a request, or null. Determined once per request. */
  nameFor(request: Request): string | null {
    let name = this.names.get(request);
    if (name === undefined) this.names.set(request, (name = this.nameOf(providedKey(request))));
    return name;
  }

  /** Takes the same time for every key, valid or not. */
  private nameOf(secret: string | null): string | null {
    if (secret === null) return null;
    const hash = sha256(secret);
    let name: string | null = null;
    for (const entry of this.entries) if (timingSafeEqual(entry.hash, hash)) name = entry.name;
    return name;
  }
}

function sha256(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
