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
    const { isLocal } = this.handshake;
    const session = new SocketSession(socket, this.streams, this.handshake.hasKey(request), isLocal);
    if (!this.hasRoomFor(session.isAllowed)) return refuse(socket);
    this.sessions.set(socket, session);
    socket.once('close', () => this.sessions.delete(socket));
    guardSocket(socket, () => session.isAllowed);
  }

  @SubscribeMessage('auth')
  auth(@ConnectedSocket() socket: WebSocket, @MessageBody() { key }: { key: string }): void {
    const session = this.sessions.get(socket);
    const refusal = this.handshake.keyRefusal(key);
    if (refusal === null && session?.isAllowed === false && !this.hasRoomFor(true)) return refuse(socket);
    session?.authenticate(refusal);
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

  /** Clients that have not sent a key yet are counted apart, so that they cannot take the place of those that have one. */
  private hasRoomFor(isAllowed: boolean): boolean {
    const alike = [...this.sessions.values()].filter((session) => session.isAllowed === isAllowed);
    return alike.length < this.config.EVENT_STREAMS_MAX;
  }
}

function refuse(socket: WebSocket): void {
  socket.close(TRY_AGAIN_LATER, 'Too many connections are open');
}
