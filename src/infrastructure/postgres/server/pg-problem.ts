import { diagnose, type BackendProblem, type Rule } from '../../outage/backend-problem.js';

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

export type PgProblem = BackendProblem<'setup' | 'away' | 'passing'>;

type Described = Rule<PgProblem['kind']>['problem'];

/** An operator has to change the settings or the server. */
const setup = (message: string): Described => ({ kind: 'setup', message, isOutage: true, needsOperator: true });
const away = (message: string): Described => ({ kind: 'away', message, isOutage: true, needsOperator: false });
/** Affects one statement or one moment: the server may be able to do everything else. */
const passing = (message: string): Described => ({ kind: 'passing', message, isOutage: false, needsOperator: false });

const RULES: readonly Rule<PgProblem['kind']>[] = [
  // Problems that pg, pgbouncer and Supabase's Supavisor report only as text, without a code.
  { message: /tenant or user not found/i, problem: setup(UNKNOWN_TENANT) },
  { message: /max ?clients|max client connections|no more connections allowed/i, problem: away(NO_CONNECTION_LEFT) },
  { message: /password must be a/i, problem: setup(NO_PASSWORD) },
  { message: /does not support SSL/i, problem: setup(NO_TLS) },
  { message: /timeout exceeded when trying to connect/i, problem: passing(ALL_BUSY) },
  { message: /due to connection timeout/i, problem: away(NO_ANSWER) },
  { message: /query read timeout/i, problem: passing(TOO_SLOW) },
  { message: /query_wait_timeout/i, problem: away(NO_CONNECTION_LEFT) },
  {
    message: /connection terminated|connection error|client has encountered|server conn crashed|server_login_retry/i,
    problem: away(LOST),
  },
  // By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) or by Node's error code.
  { code: /^28P01$/, problem: setup(REFUSED_USER) },
  { code: /^28000$/, problem: setup(NO_TLS_GIVEN) },
  { code: /^3D000$/, problem: setup(NO_DATABASE) },
  { code: /^(53000|53100|53200)$/, problem: setup(NO_RESOURCES) },
  { code: /^53300$/, problem: away(NO_CONNECTION_LEFT) },
  { code: /^42501$/, problem: setup(NOT_ALLOWED) },
  { code: /^25006$/, problem: setup(READ_ONLY) },
  { code: /^(57P01|57P02|ECONNRESET|EPIPE)$/, problem: away(LOST) },
  { code: /^57P03$/, problem: away(STARTING) },
  { code: /^57014$/, problem: passing(TOO_SLOW) },
  { code: /^(40001|40P01)$/, problem: passing(CONFLICT) },
  { code: /^(ENOTFOUND|EAI_AGAIN)$/, problem: setup(UNKNOWN_HOST) },
  { code: /^ECONNREFUSED$/, problem: away(NOBODY_LISTENS) },
  { code: /^(EHOSTUNREACH|ENETUNREACH)$/, problem: away(NO_WAY) },
  { code: /^ETIMEDOUT$/, problem: away(NO_ANSWER) },
  {
    code: /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|ERR_TLS_CERT_ALTNAME_INVALID|CERT_HAS_EXPIRED)$/,
    problem: setup(UNTRUSTED),
  },
];

/** What an operator should do about an error of pg; null if nothing, because the server rejected a statement. */
export function pgProblem(error: unknown): PgProblem | null {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  return diagnose({ code, message }, RULES, undefined);
}
