import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@nestjs/common';
import type { TableDefinition } from './table-definition.js';

const logger = new Logger('DynamoDb');

/** Has DynamoDB remove expired rows where it can and may; rows are read as expired either way, so a failure is only told. */
export async function enableTtl(
  client: DynamoDBDocumentClient,
  { name, ttlAttribute }: TableDefinition,
  abortSignal: AbortSignal,
): Promise<void> {
  if (ttlAttribute === undefined) return;
  try {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }), {
      abortSignal,
    });
    const status = TimeToLiveDescription?.TimeToLiveStatus;
    if (status === 'ENABLED' || status === 'ENABLING') return;
    const specification = { AttributeName: ttlAttribute, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: specification }), {
      abortSignal,
    });
  } catch (error) {
    const reason = (error as Error).name;
    // The embedded side and older copies of DynamoDB Local have no TTL at all.
    if (reason === 'UnknownOperationException') return;
    logger.warn({ table: name, reason }, 'DynamoDB does not remove expired rows of this table by itself');
  }
}
