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

/** What a server may do to whoever reads its answers. */
export const hostilities = {
  /** A valid JSON text of 100 MB, without a length. */
  'sends 100 MB': (response: ServerResponse) => {
    response.write('{"data":"');
    sendOn(response);
  },
  /** Never ends by itself. */
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
  /** When the connection of the last answer was closed, how many bytes it had been given. */
  given: () => Promise<number>;
  close: () => Promise<void>;
}

/** Answers every request with success, JSON as its type, and the given body. */
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
