import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { TimesToLive } from './times-to-live.js';
import { PATIENT } from './patient.js';

export interface DynamoDbCall {
  /** The IAM action without `dynamodb:`. */
  action: string;
  table: string;
  accessKeyId: string;
  region: string;
}

/** An error of DynamoDB; `leave-over` writes the first half of a batch and returns the rest as unprocessed. */
export type DynamoDbFault = { type: string; message?: string; status?: number } | 'leave-over' | null;

interface Body {
  TableName?: string;
  RequestItems?: Record<string, unknown[]>;
}

/** dynalite in memory behind a server that returns errors on demand, as AWS would. */
export class DynamoDbStandIn {
  /** Every call received, including rejected ones. */
  readonly calls: DynamoDbCall[] = [];
  /** Called for every request; null lets it through. */
  rule: (call: DynamoDbCall) => DynamoDbFault = () => null;
  readonly times = new TimesToLive();
  private readonly behind = dynalite({ createTableMs: 0 });
  private readonly front = createServer(PATIENT, (request, response) => void this.answer(request, response));

  async start(): Promise<void> {
    for (const server of [this.behind, this.front]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
  }

  get endpoint(): string {
    return addressOf(this.front);
  }

  /** Without the rule. */
  get inside(): string {
    return addressOf(this.behind);
  }

  async close(): Promise<void> {
    for (const server of [this.front, this.behind]) {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    try {
      const text = await textOf(request);
      const body = JSON.parse(text) as Body;
      const call = callOf(request, body);
      this.calls.push(call);
      const fault = this.rule(call);
      if (fault !== null && typeof fault === 'object') return refuse(response, fault);
      const half = fault === 'leave-over' ? halfOf(body) : null;
      const known = this.times.answer(call.action, body);
      if (known) return reply(response, 200, JSON.stringify(known));
      const { status, text: answer } = await this.pass(request, half ? JSON.stringify(half.now) : text);
      reply(response, status, half ? JSON.stringify({ UnprocessedItems: half.later }) : answer);
    } catch {
      response.destroy();
    }
  }

  private async pass({ headers }: IncomingMessage, body: string): Promise<{ status: number; text: string }> {
    const { authorization = '', 'x-amz-target': target, 'x-amz-date': date } = headers;
    const answer = await fetch(this.inside, {
      method: 'POST',
      body,
      headers: {
        authorization,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': String(target),
        'x-amz-date': String(date),
      },
    });
    return { status: answer.status, text: await answer.text() };
  }
}

function callOf({ headers }: IncomingMessage, { TableName, RequestItems }: Body): DynamoDbCall {
  const [, accessKeyId = '', region = ''] = /Credential=(\w+)\/\d+\/([\w-]+)\//.exec(headers.authorization ?? '') ?? [];
  return {
    accessKeyId,
    region,
    action: String(headers['x-amz-target']).split('.').at(-1) ?? '',
    table: TableName ?? Object.keys(RequestItems ?? {})[0] ?? '',
  };
}

/** What is written now, and what is left unprocessed; a batch of one is written. */
function halfOf({ RequestItems = {} }: Body): { now: Body; later: Body['RequestItems'] } {
  const [[table, requests] = ['', []]] = Object.entries(RequestItems);
  const middle = Math.ceil(requests.length / 2);
  return {
    now: { RequestItems: { [table]: requests.slice(0, middle) } },
    later: middle < requests.length ? { [table]: requests.slice(middle) } : {},
  };
}

function refuse(
  response: ServerResponse,
  { type, message = type, status = 400 }: Exclude<DynamoDbFault, string | null>,
) {
  reply(response, status, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }));
}

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
