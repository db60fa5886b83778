import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** How long a client may take nothing of a response that waits for it, in milliseconds. */
const STALLED_MS = 120_000;

/**
 * Disconnects clients that do not read their responses, which would stay in memory for as long as they like. Neither a response that
 * takes long to prepare nor a client that reads slowly counts as stalled.
 */
export function disconnectStalled(server: Server, stalledMs = STALLED_MS): void {
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    // Without any progress in either direction. Node sets another time limit when the response is finished.
    socket.setTimeout(stalledMs);
    response.on('timeout', () => {
      if (socket.writableLength > 0) socket.destroy();
    });
  });
}
