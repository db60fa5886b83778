import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Readable } from 'node:stream';
import { ExactNumber } from '../../model/exact-number.js';
import { boundedBody, type BodyLimits } from './bounded-body.js';

/**
 * How the SDK retries a call: at most three attempts with short waits; longer outages are left to the caller. `standard` rather
 * than `adaptive`, which slows down every request of the client once one table throttles: tokens and health checks would wait for
 * the table of profiles.
 */
const RETRIES = { maxAttempts: 3, retryMode: 'standard' };
/** In milliseconds. A batch of 25 full-sized rows is 10 MB, which takes several seconds on a slow connection. */
const CONNECTION_TIMEOUT = 2_000;
const REQUEST_TIMEOUT = 15_000;
/** For a response. DynamoDB's own limit is 16 MB (BatchGetItem), and base64 adds a third. */
const BODY_LIMITS: BodyLimits = { bytes: 24 * 1024 * 1024, milliseconds: REQUEST_TIMEOUT };

/**
 * The SDK passes its configuration to its credential chain, which reads the shared files once per process unless this is set
 * (`ignoreCache` of its SharedConfigInit). Without it, renewed credentials in a file are not picked up.
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
  // The SDK's own handler does not limit the size, and its timeout ends when the response headers arrive.
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
    // The SDK would return integers beyond 2^53 as BigInt, which JSON cannot represent, and round others.
    unmarshallOptions: { wrapNumbers: (text: string) => ExactNumber.read(text) },
  });
}
