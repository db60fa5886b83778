const DATABASE = 'The job database';

const REFUSED_USER = `${DATABASE} rejected the user name or password: correct them in DATABASE_URL, with special characters percent-encoded`;
const NO_TLS_GIVEN = `${DATABASE} rejected the connection: allow this address on the server, or add sslmode=require to DATABASE_URL if TLS is required`;
const NO_DATABASE = `${DATABASE} does not exist on its server: create it, or correct its name in DATABASE_URL`;
const NO_CONNECTION_LEFT = `${DATABASE} has no free connections: lower DATABASE_POOL_SIZE, run fewer processes, or raise the connection limit of the server or pooler`;
const ALL_BUSY = 'All connections to the job database are busy: raise DATABASE_POOL_SIZE if this continues';
const NO_RESOURCES = `${DATABASE} is out of memory or disk space: give its server more`;
const NOT_ALLOWED = `${DATABASE} denied its user a required permission: allow the user to create schemas, or make it the owner of the schemas pgboss and jobs`;
const READ_ONLY = `${DATABASE} is read-only: point DATABASE_URL at the primary server, and check that its disk is not full`;
const STARTING = `${DATABASE} is starting up or shutting down: wait until its server accepts connections`;
const LOST = `${DATABASE} closed the connection: the service reconnects automatically`;
const TOO_SLOW = `${DATABASE} did not finish a statement in time: check its load, or raise DATABASE_STATEMENT_TIMEOUT_MS`;
const CONFLICT = `${DATABASE} rolled back a transaction because of a conflict with another one: try again`;
const UNKNOWN_HOST = `The host in DATABASE_URL cannot be resolved: correct it, or resume the Supabase project if it is paused`;
const NOBODY_LISTENS = `Nothing is listening on the host and port in DATABASE_URL: start Postgres there, or correct them`;
const NO_WAY = `The host in DATABASE_URL is unreachable from this machine: check the network; a direct connection to Supabase requires IPv6, its session pooler does not`;
const NO_ANSWER = `The host in DATABASE_URL does not respond: check the host, the port and any firewall in between`;
const NO_TLS = `${DATABASE} does not support TLS: enable it on the server, or set sslmode=disable in DATABASE_URL`;
const UNTRUSTED = `The certificate of the job database is not trusted: set sslrootcert in DATABASE_URL to its CA file, or use sslmode=require`;
const NO_PASSWORD = `${DATABASE} requires a password: add it to DATABASE_URL`;
const UNKNOWN_TENANT = `The pooler in DATABASE_URL does not know this project: check that the user is postgres.<project>, and resume the project if it is paused`;

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), or by the code that Node gives. */
const BY_CODE: Record<string, string> = {
  '28P01': REFUSED_USER,
  '28000': NO_TLS_GIVEN,
  '3D000': NO_DATABASE,
  '53000': NO_RESOURCES,
  '53100': NO_RESOURCES,
  '53200': NO_RESOURCES,
  '53300': NO_CONNECTION_LEFT,
  '42501': NOT_ALLOWED,
  '25006': READ_ONLY,
  '57P01': LOST,
  '57P02': LOST,
  '57P03': STARTING,
  '57014': TOO_SLOW,
  '40001': CONFLICT,
  '40P01': CONFLICT,
  ENOTFOUND: UNKNOWN_HOST,
  EAI_AGAIN: UNKNOWN_HOST,
  ECONNREFUSED: NOBODY_LISTENS,
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
  ETIMEDOUT: NO_ANSWER,
  ECONNRESET: LOST,
  EPIPE: LOST,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: UNTRUSTED,
  CERT_HAS_EXPIRED: UNTRUSTED,
};

/** What pg, pgbouncer and Supabase's Supavisor tell by words: they have no code of their own for it. */
const BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [/tenant or user not found/i, UNKNOWN_TENANT],
  [/max ?clients|max client connections|no more connections allowed/i, NO_CONNECTION_LEFT],
  [/password must be a/i, NO_PASSWORD],
  [/does not support SSL/i, NO_TLS],
  [/timeout exceeded when trying to connect/i, ALL_BUSY],
  [/due to connection timeout/i, NO_ANSWER],
  [/query read timeout/i, TOO_SLOW],
  [/query_wait_timeout/i, NO_CONNECTION_LEFT],
  [/connection terminated|connection error|client has encountered|server conn crashed|server_login_retry/i, LOST],
];

/** Of one statement or of one moment: the server may do everything else. */
const PASSING = new Set([ALL_BUSY, TOO_SLOW, CONFLICT]);

export interface PgProblem {
  /** One sentence that says what to do; names no host, no user and no value. */
  message: string;
  /** Whether the server as a whole cannot be used, rather than that one statement could not be run. */
  isAway: boolean;
}

/** What an operator is to do about an error of pg; null where that is nothing: the server refused a statement. */
export function pgProblem(error: unknown): PgProblem | null {
  const { code, message: words = '' } = (error ?? {}) as { code?: string; message?: string };
  const [, byMessage] = BY_WORDS.find(([pattern]) => pattern.test(words)) ?? [];
  const message = byMessage ?? (code === undefined ? undefined : BY_CODE[code]);
  return message === undefined ? null : { message, isAway: !PASSING.has(message) };
}
