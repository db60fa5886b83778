import { documentClient } from './document-client.js';
import type { DynamoDbSide } from './dynamodb-side.js';

interface AwsSettings {
  AWS_REGION?: string;
  AWS_ENDPOINT_URL_DYNAMODB?: string;
}

/** DynamoDB itself, or DynamoDB Local at an address. Credentials come the way of the AWS SDK. */
export function awsDynamoDb({ AWS_REGION, AWS_ENDPOINT_URL_DYNAMODB: endpoint }: AwsSettings): DynamoDbSide {
  const place = endpoint ? `at ${new URL(endpoint).host}` : `in ${AWS_REGION ?? 'the region of the AWS profile'}`;
  return {
    description: `DynamoDB ${place}`,
    connect: () => {
      // At an address of its own the region is only a part of the signature.
      const region = AWS_REGION ?? (endpoint ? 'us-east-1' : undefined);
      const client = documentClient({ ...(region && { region }), ...(endpoint && { endpoint }) });
      return Promise.resolve({ client, close: () => Promise.resolve(client.destroy()) });
    },
  };
}
