const DATABASE = 'The database of the jobs';

const REFUSED_USER = `${DATABASE} refuses the user or the password: correct them in DATABASE_URL, special characters percent-encoded`;
const NO_TLS_GIVEN = `${DATABASE} refuses this address or wants TLS: allow the address, or add sslmode=require to DATABASE_URL`;
const NO_DATABASE = `${DATABASE} does not exist on its server: create it, or correct its name in DATABASE_URL`;
const NO_CONNECTION_LEFT = `${DATABASE} has no connection left: lower DATABASE_POOL_SIZE, run fewer processes, or raise the limit of the server or pooler`;
const ALL_BUSY = 'All connections to the database of the jobs are busy: raise DATABASE_POOL_SIZE if this goes on';
const NO_RESOURCES = `${DATABASE} has run out of memory or disk: give its server more`;
const NOT_ALLOWED = `${DATABASE} forbids its user what it needs: let the user create schemas in it, or own the schemas pgboss and jobs`;
const READ_ONLY = `${DATABASE} takes no writes: let DATABASE_URL name the primary server, and see that its disk is not full`;
const STARTING = `${DATABASE} is starting or stopping: wait until its server accepts connections`;
const LOST = `${DATABASE} ended its connections: it is tried again by itself`;
const TOO_SLOW = `${DATABASE} did not end a statement in time: see what keeps it busy, or raise DATABASE_STATEMENT_TIMEOUT_MS`;
const CONFLICT = `${DATABASE} gave up one of two transactions that met: try again`;
const UNKNOWN_HOST = `The host in DATABASE_URL is not known: correct it, or resume the Supabase project if it is paused`;
const NOBODY_LISTENS = `Nothing listens at the host and port in DATABASE_URL: start Postgres there, or correct them`;
const NO_WAY = `The host in DATABASE_URL cannot be reached from here: check the network; a direct connection to Supabase needs IPv6, its session pooler does not`;
const NO_ANSWER = `The host in DATABASE_URL does not answer: check the host, the port and the firewalls between`;
const NO_TLS = `${DATABASE} offers no TLS: turn it on there, or say sslmode=disable in DATABASE_URL`;
const UNTRUSTED = `The certificate of the database of the jobs is not trusted: name its CA file with sslrootcert in DATABASE_URL, or say sslmode=require`;
const NO_PASSWORD = `${DATABASE} wants a password: add it to DATABASE_URL`;
const UNKNOWN_TENANT = `The pooler in DATABASE_URL knows no such project: the user is postgres.<project>, and a paused project has to be resumed`;

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
