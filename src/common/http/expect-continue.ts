import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const waiting = new WeakSet<IncomingMessage>();

/**
 * Clients that ask first (`Expect: 100-continue`, as curl does before a large body) are told to continue only when the body is
 * read.
 */
export function askBeforeBodies(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.add(request);
    // After any other response it is unknown whether the body still follows.
    response.setHeader('Connection', 'close');
    server.emit('request', request, response);
  });
  // Other expectations may be ignored (RFC 9110, 10.1.1); Node would send an error without a body.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
}

/** Requests the body from a client that waits for this; others send theirs anyway. */
export function letBodyCome(request: IncomingMessage, response: ServerResponse): void {
  if (!waiting.delete(request)) return;
  response.removeHeader('Connection');
  response.writeContinue();
}
