import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TableDefinition } from './table-definition.js';

/**
 * Makes DynamoDB delete expired rows if it supports that and permissions allow it; readers ignore expired rows either way.
 * @returns the name of the error if it could not be enabled; null on success
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
    // The embedded driver and older versions of DynamoDB Local do not support TTL.
    return reason === 'UnknownOperationException' || abortSignal.aborted ? null : reason;
  }
}
