import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import dynalite from 'dynalite';
import { whenReachable } from '../../../test/support/ready.js';
import { until } from '../../../test/support/until.js';
import { unlimited } from '../../../test/support/unlimited.js';
import { StoreUnavailableError } from '../../common/errors/store-unavailable.error.js';
import { awsDynamoDb } from './aws/aws-dynamodb.js';
import { documentClient } from './document-client.js';
import { DynamoDb } from './dynamodb.js';
import type { DynamoDbTable } from './table/dynamodb-table.js';
import { DynamoDbUnavailableError } from './dynamodb-unavailable.error.js';
import { freePort } from '../../../scripts/lib/free-port.ts';

const THINGS = { name: 'things', partitionKey: 'id' };

describe('the DynamoDB gateway', () => {
  beforeAll(() => Logger.overrideLogger(false));
  const cleaners: (() => unknown)[] = [];
  let folder: string;
  let port: number;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'linkedin-profile-service-dynamodb-'));
    port = await freePort();
  });
  afterEach(async () => {
    for (const clean of cleaners.splice(0).toReversed()) await clean();
    await rm(folder, { recursive: true, force: true });
  });

  function openDynamoDb(): DynamoDb {
    const endpoint = `http://127.0.0.1:${port}`;
    const { description } = awsDynamoDb({ AWS_ENDPOINT_URL_DYNAMODB: endpoint });
    const credentials = { accessKeyId: 'AKIDSECRET', secretAccessKey: 'hidden' };
    const client = documentClient({ endpoint, region: 'us-east-1', credentials });
    const close = () => Promise.resolve(client.destroy());
    const dynamodb = new DynamoDb({
      description,
      isEmbedded: false,
      connect: () => Promise.resolve({ client, close }),
    });
    cleaners.push(() => dynamodb.close());
    return dynamodb;
  }

  async function listen(server: Server): Promise<() => Promise<void>> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const stop = async () => {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    };
    cleaners.push(stop);
    return stop;
  }

  const serve = () => listen(dynalite({ path: join(folder, 'files'), createTableMs: 30 }));

  const put = (table: DynamoDbTable, id: string) =>
    table.run((client) => client.send(new PutCommand({ TableName: table.name, Item: { id } })));
  const has = async (table: DynamoDbTable, id: string) => {
    const get = new GetCommand({ TableName: table.name, Key: { id } });
    return (await table.run((client) => client.send(get))).Item !== undefined;
  };
  const usable = (table: DynamoDbTable) => until(() => Promise.resolve(table.available || null));

  it('lets the service start without DynamoDB, reports it, and connects on its own later', async () => {
    const dynamodb = openDynamoDb();
    const table = dynamodb.ensureTable(THINGS);
    await dynamodb.open();
    const refused = await put(table, 'a').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StoreUnavailableError);
    expect(refused).toBeInstanceOf(DynamoDbUnavailableError);
    expect((refused as Error).message).toBe(
      `DynamoDB at 127.0.0.1:${port} cannot be reached: check AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB and the network`,
    );
    expect(dynamodb).toMatchObject({ available: false, problem: (refused as Error).message });
    await expect(dynamodb.check(unlimited())).rejects.toThrow(DynamoDbUnavailableError);
    await serve();
    await usable(table);
    await put(table, 'a');
    await whenReachable(dynamodb);
    expect(dynamodb).toMatchObject({ available: true, problem: null });
  });

  it('recovers on its own after an outage, with all data', async () => {
    const stop = await serve();
    const dynamodb = openDynamoDb();
    const table = dynamodb.ensureTable(THINGS);
    await put(table, 'a');
    await stop();
    await expect(put(table, 'b')).rejects.toThrow(DynamoDbUnavailableError);
    expect(table).toMatchObject({ available: false, problem: expect.stringContaining('cannot be reached') });
    await serve();
    await usable(table);
    expect([await has(table, 'a'), await has(table, 'b')]).toEqual([true, false]);
  });

  it('creates a table again that was deleted', async () => {
    await serve();
    const table = openDynamoDb().ensureTable(THINGS);
    await put(table, 'a');
    await table.run((client) => client.send(new DeleteTableCommand({ TableName: 'things' })));
    await until(() =>
      put(table, 'b').then(
        () => null,
        (error: unknown) => error,
      ),
    );
    await usable(table);
    await until(() => put(table, 'c').catch(() => null));
    expect(await has(table, 'a')).toBe(false);
  });

  it('creates a table once if other processes do so at the same time', async () => {
    await serve();
    const tables = Array.from({ length: 4 }, () => openDynamoDb().ensureTable(THINGS));
    await Promise.all(tables.map((table, index) => put(table, String(index))));
    expect(await Promise.all(tables.map((table, index) => has(table, String((index + 1) % 4))))).not.toContain(false);
  });

  it('passes rejections by DynamoDB on, and stays usable', async () => {
    await serve();
    const table = openDynamoDb().ensureTable(THINGS);
    await expect(put(table, '')).rejects.toMatchObject({ name: 'ValidationException' });
    expect(table.available).toBe(true);
  });

  it('accepts no calls after it is closed', async () => {
    await serve();
    const dynamodb = openDynamoDb();
    const table = dynamodb.ensureTable(THINGS);
    await put(table, 'a');
    await dynamodb.close();
    await expect(put(table, 'b')).rejects.toMatchObject({ problem: 'closed' });
  });

  /** A DynamoDB that gives the same response to every request. */
  async function answering(status: number, body: string): Promise<DynamoDbTable> {
    await listen(
      createServer((request, response) => {
        request.resume();
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
      }),
    );
    return openDynamoDb().ensureTable(THINGS);
  }

  const failure = (type: string, message = 'AKIDSECRET') =>
    JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message });

  it.each([
    [400, failure('UnrecognizedClientException'), /rejected the AWS credentials: check AWS_ACCESS_KEY_ID/],
    [400, failure('InvalidSignatureException'), /rejected the AWS credentials/],
    [400, failure('ExpiredTokenException'), /credentials have expired: provide new ones/],
    [
      400,
      failure(
        'AccessDeniedException',
        'User: arn:aws:iam::AKIDSECRET is not authorized to perform: dynamodb:DescribeTable on',
      ),
      /lack the permission dynamodb:DescribeTable: add it/,
    ],
    [400, failure('ThrottlingException'), /is throttling requests: try again later/],
    [500, failure('InternalServerError'), /is having problems/],
    [503, '<html>gateway</html>', /is having problems|cannot be reached/],
    [404, '<html>not found</html>', /cannot be reached/],
    [200, '<html>welcome</html>', /cannot be reached/],
  ])('says in one sentence what to do about %i %s', async (status, body, sentence) => {
    const table = await answering(status, body);
    const error = (await put(table, 'a').catch((reason: unknown) => reason)) as DynamoDbUnavailableError;
    expect(error).toBeInstanceOf(DynamoDbUnavailableError);
    expect(error.message).toMatch(sentence);
    expect(error.message).not.toMatch(/AKIDSECRET|hidden|<html>/);
    expect(error.cause).toBeUndefined();
    expect(table).toMatchObject({ available: false, problem: error.message });
  });
});
