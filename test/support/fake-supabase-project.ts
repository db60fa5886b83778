import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PATIENT } from './patient.js';

export interface Answer {
  status: number;
  body: string;
  type?: string;
}

export interface FakeSupabaseProject {
  url: string;
  /** Its name in messages. */
  place: string;
  /** Its response from now on, and how often the schema version was requested. */
  answers: { call: Answer; version: Answer; versionRequests: number };
  stop: () => void;
}

/** A project that gives the same response to every function call, except for the one that returns the schema version. */
export async function fakeSupabaseProject(call: Answer, version: Answer): Promise<FakeSupabaseProject> {
  const answers = { call, version, versionRequests: 0 };
  const server = createServer(PATIENT, (request, response) => {
    request.resume();
    const asksVersion = request.url?.endsWith('_version') ?? false;
    if (asksVersion) answers.versionRequests += 1;
    const { status, body, type = 'application/json' } = asksVersion ? answers.version : answers.call;
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, place: `Supabase at 127.0.0.1:${port}`, answers, stop };
}

/** The response to a failed function call; the message contains what must not be passed on. */
export const failedCall = (status: number, code: string): Answer => ({
  status,
  body: JSON.stringify({ code, message: 'select secret from profiles where key = secret-key' }),
});

export const jsonAnswer = (body: unknown): Answer => ({ status: 200, body: JSON.stringify(body) });
