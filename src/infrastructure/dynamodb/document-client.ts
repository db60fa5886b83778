import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Attempts of the SDK for one call; its backoff between them is short, so longer trouble is for the caller to wait out. */
const MAX_ATTEMPTS = 3;
/** In milliseconds. A batch of 25 full-sized rows is 10 MB, which a slow line needs some seconds for. */
const CONNECTION_TIMEOUT = 2_000;
const REQUEST_TIMEOUT = 15_000;

export function documentClient(config: DynamoDBClientConfig): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    ...config,
    maxAttempts: MAX_ATTEMPTS,
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
