import type { Fault } from './supabase-stand-in.js';

/** The platform's response for a paused project: https://supabase.com/docs/guides/platform/http-status-codes. */
export const paused: Fault = (response) => send(response, 540, { message: 'Project paused' });

/** The gateway's response if PostgREST is up and its database is not. */
export const withoutDatabase: Fault = (response) =>
  send(response, 503, { code: 'PGRST002', message: 'Could not query the database for the schema cache. Retrying.' });

/** Cloudflare's response for a host behind it that does not respond. */
export const gatewayTimeout: Fault = (response) => html(response, 522);

/** The response of any other web server. */
export const website: Fault = (response) => html(response, 200);
export const nothingThere: Fault = (response) => html(response, 404);

/** Does the work, and is cut off in the middle of the response. */
export const cutOff: Fault = async (response, work) => {
  const { status, headers } = await work();
  response.writeHead(status, { ...Object.fromEntries(headers), 'content-length': '1000' });
  response.write('{"half":');
  setImmediate(() => response.destroy());
};

/** No failure: for what happens before, or after. */
export const answered: Fault = async (response, work) => {
  const answer = await work();
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
};

/** Cut off before the work begins. */
export const dropped: Fault = (response) => response.destroy();

type Answering = Parameters<Fault>[0];

function send(response: Answering, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function html(response: Answering, status: number): void {
  response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>Hello</body></html>');
}
