import type { Config } from '../../../config/config.js';
import { documentClient } from '../document-client.js';
import type { DynamoDbDriver } from '../dynamodb-driver.js';

type AwsSettings = Partial<
  Pick<Config, 'DYNAMODB' | 'AWS_REGION' | 'AWS_PROFILE' | 'AWS_ENDPOINT_URL_DYNAMODB' | 'AWS_ENDPOINT_URL'>
>;

/**
 * Whether the tables are on AWS: explicitly, or because the SDK is configured with a region or address. Keys alone are not
 * enough.
 */
export function isOnAws({ DYNAMODB, ...places }: AwsSettings): boolean {
  if (DYNAMODB !== undefined) return DYNAMODB === 'aws';
  const { AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL } = places;
  return [AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL].some((place) => place !== undefined);
}

/** DynamoDB itself, or DynamoDB Local at an address. Credentials are resolved by the AWS SDK. */
export function awsDynamoDb(settings: AwsSettings): DynamoDbDriver {
  const { AWS_PROFILE: profile } = settings;
  const endpoint = settings.AWS_ENDPOINT_URL_DYNAMODB ?? settings.AWS_ENDPOINT_URL;
  // With a custom address the region only matters for the signature.
  const region = settings.AWS_REGION ?? (endpoint && !profile ? 'us-east-1' : undefined);
  return {
    description: `DynamoDB ${placeOf(endpoint, settings)}`,
    isEmbedded: false,
    connect: () => {
      const client = documentClient({
        ...(region && { region }),
        ...(profile && { profile }),
        ...(endpoint && { endpoint }),
      });
      return Promise.resolve({ client, close: () => Promise.resolve(client.destroy()) });
    },
  };
}

function placeOf(endpoint: string | undefined, { AWS_REGION, AWS_PROFILE }: AwsSettings): string {
  if (endpoint) return `at ${new URL(endpoint).host}`;
  return `in ${AWS_REGION ?? `the region of the AWS profile${AWS_PROFILE ? ` ${AWS_PROFILE}` : ''}`}`;
}
