import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TableDefinition } from './table-definition.js';

/**
 * Has DynamoDB remove expired rows where it can and may; rows are read as expired either way.
 * @returns the name of the error where it may not, or cannot now; null where all is well
 */
export async function enableTtl(
  client: DynamoDBDocumentClient,
  { name, ttlAttribute }: TableDefinition,
  abortSignal: AbortSignal,
): Promise<string | null> {
  if (ttlAttribute === undefined) return null;
  try {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }), {
      abortSignal,
    });
    const status = TimeToLiveDescription?.TimeToLiveStatus;
    if (status === 'ENABLED' || status === 'ENABLING') return null;
    const specification = { AttributeName: ttlAttribute, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: specification }), {
      abortSignal,
    });
    return null;
  } catch (error) {
    const reason = (error as Error).name;
    // The embedded driver and older copies of DynamoDB Local have no TTL at all.
    return reason === 'UnknownOperationException' || abortSignal.aborted ? null : reason;
  }
}
