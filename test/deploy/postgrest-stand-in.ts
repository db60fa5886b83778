import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SupabaseStandIn } from '../support/supabase-stand-in.js';
import { believedClaims } from './service-token.js';

export interface SeenRequest {
  method: string;
  path: string;
  headers: Record<string, unknown>;
  body: string;
}

/**
 * A server without a path prefix that verifies tokens as PostgREST does, in front of a project's API or an empty list. Records
 * the requests.
 */
export class PostgrestStandIn {
  readonly requests: SeenRequest[] = [];
  private server?: Server;

  constructor(
    private readonly jwtSecret: string,
    private readonly project?: SupabaseStandIn,
  ) {}

  async listen(): Promise<string> {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    if (!this.server?.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = request;
    const body = Buffer.concat(chunks).toString();
    this.requests.push({ method, path, headers, body });
    const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (believedClaims(token, this.jwtSecret)?.role !== 'service_role') {
      return json(response, 401, JSON.stringify({ code: 'PGRST301', message: 'No suitable key or wrong key type' }));
    }
    if (!this.project) return json(response, 200, '[]');
    const { url, secretKey } = this.project;
    const answer = await fetch(`${url}/rest/v1${path}`, {
      method,
      headers: { ...plain(headers), apikey: secretKey, authorization: `Bearer ${secretKey}` },
      ...(body !== '' && { body }),
    });
    json(response, answer.status, await answer.text(), answer.headers.get('content-range'));
  }
}

const HOP_BY_HOP = new Set(['connection', 'content-length', 'host', 'transfer-encoding', 'accept-encoding']);

function plain(headers: IncomingMessage['headers']): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function json(response: ServerResponse, status: number, text: string, range: string | null = null): void {
  response.writeHead(status, { 'content-type': 'application/json', ...(range && { 'content-range': range }) });
  response.end(status === 204 ? undefined : text);
}
