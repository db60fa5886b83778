import { DescribeTableCommand, ListTablesCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * dynalite marks a table as active shortly after recording that it is being created. If the process is killed in between, the
 * table stays in that state until it is changed in any way.
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
