import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * Has the SDK look for its credentials again. It keeps those that name no end, such as those of a shared file, as long as
 * the process lives, and somebody may have renewed them.
 */
export async function renewCredentials(client: DynamoDBDocumentClient): Promise<void> {
  await client.config.credentials({ forceRefresh: true });
}
