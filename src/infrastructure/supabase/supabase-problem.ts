import type { SupabaseProblem } from './supabase-unavailable.error.js';

type Sentence = (place: string) => string;

/** What is the matter, and what to do about it. */
export const sentences = {
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
  trouble: (place) =>
    `${place} is having problems: check the status of the project in the Supabase dashboard, or try again later`,
  foreign: (place) => `${place} does not respond like Supabase: check SUPABASE_URL`,
} satisfies Record<string, Sentence>;

export interface FoundProblem {
  problem: SupabaseProblem;
  reason: keyof typeof sentences;
}

/** By code: those of PostgREST, of Postgres, of Node and its fetch, and NOT_JSON and TOO_LARGE of our own. The first that fits. */
const BY_CODE: readonly [RegExp, SupabaseProblem, FoundProblem['reason']][] = [
  [/^42501$/, 'key', 'lesserKey'],
  [/^PGRST30[0-3]$/, 'key', 'refusedKey'],
  [/^(PGRST20[245]|42P01|42883)$/, 'schema', 'missingSchema'],
  [/^PGRST106$/, 'schema', 'hiddenSchema'],
  [/^(ENOTFOUND|EAI_\w+)$/, 'unreachable', 'unknownHost'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/, 'unreachable', 'refusedConnection'],
  // Fetch refuses some ports by itself, and gives no code for it.
  [/^Error$/, 'unreachable', 'refusedConnection'],
  [/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL/, 'unreachable', 'untrusted'],
  [/^(TimeoutError|AbortError|ETIMEDOUT|UND_ERR_\w*TIMEOUT|57014)$/, 'slow', 'slow'],
  [/^NOT_JSON$/, 'foreign', 'foreign'],
  // Says nothing about the next request, as being busy does not.
  [/^TOO_LARGE$/, 'busy', 'tooLarge'],
  // A full disk, and the read-only database that Supabase makes of one.
  [/^(25006|53100)$/, 'trouble', 'trouble'],
  [/^(53...|PGRST003)$/, 'busy', 'busy'],
  [/^(08...|57P0[1-5]|XX000|PGRST00[0-2]|PGRSTX00)$/, 'trouble', 'trouble'],
  [/^(E[A-Z]+|UND_ERR_\w+|TypeError|SyntaxError)$/, 'unreachable', 'cutOff'],
];

/**
 * By status, where nothing that speaks for the database said more. 540 (paused) and 544 (gateway timeout) are Supabase's own:
 * https://supabase.com/docs/guides/platform/http-status-codes. 402 is what a project over its quota answers.
 */
const BY_STATUS: Readonly<Record<number, [SupabaseProblem, FoundProblem['reason']]>> = {
  0: ['unreachable', 'cutOff'],
  401: ['key', 'refusedKey'],
  402: ['restricted', 'restricted'],
  403: ['key', 'refusedKey'],
  404: ['foreign', 'foreign'],
  405: ['foreign', 'foreign'],
  429: ['busy', 'busy'],
  504: ['slow', 'slow'],
  522: ['slow', 'slow'],
  524: ['slow', 'slow'],
  540: ['paused', 'paused'],
  544: ['slow', 'slow'],
};

/** Null where Supabase works and refused this one request. */
export function problemOf(code: string, status: number): FoundProblem | null {
  const byCode = status === 540 ? undefined : BY_CODE.find(([pattern]) => pattern.test(code));
  if (byCode) return { problem: byCode[1], reason: byCode[2] };
  // An answer of PostgREST always carries a code; without one, something before it answered.
  if (code !== '' && status !== 401 && status !== 429 && status !== 540) return null;
  const [problem, reason] = BY_STATUS[status] ?? otherwise(status) ?? [];
  return problem && reason ? { problem, reason } : null;
}

/** A success that could not be read, and a way to elsewhere, are not of PostgREST. */
function otherwise(status: number): [SupabaseProblem, FoundProblem['reason']] | null {
  if (status < 400) return ['foreign', 'foreign'];
  return status >= 500 ? ['trouble', 'trouble'] : null;
}
