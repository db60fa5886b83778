import { isIP } from 'node:net';
import { apiKeyProblems, writtenSecret } from './api-key-entry.js';
import type { Settings } from './config.js';
import { databaseUrlProblems } from './database-url.js';
import { publicBaseUrlProblems } from './public-base-url.js';
import { sourceProblems } from './sources.js';
import { weaknessOf } from './weak-key.js';
import { webhookHostProblems } from './webhook-hosts.js';
import { webhookSecretProblems } from './webhook-secret.js';

/** Rules across settings: those that require or exclude one another. */
export function rules(settings: Settings): string[] {
  const problems: string[] = [];
  const needs = (name: keyof Settings, because: string) => {
    if (settings[name] === undefined) problems.push(`${name} must be set, because ${because}`);
  };
  problems.push(...sourceProblems(settings));
  if (settings.ROLE !== 'all') {
    needs('DATABASE_URL', `ROLE is ${settings.ROLE}: processes with different roles share one Postgres`);
  }
  if (settings.SUPABASE_URL) needs('SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_URL is set');
  if (settings.SUPABASE_SERVICE_ROLE_KEY) needs('SUPABASE_URL', 'SUPABASE_SERVICE_ROLE_KEY is set');
  problems.push(...apiKeyProblems(settings.API_KEYS ?? []), ...originProblems(settings), ...proxyProblems(settings));
  problems.push(...bearerApiProblems(settings), ...pdlProblems(settings), ...openAiProblems(settings));
  problems.push(...encryptionKeyProblems(settings), ...suppressionKeyProblems(settings));
  problems.push(
    ...publicBaseUrlProblems(settings),
    ...webhookHostProblems(settings),
    ...webhookSecretProblems(settings),
  );
  problems.push(...databaseUrlProblems(settings));
  if (!hasKeys(settings)) problems.push(...withoutKeys(settings));
  else if (settings.NODE_ENV === 'production') problems.push(...weakKeys(settings));
  return problems;
}

export function hasKeys(settings: Pick<Settings, 'API_KEY' | 'API_KEYS'>): boolean {
  return settings.API_KEY !== undefined || (settings.API_KEYS?.length ?? 0) > 0;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);

function withoutKeys({ NODE_ENV, HOST }: Settings): string[] {
  if (NODE_ENV === 'production') {
    return ['API_KEYS must be set, because NODE_ENV is production; for example API_KEYS=main:$(openssl rand -hex 24)'];
  }
  if (HOST !== undefined && !LOOPBACK.has(HOST)) {
    return [`API_KEYS must be set, because HOST is "${HOST}" and without a key the service only listens on 127.0.0.1`];
  }
  return [];
}

/** The strength of a hashed secret is unknown. */
function weakKeys({ API_KEY, API_KEYS = [] }: Settings): string[] {
  const secrets = API_KEYS.map((item, index) => ({ place: `API_KEYS item ${index + 1}`, secret: writtenSecret(item) }));
  if (API_KEY !== undefined) secrets.push({ place: 'API_KEY', secret: API_KEY });
  return secrets.flatMap(({ place, secret }) => {
    const weakness = secret === null ? null : weaknessOf(secret);
    if (weakness === null) return [];
    return [`${place} ${weakness}, because NODE_ENV is production; make one with openssl rand -hex 24`];
  });
}

/** Browsers send an origin without a path, in lower case; one written otherwise would never match. */
function originProblems({ CORS_ORIGINS }: Settings): string[] {
  return CORS_ORIGINS.filter((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin).map(
    (origin) => `CORS_ORIGINS must list origins like https://app.example.com, but has "${origin}"`,
  );
}

function bearerApiProblems({ BEARER_API_URL }: Settings): string[] {
  if (BEARER_API_URL === undefined || !hasCredentials(BEARER_API_URL)) return [];
  return ['BEARER_API_URL must not contain a user name or password; add its tokens with POST /tokens/add'];
}

function pdlProblems({ PDL_API_KEY, PDL_BASE_URL }: Settings): string[] {
  return [
    // Headers cannot contain other characters.
    ...(/^[\x21-\x7e]*$/.test(PDL_API_KEY ?? '') ? [] : ['PDL_API_KEY must contain only visible ASCII characters']),
    ...(hasCredentials(PDL_BASE_URL)
      ? ['PDL_BASE_URL must not contain a user name or password; set the credential in PDL_API_KEY']
      : []),
  ];
}

function openAiProblems({ OPENAI_BASE_URL }: Settings): string[] {
  if (OPENAI_BASE_URL === undefined || !hasCredentials(OPENAI_BASE_URL)) return [];
  return ['OPENAI_BASE_URL must not contain a user name or password; set the credential in OPENAI_API_KEY'];
}

/** Fetch rejects such a URL at every call, and it would be printed wherever URLs are shown. */
function hasCredentials(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}

const ENCRYPTION_KEY_BYTES = 32;

/** The 32 bytes of TOKEN_ENCRYPTION_KEY, written as 64 hexadecimal digits or as base64; null for anything else. */
export function parseEncryptionKey(text: string): Buffer | null {
  if (/^[\da-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[\w+/-]{43}=?$/.test(text)) return null;
  const key = Buffer.from(text, 'base64');
  return key.length === ENCRYPTION_KEY_BYTES ? key : null;
}

function encryptionKeyProblems({ TOKEN_ENCRYPTION_KEY: key }: Settings): string[] {
  if (key === undefined || parseEncryptionKey(key) !== null) return [];
  return [
    `TOKEN_ENCRYPTION_KEY must be 32 bytes as 64 hexadecimal digits or base64, but is a secret of ${key.length} characters; generate one with: openssl rand -hex 32`,
  ];
}

function suppressionKeyProblems({ SUPPRESSION_KEY: key, NODE_ENV }: Settings): string[] {
  const weakness = key === undefined || NODE_ENV !== 'production' ? null : weaknessOf(key);
  if (weakness === null) return [];
  return [`SUPPRESSION_KEY ${weakness}, because NODE_ENV is production; make one with openssl rand -hex 32`];
}

const PROXY_RANGES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** An invalid proxy would otherwise only be detected at the first request. */
function proxyProblems({ TRUSTED_PROXIES }: Settings): string[] {
  return TRUSTED_PROXIES.filter((proxy) => !isProxy(proxy)).map(
    (proxy) => `TRUSTED_PROXIES must list addresses, subnets or ${[...PROXY_RANGES].join(', ')}, but has "${proxy}"`,
  );
}

function isProxy(proxy: string): boolean {
  if (PROXY_RANGES.has(proxy)) return true;
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(proxy) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits ?? 0) <= (version === 4 ? 32 : 128);
}
