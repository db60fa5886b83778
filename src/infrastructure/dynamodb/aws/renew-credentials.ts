import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Makes the SDK load its credentials again. It keeps credentials without an expiry, such as those of a shared file, for the life
 * of the process although they may have been renewed.
 */
export async function renewCredentials(client: DynamoDBDocumentClient): Promise<void> {
  await client.config.credentials({ forceRefresh: true });
}
