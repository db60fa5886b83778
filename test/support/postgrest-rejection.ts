import type { SupabaseGateway } from '../../src/infrastructure/supabase/supabase-gateway.js';

type Fetch = typeof fetch;

/** An error of Postgres as PostgREST returns it, with status 400. */
export interface Rejection {
  code: string;
  message: string;
}

const NUL: Rejection = { code: '22P05', message: 'unsupported Unicode escape sequence' };
const LONE_SURROGATE: Rejection = { code: '22P02', message: 'invalid input syntax for type json' };

const TEXT_IN_JSON = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

/**
 * Why Postgres 15 rejects a body: PostgREST passes it to json_to_record or json_to_recordset, which decode every text in it, at
 * any depth, also in columns of type json. The embedded API accepts some of these bodies. Null if it does not reject it.
 */
export function rejectionOf(body: string): Rejection | null {
  for (const [text] of body.matchAll(TEXT_IN_JSON)) {
    const found = /\0|\p{Cs}/u.exec(JSON.parse(text) as string);
    if (found) return found[0] === '\0' ? NUL : LONE_SURROGATE;
  }
  return null;
}

export function rejected(rejection: Rejection): Response {
  return Response.json({ ...rejection, details: null, hint: null }, { status: 400 });
}

/** Makes a gateway reject what PostgREST rejects, before the embedded API gets it. */
export async function rejectLikePostgrest(gateway: SupabaseGateway): Promise<void> {
  await gateway.run((client) => {
    const { rest } = client as unknown as { rest: { fetch: Fetch } };
    const embedded = rest.fetch;
    rest.fetch = async (input, init) => {
      const rejection = typeof init?.body === 'string' ? rejectionOf(init.body) : null;
      return rejection ? rejected(rejection) : embedded(input, init);
    };
    return Promise.resolve({ data: null, error: null, status: 200 });
  });
}
