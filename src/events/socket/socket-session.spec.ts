import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import type { LoggedEvent } from '../event.js';
import type { EventStream, EventStreams } from '../streams/event-streams.js';
import { SocketSession } from './socket-session.js';

/** A client that reads everything, or nothing. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  isReading = true;
  readonly sent: string[] = [];
  closed: [code: number, reason: string] | null = null;
  isTerminated = false;
  send = (text: string, done?: () => void) => {
    this.sent.push(text);
    if (this.isReading) done?.();
  };
  close = (code: number, reason: string) => void (this.closed = [code, reason]);
  terminate = () => void (this.isTerminated = true);
}

const event = (id: number): LoggedEvent => ({
  id,
  type: 'job.progress',
  subject: null,
  timestamp: new Date(0),
  data: {},
});

function sessionOf(socket: FakeSocket, stream: () => EventStream): SocketSession {
  const streams: Pick<EventStreams, 'with'> = { with: (_subscription, _signal, use) => use(stream()) };
  return new SocketSession(socket as unknown as WebSocket, streams as EventStreams, true, false);
}

describe('a WebSocket session', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('tells when a subscription begins and ends', async () => {
    const socket = new FakeSocket();
    const subject = { kind: 'job', id: 'one' } as const;
    await sessionOf(socket, async function* () {
      yield [event(1)];
    }).follow({ subject });
    expect(socket.sent.map((text) => (JSON.parse(text) as { type: string }).type)).toEqual([
      'subscribed',
      'job.progress',
      'ended',
    ]);
  });

  it('has one page of events waiting for a client that does not read, and disconnects it with the reason', async () => {
    const socket = new FakeSocket();
    socket.isReading = false;
    let pages = 0;
    const following = sessionOf(socket, async function* () {
      for (;;) {
        pages += 1;
        yield [event(pages)];
      }
    }).follow({});
    await jest.advanceTimersByTimeAsync(31_000);
    await following;
    expect(pages).toBe(1);
    expect(socket.closed).toEqual([1013, 'Events were not read fast enough']);
    await jest.advanceTimersByTimeAsync(31_000);
    expect(socket.isTerminated).toBe(true);
  });

  it('has at most ten subscriptions', async () => {
    const socket = new FakeSocket();
    const gate = Promise.withResolvers<void>();
    const session = sessionOf(socket, async function* () {
      await gate.promise;
      yield [];
    });
    const following = Array.from({ length: 11 }, () => session.follow({}));
    await following.at(-1);
    expect(socket.sent.filter((text) => text.includes('subscribed'))).toHaveLength(10);
    expect(socket.sent.at(-1)).toContain('at most 10 subscriptions');
    gate.resolve();
    await Promise.all(following);
  });
});
