import type { NextFunction, Request, Response } from 'express';

/** How long a client may keep sending after the response, in milliseconds. */
const LINGER_MS = 2_000;

/**
 * For responses that do not wait for the body. The rest of the body is discarded so that the client can read the response:
 * closing immediately would make the kernel reset the connection. A client that does not stop is disconnected.
 */
export function discardUnread(request: Request, response: Response, next: NextFunction): void {
  response.once('finish', () => {
    if (request.complete) return;
    const cutOff = setTimeout(() => request.socket.destroy(), LINGER_MS);
    cutOff.unref();
    request.once('close', () => clearTimeout(cutOff)).resume();
  });
  next();
}
