import { diagnose, type BackendProblem, type Rule } from '../outage/backend-problem.js';
import { supabaseProblem, type SupabaseProblem } from './supabase-unavailable.error.js';

type Sentence = (place: string) => string;

/** What is wrong, and what to do about it. */
const sentences = {
  refusedKey: (place) =>
    `${place} rejected the API key: set SUPABASE_SERVICE_ROLE_KEY to the secret (service_role) key of this project and restart`,
  lesserKey: (place) =>
    `${place} does not allow this API key to use the store: set SUPABASE_SERVICE_ROLE_KEY to the secret (service_role) key, not the publishable (anon) one, and restart`,
  missingSchema: (place) =>
    `${place} is missing a table or function: run "npm run db:migrate" with DATABASE_URL set, or "supabase db push"; if that does not help, run the SQL "notify pgrst, 'reload schema'"`,
  hiddenSchema: (place) =>
    `${place} does not expose the schema public: add it to the exposed schemas in the API settings of the project`,
  paused: (place) => `${place} is paused: resume the project in the Supabase dashboard`,
  restricted: (place) =>
    `${place} is restricted because of its usage: check the plan and billing of the project in the Supabase dashboard`,
  unknownHost: (place) =>
    `${place} cannot be found, because its host name does not resolve: resume the project in the Supabase dashboard if it is paused, otherwise check SUPABASE_URL`,
  refusedConnection: (place) => `${place} refuses connections: check SUPABASE_URL and that Supabase is running there`,
  untrusted: (place) =>
    `${place} presented a certificate that is not trusted: check SUPABASE_URL, or set NODE_EXTRA_CA_CERTS to the file of its CA`,
  cutOff: (place) => `The connection to ${place} was lost: check the network, or try again later`,
  slow: (place) =>
    `${place} did not respond in time: check the load of the project in the Supabase dashboard, or try again later`,
  tooLarge: (place) => `${place} returned a response that is too large: ask for fewer rows`,
  busy: (place) =>
    `${place} is not accepting more requests right now: try again later, or raise the compute size of the project`,
  fullDisk: (place) => `The disk of ${place} is full: free some space, or get a larger disk`,
  serverError: (place) =>
    `${place} is having problems: check the status of the project in the Supabase dashboard, or try again later`,
  suppressionKey: (place) =>
    `The list of suppressed people in ${place} was made with another key: set SUPPRESSION_KEY to that key in all processes and restart`,
  foreign: (place) => `${place} does not respond like Supabase: check SUPABASE_URL`,
} satisfies Record<string, Sentence>;

const NONE = /^$/;
const found = (kind: SupabaseProblem, reason: keyof typeof sentences) => supabaseProblem(kind, sentences[reason]);

/** Codes of PostgREST, Postgres, Node and its fetch, and our own NOT_JSON and TOO_LARGE. */
const RULES: readonly Rule<SupabaseProblem, string>[] = [
  { status: [540], problem: found('paused', 'paused') },
  { code: /^42501$/, problem: found('key', 'lesserKey') },
  { code: /^PGRST30[0-3]$/, problem: found('key', 'refusedKey') },
  { code: /^55000$/, problem: found('suppression-key', 'suppressionKey') },
  { code: /^(PGRST20[245]|42P01|42883)$/, problem: found('schema', 'missingSchema') },
  { code: /^PGRST106$/, problem: found('schema', 'hiddenSchema') },
  { code: /^(ENOTFOUND|EAI_\w+)$/, problem: found('unreachable', 'unknownHost') },
  { code: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/, problem: found('unreachable', 'refusedConnection') },
  // Fetch blocks some ports, and has no code for that.
  { code: /^Error$/, problem: found('unreachable', 'refusedConnection') },
  { code: /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL/, problem: found('unreachable', 'untrusted') },
  { code: /^(TimeoutError|AbortError|ETIMEDOUT|UND_ERR_\w*TIMEOUT|57014)$/, problem: found('slow', 'slow') },
  { code: /^NOT_JSON$/, problem: found('foreign', 'foreign') },
  // Like being busy, this says nothing about the next request.
  { code: /^TOO_LARGE$/, problem: found('busy', 'tooLarge') },
  { code: /^53100$/, problem: found('server-error', 'fullDisk') },
  // Supabase makes a database read-only before its disk is full.
  { code: /^25006$/, problem: found('server-error', 'serverError') },
  { code: /^(53...|PGRST003)$/, problem: found('busy', 'busy') },
  { code: /^(08...|57P0[1-5]|XX000|PGRST00[0-2]|PGRSTX00)$/, problem: found('server-error', 'serverError') },
  { code: /^(E[A-Z]+|UND_ERR_\w+|TypeError|SyntaxError)$/, problem: found('unreachable', 'cutOff') },
  // A response of PostgREST always has a code; without one, the response came from something in front of it. 540 (paused) and 544
  // (gateway timeout) are Supabase's own: https://supabase.com/docs/guides/platform/http-status-codes. 402 is the status of a
  // project over its quota.
  { status: [401], problem: found('key', 'refusedKey') },
  { status: [429], problem: found('busy', 'busy') },
  { code: NONE, status: [0], problem: found('unreachable', 'cutOff') },
  { code: NONE, status: [402], problem: found('restricted', 'restricted') },
  { code: NONE, status: [403], problem: found('key', 'refusedKey') },
  { code: NONE, status: [404, 405], problem: found('foreign', 'foreign') },
  { code: NONE, status: [504, 522, 524, 544], problem: found('slow', 'slow') },
  // An unreadable success and a redirect do not come from PostgREST.
  { code: NONE, status: (status) => status < 400, problem: found('foreign', 'foreign') },
  { code: NONE, status: (status) => status >= 500, problem: found('server-error', 'serverError') },
];

/**
 * Null if Supabase works and rejected only this request.
 * @param place where the client looks for Supabase, for the message
 */
export function problemOf(code: string, status: number, place: string): BackendProblem<SupabaseProblem> | null {
  return diagnose({ code, status }, RULES, place);
}
