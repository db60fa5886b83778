import { ScanCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { aFetched } from '../../test/contract/linkedin-profiles.builders.js';
import { openEmbeddedDynamoDb, type EmbeddedDynamoDb } from '../../test/support/embedded-dynamodb.js';
import { settings } from '../../test/support/settings.js';
import { until } from '../../test/support/until.js';
import { unlimited } from '../../test/support/unlimited.js';
import type { DynamoDbTable } from '../infrastructure/dynamodb/table/dynamodb-table.js';
import { DynamoDbUnavailableError } from '../infrastructure/dynamodb/dynamodb-unavailable.error.js';
import { DynamoDbLinkedInProfilesStore } from './dynamodb-linkedin-profiles.store.js';

const EMAIL = 'ann@example.com';
const EARLIER = new Date('2026-01-01T00:00:00.000Z');
const LATER = new Date('2026-01-02T00:00:00.000Z');
const old = aFetched(EMAIL, { timestamp: EARLIER, profile_data: { about: 'old' } });
const fresh = aFetched(EMAIL, { timestamp: LATER, profile_data: { about: 'new' } });

/** Responds in DynamoDB's place, or returns undefined to let the request through. */
type Interception = (command: string, input: Record<string, unknown>) => unknown;

describe('the store of LinkedIn profiles when DynamoDB misbehaves', () => {
  let embedded: EmbeddedDynamoDb;
  let store: DynamoDbLinkedInProfilesStore;
  let table: DynamoDbTable;
  let intercept: Interception = () => undefined;
  beforeAll(() => Logger.overrideLogger(false));
  beforeEach(async () => {
    intercept = () => undefined;
    embedded = await openEmbeddedDynamoDb();
    store = new DynamoDbLinkedInProfilesStore(embedded.dynamodb, settings());
    table = embedded.dynamodb.ensureTable({ name: store.table, partitionKey: 'email', sortKey: 'timestamp' });
    await table.run(async ({ middlewareStack }: DynamoDBDocumentClient) =>
      middlewareStack.add((next, { commandName = '' }) => async (request) => {
        const output = intercept(commandName, request.input as Record<string, unknown>);
        return output === undefined ? next(request) : { output: output as never, response: {} };
      }),
    );
  });
  afterEach(() => embedded.remove());

  const items = () =>
    table.run(async (client) => (await client.send(new ScanCommand({ TableName: table.name }))).Items ?? []);
  const timesOf = async () => (await items()).map((item) => item['timestamp'] as string);
  const fail = (name: string) => {
    throw Object.assign(new Error('injected'), { name, $metadata: { httpStatusCode: 500 } });
  };

  it('keeps the old row if the new one cannot be written', async () => {
    await store.saveAll([old]);
    intercept = (command) => (command.startsWith('BatchWrite') ? fail('InternalServerError') : undefined);
    expect(await store.saveAll([fresh])).toEqual([
      { status: 'failed', error: expect.stringContaining('try again later'), retryable: true },
    ]);
    intercept = () => undefined;
    await until(() => Promise.resolve(store.available || null));
    expect(await timesOf()).toEqual([EARLIER.toISOString()]);
  });

  it('saves the next rows immediately after a failed request', async () => {
    intercept = (command) => (command.startsWith('Query') ? fail('InternalServerError') : undefined);
    expect(await store.saveAll([old])).toMatchObject([{ status: 'saved' }]);
    expect(store.available).toBe(false);
    expect(await store.saveAll([fresh])).toMatchObject([{ status: 'saved' }]);
    intercept = () => undefined;
    await until(() => Promise.resolve(store.available || null));
  });

  it('looks for older rows only after the new one was acknowledged', async () => {
    await store.saveAll([old]);
    const commands: string[] = [];
    intercept = (command, { RequestItems }) => {
      const writes = Object.values((RequestItems ?? {}) as Record<string, object[]>).flat();
      commands.push([command, ...writes.map((write) => Object.keys(write).join())].join(' '));
      return undefined;
    };
    await store.saveAll([fresh]);
    expect(commands).toEqual([
      expect.stringMatching(/^BatchWrite.* PutRequest$/),
      expect.stringMatching(/^Query/),
      expect.stringMatching(/^BatchWrite.* DeleteRequest$/),
    ]);
  });

  it('shows only the new row if older ones cannot be deleted, and deletes them at the next save', async () => {
    await store.saveAll([old]);
    intercept = (command) => (command.startsWith('Query') ? fail('InternalServerError') : undefined);
    expect(await store.saveAll([fresh])).toMatchObject([{ status: 'saved' }]);
    intercept = () => undefined;
    await until(() => Promise.resolve(store.available || null));
    expect(await timesOf()).toHaveLength(2);
    expect(await store.find(EMAIL)).toMatchObject({ profile_data: { about: 'new' } });
    expect((await store.list({}, { limit: 10 })).rows).toMatchObject([{ profile_data: { about: 'new' } }]);
    await store.saveAll([fresh]);
    expect(await timesOf()).toEqual([LATER.toISOString()]);
  });

  it('returns a result for each row if DynamoDB accepts only part of a batch', async () => {
    let first = true;
    intercept = (command, { RequestItems }) => {
      if (!command.startsWith('BatchWrite') || !first) return undefined;
      first = false;
      return { UnprocessedItems: RequestItems, $metadata: {} };
    };
    expect(await store.saveAll([old, aFetched('bob@example.com')])).toMatchObject([
      { status: 'saved' },
      { status: 'saved' },
    ]);
    expect(await items()).toHaveLength(2);
  });

  it('saves the other rows if DynamoDB rejects one row of a batch', async () => {
    const outcomes = await store.saveAll([old, aFetched(''), aFetched('bob@example.com')]);
    expect(outcomes).toMatchObject([
      { status: 'saved' },
      { status: 'failed', error: 'DynamoDB rejected the row (ValidationException)', retryable: false },
      { status: 'saved' },
    ]);
    expect(await items()).toHaveLength(2);
  });

  it('returns null for the time of a row without one', async () => {
    expect(await store.saveAll([aFetched(EMAIL, { timestamp: new Date(NaN) })])).toEqual([
      { status: 'failed', error: 'The row has no valid timestamp', retryable: false },
    ]);
  });

  it('returns a failure for every row, and throws for every reader, while DynamoDB is unavailable', async () => {
    await embedded.dynamodb.close();
    const failed = { status: 'failed', error: expect.any(String), retryable: true };
    expect(await store.saveAll([old, aFetched('bob@example.com')])).toEqual([failed, failed]);
    await expect(store.find(EMAIL)).rejects.toThrow(DynamoDbUnavailableError);
    await expect(store.list({}, { limit: 1 })).rejects.toThrow(DynamoDbUnavailableError);
    await expect(store.delete(EMAIL)).rejects.toThrow(DynamoDbUnavailableError);
    await expect(store.check(unlimited())).rejects.toThrow(DynamoDbUnavailableError);
  });
});
