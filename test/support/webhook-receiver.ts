import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'svix';
import { until } from './until.js';

export interface ReceivedWebhook {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  event: { id: number; type: string; timestamp: string; data: Record<string, unknown> };
  /** What it was answered with. */
  status: number;
}

/** Somebody else's server, which verifies with somebody else's library. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  /** The status of the next answer, from the path and how often the path was called before. */
  answer: (path: string, call: number) => number | Promise<number> = () => 204;
  private readonly server = createServer((request, response) => {
    void this.take(request).then((status) => response.writeHead(status, { location: '/elsewhere' }).end());
  });

  async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  urlOf(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  at(path: string): ReceivedWebhook[] {
    return this.received.filter((webhook) => webhook.path === path);
  }

  /** Those of a path that were answered with success, once there are as many. */
  async accepted(path: string, count: number): Promise<ReceivedWebhook[]> {
    const found = () => this.at(path).filter(({ status }) => status < 300);
    return until(async () => (found().length >= count ? found() : null));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async take(request: IncomingMessage): Promise<number> {
    let body = '';
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
    const path = request.url ?? '';
    const status = await this.answer(path, this.at(path).length);
    const event = JSON.parse(body) as ReceivedWebhook['event'];
    this.received.push({ path, headers: request.headers, body, event, status });
    return status;
  }
}

/** @throws for an invalid signature */
export function verify({ body, headers }: ReceivedWebhook, secret: string): void {
  new Webhook(secret).verify(body, headers as Record<string, string>);
}
