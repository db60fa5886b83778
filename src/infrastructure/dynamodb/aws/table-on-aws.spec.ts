import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsCredentialsFile } from '../../../../test/support/aws-credentials-file.js';
import { DynamoDbStandIn, type DynamoDbCall } from '../../../../test/support/dynamodb-stand-in.js';
import { until } from '../../../../test/support/until.js';
import { awsDynamoDb } from './aws-dynamodb.js';
import { DynamoDb } from '../dynamodb.js';
import type { DynamoDbTable } from '../table/dynamodb-table.js';

const THINGS = { name: 'things', partitionKey: 'id', ttlAttribute: 'expires_at' };
const DENIED = { type: 'AccessDeniedException' };

describe('a table on AWS', () => {
  let standIn: DynamoDbStandIn;
  let credentials: AwsCredentialsFile;
  let dynamodb: DynamoDb;
  let warnings: string[];
  beforeEach(async () => {
    credentials = new AwsCredentialsFile();
    credentials.write('AKIAOLD');
    standIn = new DynamoDbStandIn();
    await standIn.start();
    dynamodb = new DynamoDb(awsDynamoDb({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: standIn.endpoint }));
    warnings = [];
    const ignore = () => undefined;
    Logger.overrideLogger({
      log: ignore,
      error: ignore,
      warn: (_fields: unknown, message: string) => void warnings.push(message),
    });
  });
  afterEach(async () => {
    Logger.overrideLogger(false);
    await dynamodb.close();
    await standIn.close();
    credentials.remove();
  });

  const put = (table: DynamoDbTable) =>
    table.run((client) => client.send(new PutCommand({ TableName: table.name, Item: { id: 'a' } })));
  const usable = (table: DynamoDbTable) => until(() => put(table).then(Boolean, () => null));
  const count = (wanted: string) => standIn.calls.filter(({ action }) => action === wanted).length;

  it('needs only DescribeTable if the table exists', async () => {
    await usable(dynamodb.ensureTable(THINGS));
    const second = new DynamoDb(awsDynamoDb({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: standIn.endpoint }));
    standIn.rule = ({ action }: DynamoDbCall) => (['DescribeTable', 'PutItem'].includes(action) ? null : DENIED);
    const table = second.ensureTable(THINGS);
    await usable(table);
    expect(table).toMatchObject({ available: true, problem: null });
    await second.close();
  });

  it.each(['DescribeTimeToLive', 'UpdateTimeToLive'])('reports once that %s is denied, and works', async (denied) => {
    standIn.rule = ({ action }) => (action === denied ? DENIED : null);
    const table = dynamodb.ensureTable(THINGS);
    await usable(table);
    const before = count(denied);
    standIn.rule = () => ({ type: 'ExpiredTokenException' });
    await put(table).catch(() => undefined);
    standIn.rule = ({ action }) => (action === denied ? DENIED : null);
    await usable(table);
    expect(count(denied)).toBeGreaterThan(before);
    expect(warnings.filter((warning) => warning.includes('time to live'))).toHaveLength(1);
  });

  it('needs an operator if credentials are rejected, but not if DynamoDB is only busy', async () => {
    const table = dynamodb.ensureTable(THINGS);
    await usable(table);
    standIn.rule = () => ({ type: 'ThrottlingException' });
    await put(table).catch(() => undefined);
    expect(dynamodb.needsOperator).toBe(false);
    standIn.rule = ({ accessKeyId }) => (accessKeyId === 'AKIAOLD' ? { type: 'UnrecognizedClientException' } : null);
    await put(table).catch(() => undefined);
    expect(dynamodb.needsOperator).toBe(true);
    credentials.write('AKIANEW');
    await usable(table);
    expect(dynamodb).toMatchObject({ needsOperator: false, available: true });
  });

  it('retries brief throttling, and reports it if it persists', async () => {
    const table = dynamodb.ensureTable(THINGS);
    await usable(table);
    let refusals = 2;
    standIn.rule = () => (refusals-- > 0 ? { type: 'ProvisionedThroughputExceededException' } : null);
    await put(table);
    standIn.rule = () => ({ type: 'ThrottlingException' });
    await expect(put(table)).rejects.toMatchObject({ problem: 'throttled' });
    expect(table.available).toBe(true);
  });
});
