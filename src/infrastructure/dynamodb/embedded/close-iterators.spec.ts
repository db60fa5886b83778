import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { AbstractValueIterator } from 'abstract-level';
import dynalite from 'dynalite';
import { afterEach, expect, it, jest } from '@jest/globals';
import { patchIteratorReturn } from './close-iterators.js';
import { documentClient } from '../document-client.js';

const SCANS = 5;
const cleaners: (() => void)[] = [];
afterEach(() => cleaners.splice(0).forEach((clean) => clean()));

it('makes dynalite close the iterator of every scan', async () => {
  patchIteratorReturn();
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = documentClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  cleaners.push(
    () => server.close(),
    () => client.destroy(),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'things',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const closed = jest.spyOn(AbstractValueIterator.prototype, 'close');
  for (let scan = 0; scan < SCANS; scan += 1) await client.send(new ScanCommand({ TableName: 'things' }));
  expect(closed.mock.calls.length).toBeGreaterThanOrEqual(SCANS);
});
