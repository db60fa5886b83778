import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Service } from './service.js';

export interface RawClient {
  socket: Socket;
  send: (bytes: string | Buffer) => Promise<void>;
  /** Everything that the server sent, once it fits. */
  received: (fits: RegExp) => Promise<string>;
}

/** A connection on which a test sends a request piece by piece. */
export function rawClient({ app }: Pick<Service, 'app'>): RawClient {
  return connectedTo((app.getHttpServer().address() as AddressInfo).port);
}

export function connectedTo(port: number): RawClient {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('error', () => undefined).on('data', (part: Buffer) => (text += part.toString()));
  return {
    socket,
    send: async (bytes) => {
      if (!socket.write(bytes)) await once(socket, 'drain');
    },
    received: async (fits) => {
      while (!fits.test(text)) {
        if (socket.closed) throw new Error(`Closed after: ${text}`);
        await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      }
      return text;
    },
  };
}

/** The head of a request; its body is sent as chunks unless it has a length. */
export function requestHead(path: string, headers: Record<string, string>): string {
  const framing = 'Content-Length' in headers ? {} : { 'Transfer-Encoding': 'chunked' };
  const lines = Object.entries({ Host: 'localhost', ...framing, ...headers });
  return [`POST ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
}

export const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
export const LAST_CHUNK = '0\r\n\r\n';
