import { abortable } from '../../common/lifecycle/abortable.js';
import type { EmbeddedDriver } from '../postgres/embedded/embedded-driver.js';
import { findFunction, scriptOf, type DatabaseFunction } from './function-call.js';

const ROUTE = '/rest/v1/rpc/';
const NEVER = new AbortController().signal;

/**
 * A fetch that answers the `rpc` calls of supabase-js from this database, as PostgREST would. A call is one round trip; there are no other
 * routes.
 */
export function functionCalls(driver: () => Promise<EmbeddedDriver>): typeof fetch {
  const functions = new Map<string, DatabaseFunction>();

  const answer = async (name: string, body: string): Promise<Response> => {
    const database = await driver();
    const given = Object.keys(JSON.parse(body) as object);
    const signature = [name, ...given].join(' ');
    const called = functions.get(signature) ?? (await findFunction(database, name, given));
    if (called === null) return failed(404, 'PGRST202', `There is no function ${name} with these arguments`);
    functions.set(signature, called);
    return answered(database, scriptOf(name, called, given, body), called.isVoid);
  };

  return async (input, { body, signal } = {}) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (!pathname.startsWith(ROUTE)) return failed(404, 'PGRST125', 'The embedded Supabase only calls functions');
    signal?.throwIfAborted();
    const name = decodeURIComponent(pathname.slice(ROUTE.length));
    return abortable(answer(name, typeof body === 'string' ? body : '{}'), signal ?? NEVER);
  };
}

async function answered(database: EmbeddedDriver, script: string, isVoid: boolean): Promise<Response> {
  try {
    const answer = await database.answer(script);
    if (isVoid) return new Response(null, { status: 204 });
    if (typeof answer !== 'string') throw new Error('The function answered nothing');
    return json(answer, 200);
  } catch (error) {
    // What else Postgres says about an error may contain SQL and personal data.
    const { code = 'XX000', message } = error as Error & { code?: string };
    return failed(400, code, message);
  }
}

function failed(status: number, code: string, message: string): Response {
  return json(JSON.stringify({ code, message, details: null, hint: null }), status);
}

function json(body: string, status: number): Response {
  return new Response(body, { status, headers: { 'Content-Type': 'application/json' } });
}
