import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Readable } from 'node:stream';
import { boundedBody, type BodyLimits } from './bounded-body.js';

/**
 * How the SDK repeats a call: three times at most with short waits; longer trouble is for the caller to wait out. `standard`
 * and not `adaptive`, which holds back every request of the client once one table throttles: the tokens and the health
 * checks would wait for the table of profiles.
 */
const RETRIES = { maxAttempts: 3, retryMode: 'standard' };
/** In milliseconds. A batch of 25 full-sized rows is 10 MB, which a slow line needs some seconds for. */
const CONNECTION_TIMEOUT = 2_000;
const REQUEST_TIMEOUT = 15_000;
/** Of an answer. DynamoDB's own limit is 16 MB (BatchGetItem), which base64 makes a third longer. */
const BODY_LIMITS: BodyLimits = { bytes: 24 * 1024 * 1024, milliseconds: REQUEST_TIMEOUT };

/**
 * The SDK hands its configuration to its credential chain, which reads the shared files once a process unless it is told
 * this (`ignoreCache` of its SharedConfigInit). Renewed credentials in a file are found only so.
 */
const FRESH_FILES = { ignoreCache: true };

export function documentClient(config: DynamoDBClientConfig, limits: BodyLimits = BODY_LIMITS): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    ...config,
    ...RETRIES,
    ...FRESH_FILES,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      throwOnRequestTimeout: true,
    },
  });
  // The SDK's own handler has no limit of bytes, and its limit of time ends with the head of the answer.
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: unknown };
      if (response.body instanceof Readable) response.body = boundedBody(response.body, limits);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'boundedBody' },
  );
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    // Rows of other programs may hold numbers beyond 2^53, which the SDK would answer as BigInt and JSON cannot say.
    unmarshallOptions: { wrapNumbers: Number },
  });
}
