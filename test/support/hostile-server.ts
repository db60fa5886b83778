import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const MEGABYTE = 1024 * 1024;
const OFFERED = 100 * MEGABYTE;

const PART = 'x'.repeat(64 * 1024);

function sendOn(response: ServerResponse): void {
  while (!response.destroyed && response.socket && response.socket.bytesWritten < OFFERED) {
    if (!response.write(PART)) return void response.once('drain', () => sendOn(response));
  }
  response.end('"}');
}

/** Attacks of a server on a client that reads its responses. */
export const hostilities = {
  /** A valid JSON text of 100 MB, without a length. */
  'sends 100 MB': (response: ServerResponse) => {
    response.write('{"data":"');
    sendOn(response);
  },
  /** Never ends on its own. */
  trickles: (response: ServerResponse) => {
    const timer = setInterval(() => response.write(' '), 10);
    response.once('close', () => clearInterval(timer));
  },
  'breaks off in the middle': (response: ServerResponse) => {
    response.write('{"data":"', () => response.socket?.end());
  },
  'resets the connection': (response: ServerResponse) => {
    response.write('{"data":"', () => response.socket?.resetAndDestroy());
  },
} as const;

export type Hostility = keyof typeof hostilities;

export interface HostileServer {
  url: string;
  /** When the connection of the last response was closed, how many bytes had been sent. */
  given: () => Promise<number>;
  close: () => Promise<void>;
}

/** Responds to every request with success, a JSON content type, and the given body. */
export async function startHostileServer(hostility: Hostility): Promise<HostileServer> {
  let closed = Promise.resolve(0);
  const server = createServer((request, response) => {
    const { socket } = request;
    closed = new Promise((resolve) => socket.once('close', () => resolve(socket.bytesWritten)));
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' });
    hostilities[hostility](response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    given: () => closed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
