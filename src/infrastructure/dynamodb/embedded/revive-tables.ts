import { DescribeTableCommand, ListTablesCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * dynalite makes a table active a moment after it wrote it down as being created. A process that was killed in between
 * leaves a table that stays so for ever; any change of it makes it active.
 */
export async function reviveTables(client: DynamoDBDocumentClient): Promise<void> {
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  for (const TableName of TableNames) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (Table?.TableStatus === 'ACTIVE') continue;
    const throughput = 1 + (Table?.ProvisionedThroughput?.ReadCapacityUnits ?? 0);
    await client.send(
      new UpdateTableCommand({
        TableName,
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: throughput, WriteCapacityUnits: throughput },
      }),
    );
  }
}
