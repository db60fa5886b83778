import { setTimeout as delay } from 'node:timers/promises';
import { BatchWriteCommand, type BatchWriteCommandInput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { backoffDelay } from '../../http-client/backoff.js';
import { dynamoDbFailure } from '../dynamodb-failure.js';

/** Most requests that DynamoDB takes in one BatchWriteItem. */
export const BATCH_SIZE = 25;

export type WriteRequest = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

interface Retries {
  /** Attempts at most, the first one included. */
  attempts: number;
  /** Longest wait before the second attempt, in milliseconds; doubles with every further one. */
  backoffMs: number;
}

/** About ten seconds at most: long enough for a table on demand to split, short enough for who waits. */
const RETRIES: Retries = { attempts: 9, backoffMs: 50 };

/**
 * Writes up to 25 requests with distinct keys, and repeats with backoff and jitter what DynamoDB leaves over or fails at.
 * @returns what it still left over at the end; empty where all is durable
 * @throws the SDK's error where it refused the whole batch for another reason than too many requests, or failed to the end
 */
export async function batchWrite(
  client: DynamoDBDocumentClient,
  table: string,
  requests: readonly WriteRequest[],
  { attempts, backoffMs }: Retries = RETRIES,
): Promise<WriteRequest[]> {
  let left = [...requests];
  for (let attempt = 1; left.length > 0; attempt += 1) {
    left = await write(client, table, left, attempt === attempts);
    if (attempt === attempts) break;
    if (left.length > 0) await delay(backoffDelay({ retry: attempt, backoffMs, random: Math.random }));
  }
  return left;
}

async function write(
  client: DynamoDBDocumentClient,
  table: string,
  requests: WriteRequest[],
  isLast: boolean,
): Promise<WriteRequest[]> {
  try {
    const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
    return UnprocessedItems?.[table] ?? [];
  } catch (error) {
    const problem = dynamoDbFailure(error, 'DynamoDB')?.problem;
    // Nothing of a batch was written when all of it was too much. After trouble of the server it does not matter: to put a
    // row twice is to put it once.
    if (problem === 'throttled' || (problem === 'server-error' && !isLast)) return requests;
    throw error;
  }
}
