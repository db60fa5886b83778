import { setTimeout as delay } from 'node:timers/promises';
import { CreateTableCommand, DescribeTableCommand, type TableDescription } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDbUnavailableError } from '../dynamodb-unavailable.error.js';
import type { TableDefinition } from './table-definition.js';

/** How often to check a table that is being created, in milliseconds; the SDK's waiter checks every 20 s. */
const POLL_MS = 200;
/** Maximum time for a table to become usable, in milliseconds; AWS takes about ten seconds. */
const LIMIT_MS = 60_000;

/** Creates the table if it does not exist, and returns when it is usable. Safe under concurrent processes. */
export async function ensureTable(
  client: DynamoDBDocumentClient,
  definition: TableDefinition,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  let table = await describe(client, definition.name, signal);
  while (!isUsable(table)) {
    if (performance.now() > end) throw stuck(definition.name, table);
    if (table === null) await create(client, definition, signal);
    else await delay(POLL_MS, undefined, { signal });
    table = await describe(client, definition.name, signal);
  }
  checkKeys(table, definition);
}

async function describe(
  client: DynamoDBDocumentClient,
  name: string,
  abortSignal: AbortSignal,
): Promise<TableDescription | null> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }), { abortSignal });
    return Table ?? null;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

async function create(
  client: DynamoDBDocumentClient,
  { name, partitionKey, sortKey }: TableDefinition,
  abortSignal: AbortSignal,
): Promise<void> {
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  const command = new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
    KeySchema: keys.map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
  });
  try {
    await client.send(command, { abortSignal });
  } catch (error) {
    const reason = (error as Error).name;
    if (reason === 'AccessDeniedException' || reason === 'AccessDenied') throw absent(name);
    // Another process was faster.
    if (reason !== 'ResourceInUseException') throw error;
  }
}

/** A table that is being updated remains usable. */
function isUsable(table: TableDescription | null): table is TableDescription {
  return table?.TableStatus === 'ACTIVE' || table?.TableStatus === 'UPDATING';
}

function absent(name: string): DynamoDbUnavailableError {
  return new DynamoDbUnavailableError(
    'table',
    `The table ${name} does not exist, and the AWS credentials lack the permission dynamodb:CreateTable: create it with deploy/aws/tables.json, or grant the permission`,
  );
}

function stuck(name: string, table: TableDescription | null): DynamoDbUnavailableError {
  const status = table?.TableStatus?.toLowerCase() ?? 'absent';
  return new DynamoDbUnavailableError(
    'table',
    `The table ${name} is ${status} and has not become active: check it in AWS`,
  );
}

function checkKeys({ KeySchema = [] }: TableDescription, { name, partitionKey, sortKey }: TableDefinition): void {
  const keys = ['HASH', 'RANGE'].map((type) => KeySchema.find(({ KeyType }) => KeyType === type)?.AttributeName);
  if (keys[0] === partitionKey && keys[1] === sortKey) return;
  const expectedKey = sortKey === undefined ? partitionKey : `${partitionKey} and ${sortKey}`;
  throw new DynamoDbUnavailableError(
    'table',
    `The table ${name} has the key ${keys.filter(Boolean).join(' and ')} instead of ${expectedKey}: use another table name, or delete the table`,
  );
}
