import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { profilePayload } from '../../fixtures/cassidy/payloads.js';
import { failed, payload } from '../../fixtures/cassidy/replies.js';
import { seeded } from './chaos.js';
import { PATIENT } from '../../support/patient.js';

const MB = 1024 * 1024;
const JSON_TYPE = { 'content-type': 'application/json' };

/** What a server does to a client that called it. */
const troubles = {
  hangs: () => {},
  'resets the connection': (response) => response.socket?.resetAndDestroy(),
  'breaks off': (response) => {
    response.writeHead(200, { ...JSON_TYPE, 'content-length': 1_000 });
    response.write('{"persons":[', () => response.socket?.end());
  },
  'sends one byte a second': (response) => {
    response.writeHead(200, JSON_TYPE).flushHeaders();
    const timer = setInterval(() => response.write(' '), 1_000);
    response.once('close', () => clearInterval(timer));
  },
  'answers garbage': (response, random) => {
    const bytes = Buffer.from(Array.from({ length: 2_000 }, () => Math.floor(random() * 256)));
    response.writeHead(200, JSON_TYPE).end(bytes);
  },
  'sends 50 MB': (response) => {
    response.writeHead(200, JSON_TYPE).end(`{"persons":["${'x'.repeat(50 * MB)}"]}`);
  },
  'nests 100,000 lists': (response) => {
    response.writeHead(200, JSON_TYPE).end(`{"persons":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  },
  'fails with HTTP 500': (response) => {
    response.writeHead(500, JSON_TYPE).end('{"error":"oops"}');
  },
} as const satisfies Record<string, (response: ServerResponse, random: () => number) => unknown>;

export type Trouble = keyof typeof troubles;
export const TROUBLES = Object.keys(troubles) as Trouble[];

/** The secrets that its URLs contain. */
export const UPSTREAM_SECRETS = ['hidden-profile-key', 'hidden-company-key'];

/** A bearer API and the workflows of Cassidy in one server, which makes trouble. */
export class ChaosUpstream {
  /** How many calls were answered badly. */
  troubled = 0;
  private trouble: { name: Trouble; among: number; turn: number; due: number } | null = null;
  private readonly random = seeded();
  private readonly server = createServer(PATIENT, (request, response) => void this.answer(request, response));

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Settings of a service that uses it. */
  get environment(): Record<string, string> {
    const origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return {
      PROFILE_SOURCE: 'cassidy',
      EMAIL_SOURCE: 'bearer-api',
      BEARER_API_URL: `${origin}/people?email={email}`,
      CASSIDY_PROFILE_WORKFLOW_URL: `${origin}/profile?token=hidden-profile-key`,
      CASSIDY_COMPANY_WORKFLOW_URL: `${origin}/company?token=hidden-company-key`,
    };
  }

  /** @param among of how many calls one is answered badly, whichever of them: few calls meet trouble, too */
  make(name: Trouble, among: number): void {
    this.trouble = { name, among, turn: 0, due: 0 };
  }

  recover(): void {
    this.trouble = null;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const body = await textOf(request).catch(() => '');
    const trouble = this.troubleIfDue();
    if (trouble !== null) {
      this.troubled += 1;
      troubles[trouble](response, this.random);
    } else well(request.url ?? '', body, response);
  }

  private troubleIfDue(): Trouble | null {
    const { trouble } = this;
    if (trouble === null) return null;
    if (trouble.turn === 0) trouble.due = Math.floor(this.random() * trouble.among);
    const isDue = trouble.turn === trouble.due;
    trouble.turn = (trouble.turn + 1) % trouble.among;
    return isDue ? trouble.name : null;
  }
}

function well(path: string, body: string, response: ServerResponse): void {
  if (path.startsWith('/people')) {
    const email = new URL(path, 'http://127.0.0.1').searchParams.get('email') ?? '';
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ persons: [{ displayName: `Member ${email}` }] }));
  } else if (path.startsWith('/profile')) {
    const slug = /\/in\/([^/"]+)/.exec(body)?.[1] ?? 'nobody';
    payload(profilePayload(slug))(response, 1);
  } else failed('Company not found')(response, 1);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
