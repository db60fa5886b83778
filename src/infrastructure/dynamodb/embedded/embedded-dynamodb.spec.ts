import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type RequestOptions, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import dynalite from 'dynalite';
import { openEmbeddedDynamoDb, type EmbeddedDynamoDb } from '../../../../test/support/embedded-dynamodb.js';
import { settings } from '../../../../test/support/settings.js';
import { DataDirectory } from '../../data-directory/data-directory.js';
import { DataDirectoryError } from '../../data-directory/data-directory.error.js';
import { documentClient } from '../document-client.js';
import { DynamoDb } from '../dynamodb.js';
import type { DynamoDbTable } from '../table/dynamodb-table.js';
import { embeddedDynamoDb } from './embedded-dynamodb.js';

const THINGS = { name: 'things', partitionKey: 'id', ttlAttribute: 'expires_at' };

const put = (table: DynamoDbTable, id: string) =>
  table.run((client) => client.send(new PutCommand({ TableName: table.name, Item: { id } })));
const has = async (table: DynamoDbTable, id: string) => {
  const get = new GetCommand({ TableName: table.name, Key: { id }, ConsistentRead: true });
  return (await table.run((client) => client.send(get))).Item !== undefined;
};

describe('the embedded DynamoDB', () => {
  beforeAll(() => Logger.overrideLogger(false));
  const cleaners: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const clean of cleaners.splice(0).toReversed()) await clean();
  });

  async function open(path?: string): Promise<EmbeddedDynamoDb> {
    const opened = await openEmbeddedDynamoDb(path);
    cleaners.push(opened.remove);
    return opened;
  }

  /** Its port, and the headers that its own client sends. */
  async function addressOf(table: DynamoDbTable): Promise<{ port: number; headers: Record<string, string> }> {
    return table.run(async (client) => {
      const endpoint = await client.config.endpoint?.();
      const { accessKeyId } = await client.config.credentials();
      const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;
      const headers = {
        authorization,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        'x-amz-date': '20260101T000000Z',
      };
      return { port: endpoint?.port ?? 0, headers };
    });
  }

  async function send(options: RequestOptions, body = '{}'): Promise<{ status?: number; text: string }> {
    const sent = request({ host: '127.0.0.1', method: 'POST', ...options });
    sent.on('error', () => undefined).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    let text = '';
    for await (const part of response) text += String(part);
    return { status: response.statusCode, text };
  }

  it('reports where it is', async () => {
    const { dynamodb } = await open();
    expect(dynamodb.description).toBe('embedded DynamoDB in the data directory');
  });

  it('keeps data when it is closed and opened again', async () => {
    const first = await open();
    await put(first.dynamodb.ensureTable(THINGS), 'a');
    await first.close();
    const second = await open(first.path);
    const table = second.dynamodb.ensureTable(THINGS);
    expect([await has(table, 'a'), await has(table, 'b')]).toEqual([true, false]);
    expect(second.dynamodb).toMatchObject({ available: true, problem: null });
  });

  it('shares one table among all callers, and reports an existing table with different keys', async () => {
    const { dynamodb, path, close } = await open();
    expect(dynamodb.ensureTable(THINGS)).toBe(dynamodb.ensureTable(THINGS));
    await put(dynamodb.ensureTable(THINGS), 'a');
    await close();
    const other = (await open(path)).dynamodb.ensureTable({ ...THINGS, partitionKey: 'name', sortKey: 'time' });
    await expect(put(other, 'a')).rejects.toThrow('The table things has the key id instead of name and time');
    expect(other.available).toBe(false);
  });

  it('refuses to start while another process uses the directory, and reports it in one sentence', async () => {
    const { dynamodb, path } = await open();
    await dynamodb.open();
    const second = new DynamoDb(embeddedDynamoDb(new DataDirectory(settings({ DATA_DIR: path }))));
    const table = second.ensureTable(THINGS);
    await expect(second.open()).rejects.toThrow(DataDirectoryError);
    await expect(put(table, 'a')).rejects.toThrow(/is in use by another process .* Stop it/);
    await second.close();
  });

  it('accepts only its own client', async () => {
    const { dynamodb } = await open();
    const { port, headers } = await addressOf(dynamodb.ensureTable(THINGS));
    expect(await send({ port, headers })).toEqual({ status: 200, text: '{"TableNames":["things"]}' });
    const foreign = headers['authorization']?.replace(/Credential=\w+/, 'Credential=AKIDEXAMPLE');
    const query = `/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE`;
    for (const refused of [
      { headers: { ...headers, authorization: foreign } },
      { headers: { ...headers, authorization: '' } },
      { headers: { ...headers, origin: 'http://127.0.0.1:8000' } },
      { headers: { ...headers, origin: 'null' } },
      { headers: {}, method: 'GET' },
      { headers: { origin: 'https://evil.example' }, method: 'OPTIONS' },
      { headers: {}, path: query },
    ]) {
      const { status, text } = await send({ port, ...refused });
      expect({ refused, status }).toEqual({ refused, status: 403 });
      expect(text).toContain('UnrecognizedClientException');
    }
  });

  it('survives clients that disconnect in the middle of a body', async () => {
    const { dynamodb } = await open();
    const table = dynamodb.ensureTable(THINGS);
    const { port, headers } = await addressOf(table);
    for (let round = 0; round < 5; round += 1) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`POST / HTTP/1.1\r\nhost: 127.0.0.1\r\n${lines.join('')}content-length: 1000\r\n\r\n{"half":`);
      await put(table, String(round));
      socket.resetAndDestroy();
    }
    expect(await has(table, '4')).toBe(true);
  });

  it("rejects a body beyond DynamoDB's limit", async () => {
    const { dynamodb } = await open();
    const { port, headers } = await addressOf(dynamodb.ensureTable(THINGS));
    const { status } = await send({ port, headers }, 'x'.repeat(17 * 1024 * 1024));
    expect(status).toBe(403);
  });

  it('recovers a table whose creation was interrupted by a kill', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-dynamodb-'));
    // The table takes this long to be created, and the server ends before.
    const server: Server = dynalite({ path: join(folder, 'dynamodb'), createTableMs: 2_000 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = documentClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials });
    await client.send(
      new CreateTableCommand({
        TableName: THINGS.name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
    const { dynamodb } = await open(folder);
    const table = dynamodb.ensureTable(THINGS);
    await put(table, 'a');
    expect(await has(table, 'a')).toBe(true);
  });

  it('listens only on loopback', async () => {
    const { dynamodb } = await open();
    const { port } = await addressOf(dynamodb.ensureTable(THINGS));
    // Another server can take the same port on the other addresses only if it is free there.
    const elsewhere = createServer().listen(port, '127.0.0.2');
    await once(elsewhere, 'listening');
    elsewhere.close();
  });
});
