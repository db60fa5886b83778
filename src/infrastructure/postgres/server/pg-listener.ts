import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { backoffDelay } from '../../http-client/backoff.js';
import type { PgConnections } from './pg-connections.js';

/** Maximum wait before the second attempt to connect, in milliseconds, and how often it doubles. */
const BACKOFF = 500;
const DOUBLED_AT_MOST = 6;
/** How often a silent connection is checked, and how long a response may take, in milliseconds. */
const HEARTBEAT = 30_000;
const HEARTBEAT_TIMEOUT = 10_000;

/**
 * Listens for notifications on one channel, on its own connection. It reconnects after a lost connection until it is closed;
 * notifications sent in between are not delivered.
 */
export class PgListener {
  private readonly closing = new AbortController();
  private client?: Client;

  /** @param onConnected called after every connection, so that the caller can look for missed notifications */
  constructor(
    private readonly connections: PgConnections,
    private readonly channel: string,
    private readonly onNotification: (payload: string) => void,
    private readonly onConnected: () => void,
  ) {}

  /** Returns immediately; the connection is established in the background. */
  open(): void {
    void this.stayConnected();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.client?.end().catch(() => undefined);
  }

  private async stayConnected(): Promise<void> {
    const { signal } = this.closing;
    for (let failures = 0; !signal.aborted; failures += 1) {
      const listened = await this.listen();
      if (listened) failures = 0;
      const wait = { retry: Math.min(failures + 1, DOUBLED_AT_MOST), backoffMs: BACKOFF, random: Math.random };
      await delay(backoffDelay(wait), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves when the connection ends, with whether there was one. */
  private async listen(): Promise<boolean> {
    const client = await this.connections.dedicated({ query_timeout: HEARTBEAT_TIMEOUT }).catch(() => null);
    if (client === null) return false;
    this.client = client;
    const ended = new Promise<void>((resolve) => client.on('error', () => resolve()).on('end', () => resolve()));
    client.on('notification', ({ payload = '' }) => this.onNotification(payload));
    const beat = setInterval(() => void client.query('select 1').catch(() => client.end()), HEARTBEAT);
    try {
      if (this.closing.signal.aborted) return false;
      await client.query(`listen ${client.escapeIdentifier(this.channel)}`);
      this.onConnected();
      await ended;
      return true;
    } catch {
      return false;
    } finally {
      clearInterval(beat);
      void client.end().catch(() => undefined);
    }
  }
}
