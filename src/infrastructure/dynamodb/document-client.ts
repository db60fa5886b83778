import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * How the SDK repeats a call: three times at most with short waits; longer trouble is for the caller to wait out. `standard`
 * and not `adaptive`, which holds back every request of the client once one table throttles: the tokens and the health
 * checks would wait for the table of profiles.
 */
const RETRIES = { maxAttempts: 3, retryMode: 'standard' };
/** In milliseconds. A batch of 25 full-sized rows is 10 MB, which a slow line needs some seconds for. */
const CONNECTION_TIMEOUT = 2_000;
const REQUEST_TIMEOUT = 15_000;

/**
 * The SDK hands its configuration to its credential chain, which reads the shared files once a process unless it is told
 * this (`ignoreCache` of its SharedConfigInit). Renewed credentials in a file are found only so.
 */
const FRESH_FILES = { ignoreCache: true };

export function documentClient(config: DynamoDBClientConfig): DynamoDBDocumentClient {
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
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
    // Rows of other programs may hold numbers beyond 2^53, which the SDK would answer as BigInt and JSON cannot say.
    unmarshallOptions: { wrapNumbers: Number },
  });
}
