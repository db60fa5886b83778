import type { IncomingMessage } from 'node:http';
import type { OnModuleDestroy } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
} from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import { Config } from '../../config/config.js';
import { EventStreams, type Subscription } from '../streams/event-streams.js';
import { SocketHandshake } from './socket-handshake.js';
import { guardSocket } from './socket-guard.js';
import { SocketSession } from './socket-session.js';

const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

/** Events over WebSocket; `clientMessage` has already checked the messages that arrive here. */
@WebSocketGateway({ path: '/ws' })
export class EventsGateway implements OnGatewayConnection<WebSocket>, OnModuleDestroy {
  private readonly sessions = new Map<WebSocket, SocketSession>();

  constructor(
    private readonly streams: EventStreams,
    private readonly handshake: SocketHandshake,
    private readonly config: Config,
  ) {}

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    if (this.sessions.size >= this.config.EVENT_STREAMS_MAX)
      return socket.close(TRY_AGAIN_LATER, 'Too many connections are open');
    const { isLocal } = this.handshake;
    const session = new SocketSession(socket, this.streams, this.handshake.hasKey(request), isLocal);
    this.sessions.set(socket, session);
    socket.once('close', () => this.sessions.delete(socket));
    guardSocket(socket, () => session.isAllowed);
  }

  @SubscribeMessage('auth')
  auth(@ConnectedSocket() socket: WebSocket, @MessageBody() { key }: { key: string }): void {
    this.sessions.get(socket)?.authenticate(this.handshake.keyRefusal(key));
  }

  @SubscribeMessage('subscribe')
  async subscribe(@ConnectedSocket() socket: WebSocket, @MessageBody() subscription: Subscription): Promise<void> {
    await this.sessions.get(socket)?.follow(subscription);
  }

  @SubscribeMessage('invalid')
  invalid(@MessageBody() { problem }: { problem: string }): object {
    return { type: 'error', error_code: 'VALIDATION_ERROR', message: problem };
  }

  /** Before the server waits for its connections. */
  onModuleDestroy(): void {
    for (const socket of this.sessions.keys()) socket.close(GOING_AWAY, 'The service is shutting down');
  }
}
