import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { ApiKeys } from '../../common/access/api-keys.js';
import { readConfig } from '../../config/read-config.js';
import type { EventStreams } from '../streams/event-streams.js';
import { EventsGateway } from './events.gateway.js';
import { SocketHandshake } from './socket-handshake.js';

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly sent: string[] = [];
  closed: [code: number, reason: string] | null = null;
  send = (text: string) => void this.sent.push(text);
  close = (code: number, reason: string) => {
    this.closed ??= [code, reason];
    this.emit('close');
  };
}

const SECRET = 'secret-of-ann';
const FULL = [1013, 'Too many connections are open'];

function aGateway() {
  const config = readConfig({ API_KEYS: `ann:${SECRET}`, EVENT_STREAMS_MAX: '2' });
  const handshake = new SocketHandshake(ApiKeys.configured(config), config);
  const gateway = new EventsGateway({} as EventStreams, handshake, config);
  const sockets: FakeSocket[] = [];
  const connect = (headers: IncomingMessage['headers'] = {}) => {
    const socket = new FakeSocket();
    sockets.push(socket);
    gateway.handleConnection(socket as unknown as WebSocket, { headers } as IncomingMessage);
    return socket;
  };
  const auth = (socket: FakeSocket) => gateway.auth(socket as unknown as WebSocket, { key: SECRET });
  const close = () => sockets.forEach((socket) => socket.emit('close'));
  return { connect, auth, close };
}

describe('the connections of WebSockets', () => {
  it('of clients without a key leave those with one their room, and have as much of their own', () => {
    const { connect, close } = aGateway();
    const strangers = [connect(), connect(), connect()];
    const keyed = [1, 2, 3].map(() => connect({ 'x-api-key': SECRET }));
    expect([...strangers, ...keyed].map(({ closed }) => closed)).toEqual([null, null, FULL, null, null, FULL]);
    close();
  });

  it('of clients that send their key later count from then on', () => {
    const { connect, auth, close } = aGateway();
    const [early, late] = [connect(), connect()];
    auth(early);
    expect(early.sent).toEqual([JSON.stringify({ type: 'authenticated' })]);
    expect(connect({ 'x-api-key': SECRET }).closed).toBeNull();
    auth(late);
    expect(late.closed).toEqual(FULL);
    expect(connect().closed).toBeNull();
    close();
  });
});
