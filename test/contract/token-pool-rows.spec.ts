import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDbTable } from '../../src/infrastructure/dynamodb/table/dynamodb-table.js';
import { DynamoDbTokenStore } from '../../src/tokens/store/dynamodb-token.store.js';
import { StoredTokenPool } from '../../src/tokens/pool/stored-token-pool.js';
import { TokenCipher } from '../../src/tokens/store/token-cipher.js';
import { TokenLease } from '../../src/tokens/pool/token-lease.js';
import { MOST_RETURNS_KEPT } from '../../src/tokens/store/token.store.js';
import { openEmbeddedDynamoDb, type EmbeddedDynamoDb } from '../support/embedded-dynamodb.js';

const TEXT = 'the-text-of-a-token';

describe('the rows of the token pool in DynamoDB', () => {
  let database: EmbeddedDynamoDb;
  let table: DynamoDbTable;
  const cipher = new TokenCipher(randomBytes(32));

  const storeWith = (key: TokenCipher | null) => new DynamoDbTokenStore(table, key);
  const poolWith = (key: TokenCipher | null) => new StoredTokenPool(storeWith(key), { dailyLimit: 10, ttlHours: 22 });
  const leaseFrom = async (pool: StoredTokenPool, size: number): Promise<TokenLease> => {
    const answer = await pool.lease(size);
    if (!(answer instanceof TokenLease)) throw new Error(`No token: ${answer.reason}`);
    return answer;
  };
  const rowOf = async (token_id: string): Promise<Record<string, unknown>> => {
    const command = new GetCommand({ TableName: table.name, Key: { token_id }, ConsistentRead: true });
    const { Item } = await table.run((client) => client.send(command));
    return Item ?? {};
  };
  const put = (Item: Record<string, unknown>) =>
    table.run((client) => client.send(new PutCommand({ TableName: table.name, Item })));

  beforeAll(async () => void (database = await openEmbeddedDynamoDb()));
  beforeEach(() => {
    table = database.dynamodb.ensureTable({ name: `rows-${randomUUID()}`, partitionKey: 'token_id' });
  });
  afterAll(() => database.remove());

  it('contain no part of a token if there is a key, after any operation', async () => {
    const pool = poolWith(cipher);
    await pool.add({ token: TEXT, token_id: 'a' });
    const lease = await leaseFrom(pool, 5);
    expect(lease.secret.reveal()).toBe(TEXT);
    await pool.giveBack(lease, 2);
    await pool.report(lease, { kind: 'rate-limited' });
    await pool.reactivate('a');
    const { Items } = await table.run((client) => client.send(new ScanCommand({ TableName: table.name })));
    expect(Items).toHaveLength(1);
    expect(JSON.stringify(Items)).not.toContain(TEXT);
    expect(JSON.stringify(Items)).not.toContain(Buffer.from(TEXT).toString('base64'));
  });

  it('from before there was a key are readable, and encrypted when they are next written', async () => {
    await poolWith(null).add({ token: TEXT, token_id: 'a' });
    expect(await rowOf('a')).toMatchObject({ token: TEXT });
    expect((await leaseFrom(poolWith(cipher), 1)).secret.reveal()).toBe(TEXT);
    expect(await rowOf('a')).not.toHaveProperty('token');
    expect((await leaseFrom(poolWith(cipher), 1)).secret.reveal()).toBe(TEXT);
  });

  it('that cannot be decrypted have a state with a reason, and do not affect other tokens', async () => {
    await poolWith(cipher).add({ token: TEXT, token_id: 'a' });
    const pool = poolWith(new TokenCipher(randomBytes(32)));
    expect(await pool.lease(1)).toEqual({ reason: 'unreadable', retryAt: null });
    expect((await pool.status()).token_details).toMatchObject([
      { token_id: 'a', state: 'unreadable', available: 0, problem: expect.stringContaining('TOKEN_ENCRYPTION_KEY') },
    ]);
    await pool.add({ token: 'another-token', token_id: 'b' });
    expect((await leaseFrom(pool, 1)).token_id).toBe('b');
    await pool.add({ token: TEXT, token_id: 'a' });
    expect(await pool.capacity()).toMatchObject({ active_tokens: 2 });
  });

  it('of other programs are listed, but never leased or deleted', async () => {
    await put({ token_id: 'foreign', token: 'x', used: 3 });
    const pool = poolWith(null);
    expect(await pool.lease(1)).toEqual({ reason: 'unreadable', retryAt: null });
    expect(await pool.sweep()).toBe(0);
    expect(await rowOf('foreign')).toEqual({ token_id: 'foreign', token: 'x', used: 3 });
  });

  it('of other programs can be used once the token was added again under their ID', async () => {
    await put({ token_id: 'foreign', token: 'x', used: 3, expires_at: '2023-12-07T10:30:00' });
    const pool = poolWith(null);
    const { token } = await pool.add({ token: TEXT, token_id: 'foreign' });
    expect(token).toMatchObject({ state: 'healthy', daily_usage: 0, daily_limit: 10, problem: null });
    expect(token.added_at.getTime()).toBeGreaterThan(0);
    expect((await pool.status()).token_details).toEqual([token]);
    expect((await leaseFrom(pool, 5)).secret.reveal()).toBe(TEXT);
    expect(await rowOf('foreign')).toMatchObject({ used: 3, used_today: 5 });
  });

  it('expire a day after the token because their count matters until then', async () => {
    const expires_at = new Date(Date.now() + 3_600_000);
    await poolWith(null).add({ token: TEXT, token_id: 'a', expires_at });
    expect(await rowOf('a')).toMatchObject({
      expires_at: expires_at.toISOString(),
      expires_at_epoch: Math.ceil(expires_at.getTime() / 1_000) + 86_400,
    });
  });

  it('of removed tokens contain no token', async () => {
    const pool = poolWith(null);
    await pool.add({ token: TEXT, token_id: 'a' });
    await pool.remove('a');
    expect(JSON.stringify(await rowOf('a'))).not.toContain(TEXT);
  });

  it('stay small after any number of give-backs, and a repeated give-back counts once', async () => {
    const pool = poolWith(null);
    await pool.add({ token: TEXT, token_id: 'a' });
    const lease = await leaseFrom(pool, 10);
    const ids = Array.from({ length: MOST_RETURNS_KEPT }, (_, index) => `lease-${index}`);
    await put({ ...(await rowOf('a')), given_back: new Set(ids) });
    await pool.giveBack(lease, 3);
    await pool.giveBack(lease, 3);
    expect(await rowOf('a')).toMatchObject({ used_today: 7, given_back: new Set([lease.lease_id]) });
  });

  it('are all read, over any number of pages', async () => {
    const filler = 'x'.repeat(300_000);
    for (let index = 0; index < 5; index += 1) await put({ token_id: `foreign-${index}`, filler });
    expect(await storeWith(null).list()).toHaveLength(5);
  });
});
