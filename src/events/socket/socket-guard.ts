import type { WebSocket } from 'ws';

/** Interval of pings, in milliseconds; a client that did not answer the last one is disconnected. */
const PING_MS = 15_000;
/** How long a client may take to send its key, in milliseconds. */
const AUTH_MS = 10_000;
/** Maximum number of messages from a client within WINDOW_MS milliseconds. */
const MAX_MESSAGES = 60;
const WINDOW_MS = 10_000;

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const POLICY_VIOLATION = 1008;

/** Ends a connection whose client is gone, sends too many messages, or does not send its key. */
export function guardSocket(socket: WebSocket, isAllowed: () => boolean): void {
  let isThere = true;
  let messages = 0;
  const pings = setInterval(() => {
    if (!isThere) return socket.terminate();
    isThere = false;
    socket.ping();
  }, PING_MS);
  const windows = setInterval(() => void (messages = 0), WINDOW_MS);
  const auth = setTimeout(() => {
    if (!isAllowed()) socket.close(POLICY_VIOLATION, 'No key was sent');
  }, AUTH_MS);
  socket.on('pong', () => void (isThere = true));
  socket.on('message', () => {
    messages += 1;
    if (messages > MAX_MESSAGES) socket.close(POLICY_VIOLATION, 'Too many messages');
  });
  socket.once('close', () => {
    clearInterval(pings);
    clearInterval(windows);
    clearTimeout(auth);
  });
}
