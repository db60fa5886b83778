import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { ShuttingDown } from '../../common/lifecycle/shutdown.js';
import { NoAnswerError, withTimeout } from '../../common/lifecycle/with-timeout.js';
import { eventText, type LoggedEvent } from '../event.js';
import { EventStreams, type EventStream, type Subscription } from './event-streams.js';

/** Proxies close a connection that is silent for a minute. */
const HEARTBEAT_MS = 15_000;
/** How long a client may stop reading before it is disconnected, in milliseconds. At most one page of events waits for it. */
const STALLED_MS = 30_000;
/** How long a client waits before it reconnects, in milliseconds. */
const RECONNECT_MS = 2_000;

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  // Otherwise nginx collects events before it passes them on.
  'X-Accel-Buffering': 'no',
};

/** Sends events as https://html.spec.whatwg.org/multipage/server-sent-events.html describes. */
@Injectable()
export class ServerSentEvents {
  private readonly logger = new Logger('Events');

  constructor(private readonly streams: EventStreams) {}

  /** Resolves when the stream has ended. @throws what prevents it from beginning */
  async send(response: ServerResponse, subscription: Subscription): Promise<void> {
    const left = new AbortController();
    response.once('close', () => left.abort());
    await this.streams.with(subscription, left.signal, (stream) => this.pump(response, stream, left.signal));
  }

  private async pump(response: ServerResponse, stream: EventStream, left: AbortSignal): Promise<void> {
    response.writeHead(200, HEADERS);
    if (response.req.method === 'HEAD') return void response.end();
    response.write(`retry: ${RECONNECT_MS}\n\n`);
    const heartbeat = setInterval(() => {
      if (!response.writableNeedDrain) response.write(': keep-alive\n\n');
    }, HEARTBEAT_MS);
    try {
      for await (const events of stream) {
        if (!response.write(frames(events))) await drained(response, left);
        heartbeat.refresh();
      }
      response.end();
    } catch (error) {
      this.end(response, error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  private end(response: ServerResponse, error: unknown): void {
    if (response.destroyed) return;
    if (error instanceof NoAnswerError) {
      this.logger.warn('A client that did not read its events was disconnected');
      response.destroy();
    } else if (error instanceof ShuttingDown) {
      response.end(': the service is shutting down, reconnect to continue\n\n');
    } else {
      this.logger.warn({ reason: error instanceof Error ? error.message : String(error) }, 'A stream of events ended');
      response.end(': the events are unavailable, reconnect to continue\n\n');
    }
  }
}

function frames(events: readonly LoggedEvent[]): string {
  return events.map((event) => `id: ${event.id}\nevent: ${event.type}\ndata: ${eventText(event)}\n\n`).join('');
}

async function drained(response: ServerResponse, left: AbortSignal): Promise<void> {
  await withTimeout(STALLED_MS, (signal) => once(response, 'drain', { signal }), { signal: left });
}
