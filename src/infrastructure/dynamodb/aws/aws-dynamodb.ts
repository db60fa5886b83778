import type { Config } from '../../../config/config.js';
import { documentClient } from '../document-client.js';
import type { DynamoDbDriver } from '../dynamodb-driver.js';

type AwsSettings = Partial<
  Pick<Config, 'DYNAMODB' | 'AWS_REGION' | 'AWS_PROFILE' | 'AWS_ENDPOINT_URL_DYNAMODB' | 'AWS_ENDPOINT_URL'>
>;

/** Whether the tables are on AWS: said so, or the SDK is told where its AWS is. Keys alone name no place. */
export function isOnAws({ DYNAMODB, ...places }: AwsSettings): boolean {
  if (DYNAMODB !== undefined) return DYNAMODB === 'aws';
  const { AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL } = places;
  return [AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL].some((place) => place !== undefined);
}

/** DynamoDB itself, or DynamoDB Local at an address. Credentials come the way of the AWS SDK. */
export function awsDynamoDb(settings: AwsSettings): DynamoDbDriver {
  const { AWS_PROFILE: profile } = settings;
  const endpoint = settings.AWS_ENDPOINT_URL_DYNAMODB ?? settings.AWS_ENDPOINT_URL;
  // At an address of its own the region is only a part of the signature.
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
