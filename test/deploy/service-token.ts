import { createHmac, timingSafeEqual } from 'node:crypto';

interface Claims {
  role?: string;
  exp?: number;
}

/**
 * The claims of a token that PostgREST would accept: signed with HS256 using the raw secret, and not expired. Null for any other
 * (https://docs.postgrest.org/en/stable/references/auth.html).
 */
export function believedClaims(token: string, jwtSecret: string): Claims | null {
  const [head = '', body = '', signature = ''] = token.split('.');
  const expected = createHmac('sha256', jwtSecret).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const { alg } = decoded(head) as { alg: string };
  const claims = decoded(body) as Claims;
  const isExpired = claims.exp !== undefined && claims.exp < Date.now() / 1_000;
  return alg === 'HS256' && !isExpired ? claims : null;
}

const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
