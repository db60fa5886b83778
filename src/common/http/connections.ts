import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { commonErrors } from '../errors/common.errors.js';
import type { ErrorEntry } from '../errors/error-catalogue.js';
import { statusOf } from '../errors/http-status.js';
import { askBeforeBodies } from './expect-continue.js';
import { keepPathOnly } from './request-target.js';
import { disconnectStalled } from './stalled-clients.js';

/** Time limit for receiving the head of a request, in milliseconds; longer if idle connections are kept longer. */
const HEAD_MS = 20_000;
/** Added to the time for which idle connections are kept, in milliseconds. */
const MARGIN_MS = 1_000;
/** Node refuses raw letters such as ü, which some clients send if a name is typed into a URL. */
const ENCODE = ['Percent-encode the letters of the URL that are not ASCII; ü, for example, is %C3%BC'];
/** For a whole request. The limits for bodies are reached earlier, also that of an upload. */
const REQUEST_MS = 3_660_000;

/**
 * Limits for a connection before the application sees a request. Call it before the server listens.
 * @param keepAliveMs how long an idle connection is kept, in milliseconds
 */
export function guardConnections(server: Server, keepAliveMs: number): void {
  server.keepAliveTimeout = keepAliveMs;
  // Longer, because it also ends connections that a load balancer has opened in advance and not used yet.
  server.headersTimeout = Math.max(HEAD_MS, keepAliveMs + MARGIN_MS);
  server.requestTimeout = REQUEST_MS;
  askBeforeBodies(server);
  keepPathOnly(server);
  disconnectStalled(server);
  const answering = new WeakSet<Duplex>();
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    answering.add(socket);
    response.once('close', () => answering.delete(socket));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && !answering.has(socket)) socket.end(rawAnswer(error.code));
    else socket.destroy();
  });
}

/** The standard error body, for input that is not an HTTP request. */
function rawAnswer(code: string | undefined): string {
  const entry = problemOf(code);
  const status = statusOf[entry.kind];
  const request_id = randomUUID();
  const details = { endpoint: '', method: '', request_id };
  const body = JSON.stringify({
    error_code: entry.code,
    message: entry.message,
    details,
    suggestions: entry.suggestions ?? (code === 'HPE_INVALID_URL' ? ENCODE : null),
  });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${request_id}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

function problemOf(code: string | undefined): ErrorEntry {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return commonErrors.REQUEST_TIMEOUT;
  return code === 'HPE_HEADER_OVERFLOW' ? commonErrors.HEADERS_TOO_LARGE : commonErrors.BAD_REQUEST;
}
