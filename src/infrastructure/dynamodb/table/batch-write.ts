import { setTimeout as delay } from 'node:timers/promises';
import { BatchWriteCommand, type BatchWriteCommandInput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { backoffDelay } from '../../http-client/backoff.js';
import { dynamoDbFailure } from '../dynamodb-failure.js';

/** Maximum number of requests in one BatchWriteItem. */
export const BATCH_SIZE = 25;

export type WriteRequest = NonNullable<BatchWriteCommandInput['RequestItems']>[string][number];

interface Retries {
  /** Maximum number of attempts, including the first one. */
  attempts: number;
  /** Maximum wait before the second attempt, in milliseconds; doubles with each further attempt. */
  backoffMs: number;
}

/** About ten seconds at most: long enough for an on-demand table to split, short enough for a waiting caller. */
const RETRIES: Retries = { attempts: 9, backoffMs: 50 };

/**
 * Writes up to 25 requests with distinct keys, and retries unprocessed or failed ones with backoff and jitter.
 * @returns requests that are still unprocessed at the end; empty if everything is durable
 * @throws the SDK's error if it rejected the batch for another reason than throttling, or failed until the end
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
    // If a batch was throttled, nothing of it was written. After a server error the state is unknown, but putting a row twice is
    // harmless.
    if (problem === 'throttled' || (problem === 'server-error' && !isLast)) return requests;
    throw error;
  }
}
