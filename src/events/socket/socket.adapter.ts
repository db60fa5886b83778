import type { IncomingMessage, Server } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { ServerOptions, VerifyClientCallbackAsync, WebSocketServer } from 'ws';
import type { ApplicationError } from '../../common/errors/application.error.js';
import { statusOf } from '../../common/errors/http-status.js';
import { clientMessage, MAX_MESSAGE_BYTES } from './client-message.js';
import { SocketHandshake } from './socket-handshake.js';

const PATH = /^\/ws\/?(?:\?|$)/;

/** WebSockets at `/ws`. Requests for other protocols and paths are answered as if they asked for none. */
export class SocketAdapter extends WsAdapter {
  constructor(private readonly app: INestApplication) {
    super(app, { messageParser: (data) => clientMessage(typeof data === 'string' ? data : '') });
  }

  override create(port: number, options: ServerOptions & { namespace?: string; server?: unknown } = {}) {
    const server = this.app.getHttpServer() as Server & {
      shouldUpgradeCallback?: (request: IncomingMessage) => boolean;
    };
    // Node 24.9 and later; before that, a request for another protocol, such as curl sends with --http2, ends the connection.
    server.shouldUpgradeCallback = ({ headers, url = '' }) =>
      headers.upgrade?.toLowerCase() === 'websocket' && PATH.test(url);
    return super.create(port, {
      ...options,
      maxPayload: MAX_MESSAGE_BYTES,
      verifyClient: this.verify,
    } as typeof options);
  }

  /** An invalid frame from a client ends its connection; it is not an error of the service. */
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    return server.on('connection', (socket) => socket.on('error', () => undefined));
  }

  private readonly verify: VerifyClientCallbackAsync = ({ req }, decide) => {
    const refusal = this.app.get(SocketHandshake, { strict: false }).refusal(req);
    if (refusal === null) return decide(true);
    decide(false, statusOf[refusal.kind], bodyOf(refusal), { 'Content-Type': 'application/json; charset=utf-8' });
  };
}

/** Has no request ID, because the handshake does not pass the application. */
function bodyOf({ code, message, details, suggestions }: ApplicationError): string {
  return JSON.stringify({
    error_code: code,
    message,
    details: { ...details, endpoint: '/ws', method: 'GET' },
    suggestions,
  });
}
