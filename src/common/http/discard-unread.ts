import type { NextFunction, Request, Response } from 'express';

/** How long a client may go on sending after it was answered, in milliseconds. */
const LINGER_MS = 2_000;

/**
 * For answers that do not wait for the body. What still comes of it is thrown away, so that the client gets to read its
 * answer: closing at once would make the kernel take that back. A client that does not end is cut off.
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
