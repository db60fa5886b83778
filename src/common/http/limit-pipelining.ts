import type { Socket } from 'node:net';
import type { NextFunction, Request, Response } from 'express';

/** Requests in progress on one connection, at most. Hardly any client sends one before it has the response to the one before. */
const MOST_REQUESTS = 50;

const inProgress = new WeakMap<Socket, number>();

/**
 * Disconnects clients that send request after request without waiting. All that arrive at once are handled at once, so thousands of them would keep
 * everybody else waiting, timers included. Must come first: those that were received already must cost nothing.
 */
export function limitPipelining({ socket }: Request, response: Response, next: NextFunction): void {
  const requests = (inProgress.get(socket) ?? 0) + 1;
  inProgress.set(socket, requests);
  if (requests > MOST_REQUESTS) return void socket.destroy();
  response.once('close', () => inProgress.set(socket, (inProgress.get(socket) ?? 1) - 1));
  next();
}
