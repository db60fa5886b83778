import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import { ShuttingDown } from '../../common/lifecycle/shutdown.js';
import type { LoggedEvent } from '../event.js';
import type { EventStream, EventStreams } from './event-streams.js';
import { ServerSentEvents } from './server-sent-events.js';

/** A client that reads when it is told to. */
class FakeResponse extends EventEmitter {
  readonly req = { method: 'GET' };
  readonly written: string[] = [];
  isReading = true;
  destroyed = false;
  writableNeedDrain = false;
  writeHead = () => this;
  write = (text: string) => {
    this.written.push(text);
    this.writableNeedDrain = !this.isReading;
    return this.isReading;
  };
  end = (text = '') => {
    this.written.push(text);
    this.emit('close');
  };
  destroy = () => {
    this.destroyed = true;
    this.emit('close');
  };
}

const event = (id: number): LoggedEvent => ({
  id,
  type: 'job.progress',
  subject: null,
  timestamp: new Date(0),
  data: { n: id },
});

/** Sends a stream to a client; `pages` counts those that were asked for. */
function sent(response: FakeResponse, stream: (pages: () => void) => EventStream) {
  const state = { pages: 0 };
  const streams: Pick<EventStreams, 'with'> = {
    with: (_subscription, _signal, use) => use(stream(() => void (state.pages += 1))),
  };
  const ended = new ServerSentEvents(streams as EventStreams).send(response as unknown as ServerResponse, {});
  return { state, ended };
}

describe('Server-Sent Events', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    Logger.overrideLogger(false);
  });
  afterEach(() => void jest.useRealTimers());

  it('are one block each, and nothing else of a stream that ends', async () => {
    const response = new FakeResponse();
    await sent(response, async function* () {
      yield [event(1), event(2)];
    }).ended;
    const frame = (id: number) =>
      `id: ${id}\nevent: job.progress\ndata: {"id":${id},"type":"job.progress","timestamp":"1970-01-01T00:00:00.000Z","data":{"n":${id}}}\n\n`;
    expect(response.written.join('')).toBe(`retry: 2000\n\n${frame(1)}${frame(2)}`);
  });

  it('are accompanied by a comment every 15 seconds without events', async () => {
    const response = new FakeResponse();
    const gate = Promise.withResolvers<void>();
    const { ended } = sent(response, async function* () {
      await gate.promise;
      yield [event(1)];
    });
    await jest.advanceTimersByTimeAsync(31_000);
    expect(response.written.filter((text) => text.startsWith(':'))).toHaveLength(2);
    gate.resolve();
    await ended;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('wait for a client that does not read, one page of them, and disconnect it in the end', async () => {
    const response = new FakeResponse();
    response.isReading = false;
    const { state, ended } = sent(response, async function* (asked) {
      for (let id = 1; ; id += 1) {
        asked();
        yield [event(id)];
      }
    });
    await jest.advanceTimersByTimeAsync(29_000);
    expect(response.destroyed).toBe(false);
    await jest.advanceTimersByTimeAsync(2_000);
    await ended;
    expect(response.destroyed).toBe(true);
    expect(state.pages).toBe(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('end at once for a client that does not read and leaves', async () => {
    const response = new FakeResponse();
    response.isReading = false;
    const { ended } = sent(response, async function* () {
      yield [event(1)];
    });
    await jest.advanceTimersByTimeAsync(1_000);
    response.destroy();
    await ended;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('go on for a client that reads again', async () => {
    const response = new FakeResponse();
    response.isReading = false;
    const { ended } = sent(response, async function* () {
      yield [event(1)];
      yield [event(2)];
    });
    await jest.advanceTimersByTimeAsync(20_000);
    response.isReading = true;
    response.emit('drain');
    await ended;
    expect(response.destroyed).toBe(false);
    expect(response.written.join('')).toContain('id: 2\n');
  });

  it('end with the reason during a shutdown', async () => {
    const response = new FakeResponse();
    await sent(response, async function* () {
      yield [event(1)];
      throw new ShuttingDown();
    }).ended;
    expect(response.written.at(-1)).toMatch(/^: the service is shutting down/);
  });
});
